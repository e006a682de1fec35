"""The bridge's components: where the browser's own API is needed."""

from __future__ import annotations

from typing import Any, ClassVar

import reflex as rx
from reflex.components.component import Component

from .files import MODULES


def _one(value: rx.Var) -> list[rx.Var]:
    return [value]


class ChatCore(Component):
    """Draws nothing; keeps store, connection and server together (``core.jsx``).

    Its ``on_*`` props are what the page can ask of the server: see ``webchat/ui/calls.py``.
    """

    library = MODULES["core.jsx"]
    tag = "ChatCore"
    calls: ClassVar[set[str]] = set()

    states: rx.Var[dict[str, str]]

    @classmethod
    def get_event_triggers(cls) -> dict[str, Any]:
        """One for each call."""
        return super().get_event_triggers() | dict.fromkeys(cls.calls, _one)


def chat_core(states: dict[str, str], calls: dict[str, Any]) -> Component:
    """The core of the chat page; ``calls`` by the names under which the bridge finds them in ``server.js``."""
    handlers = {f"on_{name}": handler for name, handler in calls.items()}
    ChatCore.calls.update(handlers)
    return ChatCore.create(states=states, **handlers)


class Transport(Component):
    """Around the whole app: which way Reflex's socket goes (``transport.js``)."""

    library = MODULES["transport.js"]
    tag = "Transport"


class Texts(Component):
    """Around the whole app: waits for the reader's language (``texts.jsx``)."""

    library = MODULES["texts.jsx"]
    tag = "Texts"


class Avatar(Component):
    """Initials on a colour, and the picture over them where there is one."""

    library = MODULES["avatar.jsx"]
    tag = "Avatar"

    initials: rx.Var[str]
    hue: rx.Var[int]
    url: rx.Var[str]
    size: rx.Var[str]
    presence: rx.Var[str]


class ProfilePicture(Component):
    """My picture, with what changes it."""

    library = MODULES["profile_picture.jsx"]
    tag = "ProfilePicture"
    lib_dependencies: list[str] = ["react-easy-crop@6.2.5"]


class NotificationSettings(Component):
    """How one wants to hear of messages, as a section of the settings."""

    library = MODULES["notification_settings.jsx"]
    tag = "NotificationSettings"


class NotifyBar(Component):
    """Offers notifications, until it was answered once."""

    library = MODULES["notification_settings.jsx"]
    tag = "NotifyBar"


class SettingsPart(Component):
    """``which``: "profile", "privacy" or "data"."""

    library = MODULES["settings_part.jsx"]
    tag = "SettingsPart"

    which: rx.Var[str]


class LanguageChoice(Component):
    """In which language the interface speaks."""

    library = MODULES["language_choice.jsx"]
    tag = "LanguageChoice"


class Timeline(Component):
    """The scrolling log; its children are the rows, each with a ``data-key``."""

    library = MODULES["timeline.jsx"]
    tag = "Timeline"

    open: rx.Var[int]


class Composer(Component):
    """The form with the growing text field; its children stand beside the field."""

    library = MODULES["composer.jsx"]
    tag = "Composer"

    open: rx.Var[int]


class MessageText(Component):
    """What a message says; ``html`` is the server's own, ``text`` what was typed."""

    library = MODULES["message_text.jsx"]
    tag = "MessageText"

    html: rx.Var[str]
    text: rx.Var[str]
    row_key: rx.Var[str]


class Dialog(Component):
    """A modal dialog on the browser's own element."""

    library = MODULES["dialog.jsx"]
    tag = "Dialog"

    shown: rx.Var[bool]
    label: rx.Var[str]


class Menu(Component):
    """A menu; its children are ``menuitem`` buttons.

    ``shown``: whether, or which page of it. ``close`` and ``anchor`` are actions, those of a message where left out.
    """

    library = MODULES["menu.jsx"]
    tag = "Menu"

    shown: rx.Var[Any]
    label: rx.Var[str]
    close: rx.Var[Any]
    anchor: rx.Var[Any]


class SearchResults(Component):
    """The scrolling results; they stay where they are while their conversations are looked at."""

    library = MODULES["search_results.jsx"]
    tag = "SearchResults"

    open: rx.Var[int]


class Card(Component):
    """What a poll, a place or a contact shows in its message."""

    library = MODULES["cards.jsx"]
    tag = "Card"

    row: rx.Var[Any]


class AddMenu(Component):
    """A menu of the composer; its children are ``menuitem`` buttons."""

    library = MODULES["add_menu.jsx"]
    tag = "AddMenu"

    shown: rx.Var[bool]
    label: rx.Var[str]


class AddDialog(Component):
    """What stands in a dialog of the composer: "location", "contact", "poll", "later" or "scheduled"."""

    library = MODULES["add_dialog.jsx"]
    tag = "AddDialog"

    which: rx.Var[str]


class UploadRing(Component):
    """How far a file on its way is; nothing for one that is there."""

    library = MODULES["upload_ring.jsx"]
    tag = "UploadRing"
    lib_dependencies: list[str] = ["tus-js-client@4.3.1", "photoswipe@5.4.4"]

    file: rx.Var[str]


class Player(Component):
    """Sound with its wave; ``voice`` is followed by the next voice message. ``heard``: see ``heard.js``."""

    library = MODULES["player.jsx"]
    tag = "Player"

    url: rx.Var[str]
    name: rx.Var[str]
    seconds: rx.Var[float]
    waveform: rx.Var[list[int]]
    voice: rx.Var[bool]
    message_id: rx.Var[int]
    heard: rx.Var[str]
    size: rx.Var[str]


class Film(Component):
    """A film in its bubble: its poster, and the film in the same place when it is wanted."""

    library = MODULES["film.jsx"]
    tag = "Film"

    url: rx.Var[str]
    name: rx.Var[str]
    poster: rx.Var[str]
    playtime: rx.Var[str]


class NowPlaying(Component):
    """What plays while its bubble is out of sight."""

    library = MODULES["now_playing.jsx"]
    tag = "NowPlaying"

    open: rx.Var[int]


class VoiceButton(Component):
    """Records a voice message; ``mode`` is how that stands in the ``open`` conversation (``recorder.js``)."""

    library = MODULES["voice_button.jsx"]
    tag = "VoiceButton"

    mode: rx.Var[str]
    open: rx.Var[int]


class SystemLine(Component):
    """What happened to the group, in words."""

    library = MODULES["system_line.jsx"]
    tag = "SystemLine"

    row: rx.Var[Any]


class Details(Component):
    """The column beside the timeline, with what there is to know about the open conversation."""

    library = MODULES["details.jsx"]
    tag = "Details"

    shown: rx.Var[bool]
    open: rx.Var[int]


class GroupDialog(Component):
    """What stands in a dialog about groups."""

    library = MODULES["group_dialog.jsx"]
    tag = "GroupDialog"

    which: rx.Var[str]


class MessageDialog(Component):
    """What stands in a dialog about messages: "info", "history", "saved", "forward" or "remove"."""

    library = MODULES["message_dialog.jsx"]
    tag = "MessageDialog"

    which: rx.Var[str]


class InvitePage(Component):
    """What stands on the page of an invite link."""

    library = MODULES["invite_page.jsx"]
    tag = "InvitePage"


class LinkPage(Component):
    """What stands on the page of a device that comes with a code."""

    library = MODULES["link_page.jsx"]
    tag = "LinkPage"


class AccountDialog(Component):
    """What stands in a dialog about one's devices and bots."""

    library = MODULES["account_dialog.jsx"]
    tag = "AccountDialog"

    which: rx.Var[str]


class CallStage(Component):
    """Whoever calls, and the call that this tab is in; over everything else (``call_screens.jsx``)."""

    library = MODULES["call_stage.jsx"]
    tag = "CallStage"
    lib_dependencies: list[str] = ["livekit-client@2.23.0"]


class CallHere(Component):
    """The call that is on in the open conversation, and the way into it."""

    library = MODULES["call_here.jsx"]
    tag = "CallHere"


class DoctorPage(Component):
    """What stands on the page that tests calls from this browser."""

    library = MODULES["doctor_page.jsx"]
    tag = "DoctorPage"


class Toasts(Component):
    """Short messages at the edge of the page (``toasts.js``)."""

    library = MODULES["toasts.jsx"]
    tag = "Toasts"

    shown: rx.Var[list[Any]]


class OnTop(Component):
    """Its children are seen, pressed and read out also while a modal dialog is open (``on_top.jsx``)."""

    library = MODULES["on_top.jsx"]
    tag = "OnTop"


class JoinForm(Component):
    """The form of the first page: its field is called ``name``."""

    library = MODULES["join_form.jsx"]
    tag = "JoinForm"

    states: rx.Var[dict[str, str]]


class Reactions(Component):
    """The signs under a message."""

    library = MODULES["chips.jsx"]
    tag = "Reactions"

    message_id: rx.Var[int]
    reactions: rx.Var[list]


class Reactors(Component):
    """Everyone who reacted to a message."""

    library = MODULES["chips.jsx"]
    tag = "Reactors"

    message_id: rx.Var[int]


class QuickBar(Component):
    """Six signs and the full picker beside a message; one for the page."""

    library = MODULES["quick_bar.jsx"]
    tag = "QuickBar"
    lib_dependencies: list[str] = ["frimousse@0.4.0"]

    shown: rx.Var[dict]


class EmojiPanel(Component):
    """The composer's panel with emoji, stickers and GIFs; ``tab`` is empty while it is closed."""

    library = MODULES["emoji_panel.jsx"]
    tag = "EmojiPanel"

    tab: rx.Var[str]
    open: rx.Var[int]


class SlowNote(Component):
    """Says in a group in slow mode when one may write again."""

    library = MODULES["slow_note.jsx"]
    tag = "SlowNote"

    open: rx.Var[int]


class AdminPage(Component):
    """What stands on the page of those who look after the server."""

    library = MODULES["admin_page.jsx"]
    tag = "AdminPage"


class Completion(Component):
    """The list that completes emoji and names in the composer."""

    library = MODULES["completion.jsx"]
    tag = "Completion"

    open: rx.Var[int]


avatar = Avatar.create
profile_picture = ProfilePicture.create
notification_settings = NotificationSettings.create
notify_bar = NotifyBar.create
language_choice = LanguageChoice.create
settings_part = SettingsPart.create
timeline = Timeline.create
composer = Composer.create
message_text = MessageText.create
dialog = Dialog.create
menu = Menu.create
card = Card.create
add_menu = AddMenu.create
add_dialog = AddDialog.create
upload_ring = UploadRing.create
player = Player.create
film = Film.create
now_playing = NowPlaying.create
voice_button = VoiceButton.create
search_results = SearchResults.create
message_dialog = MessageDialog.create
toasts = Toasts.create
on_top = OnTop.create
join_form = JoinForm.create
reactions = Reactions.create
reactors = Reactors.create
quick_bar = QuickBar.create
emoji_panel = EmojiPanel.create
completion = Completion.create
slow_note = SlowNote.create
admin_page = AdminPage.create
system_line = SystemLine.create
details = Details.create
group_dialog = GroupDialog.create
invite_page = InvitePage.create
link_page = LinkPage.create
account_dialog = AccountDialog.create
call_stage = CallStage.create
call_here = CallHere.create
doctor_page = DoctorPage.create
