"""The main column: head, timeline, composer, and what stands there instead."""

from __future__ import annotations

import reflex as rx

from webchat.ui.bridge.actions import act
from webchat.ui.states.rows import Header, Parted, TrayItem, Typing
from webchat.ui.texts import t

from .avatar import avatar
from .icons import icon, send_icon
from .sidebar import icon_button, typing_words


def _call_buttons() -> rx.Component:
    return rx.fragment(
        icon_button("phone", t("Voice call"), on_click=act("calls.startCall", "audio")),
        icon_button("video", t("Video call"), on_click=act("calls.startCall", "video")),
    )


def _fading(hint: rx.Var[str]) -> rx.Component:
    return rx.el.span(icon("timer"), class_name="fading", role="img", aria_label=hint, title=hint)


def head(
    header: rx.Var[Header], searching: rx.Var[bool], details: rx.Var[bool], may_call: rx.Var[bool]
) -> rx.Component:
    """Who one talks with, and how they are; ``searching``: what is behind it are results; ``details``: open ones."""
    back = rx.cond(searching, t("Back to results"), t("Back"))
    about = rx.el.p(rx.cond(header.fading != "", _fading(header.fading)), header.subtitle, class_name="subtitle")
    return rx.el.header(
        icon_button("back", back, on_click=act("navigation.closeConversation")),
        avatar(header, "m", header.online),
        rx.el.div(
            rx.el.h2(header.title, class_name="title", dir="auto"),
            rx.cond(header.typing != "", rx.el.p(typing_words(header), class_name="subtitle typing"), about),
            class_name="who",
            on_click=act("opening.openDetails"),
        ),
        rx.cond(may_call, _call_buttons()),
        icon_button("search", t("Search in conversation"), on_click=act("search.searchHere")),
        icon_button("info", t("Details"), on_click=act("opening.toggleDetails"), aria_expanded=details),
        class_name="head",
    )


def skips(is_open: rx.Var[bool]) -> rx.Component:
    """The first that the Tab key reaches: past the list to the messages, or to the list where nothing is open."""

    def skip(label: rx.Var[str], place: str) -> rx.Component:
        return rx.el.button(label, type="button", class_name="button", on_click=act("keys.skipTo", place))

    opened = rx.fragment(skip(t("Skip to messages"), "messages"), skip(t("Skip to the message field"), "composer"))
    return rx.el.div(rx.cond(is_open, opened, skip(t("Skip to conversations"), "list")), class_name="skips")


def announcer(text: rx.Var[str]) -> rx.Component:
    """What screen readers say of new messages: the log itself is silent (``announcer.js``)."""
    return rx.el.div(text, class_name="only-read", role="status", custom_attrs={"aria-live": "polite"})


def typing_line(who: rx.Var[Typing]) -> rx.Component:
    """Who types, said politely to screen readers."""
    dots = rx.el.span(rx.el.i(), rx.el.i(), rx.el.i(), class_name="dots", custom_attrs={"aria-hidden": "true"})
    line = rx.el.div(dots, typing_words(who), class_name="typing")
    return rx.el.div(rx.cond(who.typing != "", line), class_name="typing-line", role="status")


def composer_side(
    count: rx.Var[str], too_long: rx.Var[bool], filled: rx.Var[bool], voice: tuple[rx.Var[bool], rx.Component]
) -> list[rx.Component]:
    """What stands beside the text field: the counter of long texts, and Send; ``voice``: when what stands for it."""
    counter = rx.el.span(count, class_name=rx.cond(too_long, "counter over", "counter"))
    # The counter turns with every key: only that it is too much is told.
    told = rx.el.span(rx.cond(too_long, t("This is too long to be sent."), ""), class_name="only-read", role="status")
    send = rx.el.button(
        send_icon(), type="submit", class_name="send", aria_label=t("Send"), disabled=~filled | too_long
    )
    return [rx.cond(count != "", counter), told, rx.cond(voice[0], voice[1], send)]


def read_only() -> rx.Component:
    """Stands in the place of the composer where this person may not write."""
    return rx.el.p(t("Only admins can write here."), class_name="read-only")


def nobody_there() -> rx.Component:
    """The same where the other one has ended their account."""
    return rx.el.p(t("This account was deleted: nobody reads here any more."), class_name="read-only")


def blocked_bar(name: rx.Var[str]) -> rx.Component:
    """The same where this person shut the other one out."""
    unblock = rx.el.button(
        t("Unblock"), type="button", class_name="button plain small", on_click=act("blocks.unblockPeer")
    )
    return rx.el.div(
        rx.el.span(t("You blocked {name}.", name=name), dir="auto"), unblock, class_name="read-only blocked"
    )


def _panel(sign: str, title: rx.Var[str], text: rx.Var[str], *below: rx.Component) -> rx.Component:
    return rx.el.div(icon(sign, "icon large"), rx.el.h2(title), rx.el.p(text), *below, class_name="panel")


def nothing_open() -> rx.Component:
    """The friendly first screen."""
    button = rx.el.button(
        t("Find people"), type="button", class_name="button", on_click=act("dialogs.openDialog", "new")
    )
    return _panel("chat", t("Who do you want to talk to?"), t("Pick a conversation, or find somebody by name."), button)


def _unsent_file(item: rx.Var[TrayItem]) -> rx.Component:
    shown = rx.cond(item.url != "", rx.el.img(src=item.url, alt=""), icon("file"))
    save = icon_button("download", t("Save {name}", name=item.name), on_click=act("attach.save", item.key))
    about = rx.el.span(rx.el.bdi(item.name), rx.el.small(item.size))
    return rx.el.li(rx.el.span(shown, class_name="unsent-picture"), about, save, key=item.key)


def not_here(parted: rx.Var[Parted], tray: rx.Var[list[TrayItem]]) -> rx.Component:
    """The address names a conversation that is not there, not for this person, or not any more: then what happened."""
    button = rx.el.button(
        t("Back to my chats"), type="button", class_name="button", on_click=act("navigation.closeConversation")
    )
    copy = rx.el.button(
        t("Copy text"), type="button", class_name="button plain small", on_click=act("parting.copyWords")
    )
    words = rx.el.section(
        rx.el.header(rx.el.h3(t("What you were writing")), copy),
        rx.el.p(parted.words, dir="auto", tab_index=0),
        class_name="unsent-words",
    )

    files = rx.el.section(
        rx.el.header(rx.el.h3(t("Files that were not sent"))),
        rx.el.ul(rx.foreach(tray, _unsent_file), tab_index=0),
        class_name="unsent-words",
    )
    unsent = rx.cond(parted.words != "", words), rx.cond(tray.length() > 0, files)

    def over(sign: str, title: rx.Var[str], text: rx.Var[str]) -> rx.Component:
        return rx.el.div(_panel(sign, title, text, *unsent, button), class_name="parted", role="alert")

    title = parted.title
    removed = over("block", t("You were removed from {title}", title=title), t("Only its admins can add you again."))
    left = over("sign-out", t("You left {title}", title=title), t("What is said there comes here no more."))
    ended = t("It is gone for everyone, with everything said in it.")
    gone = t("You were taken out, or the group was deleted.")
    return rx.match(
        parted.how,
        ("removed", removed),
        ("left", left),
        ("deleted", over("trash", t("{title} was deleted", title=title), ended)),
        ("gone", over("hide", t("You are not in {title} any more", title=title), gone)),
        _panel(
            "search", t("This conversation is not here"), t("It does not exist, or you are not part of it."), button
        ),
    )


def turned_away(why: rx.Var[str]) -> rx.Component:
    """In a frame of another page: its token opens nothing, or the conversation that it names is not there."""
    missing = _panel("search", t("This conversation is not here"), t("It does not exist, or you are not part of it."))
    unknown = _panel("no-line", t("You are not signed in here."), t("Load the page again to go on."))
    return rx.cond(why != "", rx.el.div(rx.cond(why == "missing", missing, unknown), class_name="away", role="alert"))


def nothing_said(header: rx.Var[Header], may_write: rx.Var[bool]) -> rx.Component:
    """An empty conversation."""
    return rx.el.div(
        avatar(header, "xl"),
        rx.el.h2(header.title, dir="auto"),
        rx.el.p(rx.cond(may_write, t("Nothing said yet. Write the first line."), t("No messages yet"))),
        class_name="panel",
    )


def not_kept() -> rx.Component:
    """A conversation that this browser does not hold, while the line is gone."""
    return _panel(
        "no-line",
        t("Not kept on this device"),
        t("This conversation comes when the line is back. What you write here is sent then."),
    )


def banner() -> rx.Component:
    """The line is gone for longer than a moment."""
    text = t("Reconnecting…")
    return rx.el.div(rx.el.span(class_name="spinner"), text, class_name="banner", role="alert", aria_label=text)
