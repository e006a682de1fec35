"""The chat with everything wired in: what is drawn, what it reads, what it calls."""

from __future__ import annotations

import reflex as rx

from webchat.ui.bridge import components as bridge
from webchat.ui.bridge.actions import act
from webchat.ui.calls import CALLS
from webchat.ui.components import adding, dialogs, media, messages, search
from webchat.ui.components import conversation as parts
from webchat.ui.components.account import account_dialog
from webchat.ui.components.groups import group_dialog
from webchat.ui.components.list_menu import list_menu
from webchat.ui.components.reactions import emoji_button
from webchat.ui.components.sidebar import sidebar
from webchat.ui.components.text import ask_everyone
from webchat.ui.components.timeline import back_pill, jump_pill, timeline_row, timeline_skeleton
from webchat.ui.states import view
from webchat.ui.states.session import SessionState
from webchat.ui.states.sidebar import SidebarState
from webchat.ui.texts import t


def _timeline() -> rx.Component:
    instead = rx.match(
        view.page_state,
        ("loading", timeline_skeleton()),
        ("unkept", parts.not_kept()),
        ("empty", parts.nothing_said(view.header, view.may_write)),
        rx.fragment(),
    )
    return rx.el.div(
        bridge.timeline(
            rx.foreach(view.timeline_rows, lambda row: timeline_row(row=row, key=row.key)), open=view.open_id
        ),
        instead,
        jump_pill(view.new_below, (view.new_below > 0) | view.far_from_end),
        back_pill(view.back_shown),
        bridge.now_playing(open=view.open_id),
        class_name="timeline",
    )


def _talk() -> rx.Component:
    speaks = (~view.draft_filled & (view.answer.mode != "edit")) | (view.recording != "")
    sends = (view.draft_filled & ~view.slow) | (view.answer.mode == "edit")
    voice = bridge.voice_button(mode=view.recording, open=view.open_id)
    composer = bridge.composer(
        adding.add_button(view.add_menu_shown),
        media.attach_button(),
        emoji_button(view.panel_tab),
        adding.later_button(view.can_wait & (view.answer.mode != "edit")),
        *parts.composer_side(view.draft_count, view.draft_too_long, sends, (speaks, voice)),
        open=view.open_id,
        class_name="composer",
    )
    panel = bridge.emoji_panel(tab=view.panel_tab, open=view.open_id)
    return rx.fragment(
        rx.el.div(
            parts.head(view.header, view.search_open, view.details_shown, view.may_call),
            bridge.call_here(),
            messages.pinned_bar(view.pinned_bar, view.may_pin),
        ),
        _timeline(),
        rx.el.div(
            parts.typing_line(view.open_typing),
            adding.waiting_button(view.waiting_count),
            rx.cond(view.selecting, messages.selection_bar(view.picked_count, view.may_remove_picked)),
            rx.cond(
                view.may_write,
                rx.fragment(
                    bridge.slow_note(open=view.open_id),
                    messages.answer_bar(view.answer),
                    bridge.completion(open=view.open_id),
                    media.tray(view.tray),
                    composer,
                    panel,
                ),
                rx.cond(
                    view.blocked_peer != "",
                    parts.blocked_bar(view.blocked_peer),
                    rx.cond(view.peer_gone, parts.nobody_there(), parts.read_only()),
                ),
            ),
            class_name="below",
            custom_attrs={"data-selecting": rx.cond(view.selecting, "true", rx.Var("undefined"))},
        ),
        media.drop_target(view.dropping),
    )


def _dialogs() -> rx.Component:
    found = dialogs.new_conversation(
        view.people_rows,
        view.people_query,
        view.people_searched,
        view.banner_shown,
        lambda person: [SidebarState.start_direct(person.id), act("dialogs.closeDialog")],
    )
    settings = dialogs.settings(SessionState.me_name, view.theme, view.accent, view.previews, view.is_admin)
    return rx.fragment(
        bridge.dialog(found, shown=view.dialog_shown == "new", label=t("New conversation")),
        bridge.dialog(settings, shown=view.dialog_shown == "settings", label=t("Settings")),
        bridge.dialog(dialogs.reactors(view.reactors_of), shown=view.dialog_shown == "reactors", label=t("Reactions")),
        bridge.dialog(
            ask_everyone(view.everyone_count), shown=view.dialog_shown == "everyone", label=t("Notify everyone?")
        ),
        bridge.quick_bar(shown=view.react_shown),
        adding.add_menu(view.add_menu_shown),
        adding.add_dialog(view.dialog_shown),
        group_dialog(view.dialog_shown),
        account_dialog(view.dialog_shown),
        messages.message_dialog(view.dialog_shown),
        bridge.menu(messages.message_menu(view.menu_row, view.menu_rights), shown=view.menu_shown, label=t("Message")),
        bridge.menu(
            list_menu(view.list_menu_row, view.list_menu_page),
            shown=view.list_menu_page,
            label=t("Conversation"),
            close=act("list_menu.closeListMenu"),
            anchor=act("list_menu.listMenuAnchor"),
        ),
    )


def _sidebar() -> rx.Component:
    found = search.search_results(
        lambda rows: bridge.search_results(rows, open=view.open_id, class_name="results"),
        view.search_rows,
        view.search_count,
        view.search_chips,
        view.search_state,
        view.search_problem,
    )
    field = search.search_field(view.search_open, view.search_scope)
    return sidebar(
        view.sidebar_rows,
        view.room_below,
        SessionState.arrived != "",
        view.folder_tabs,
        view.folder_shown,
        view.archived_label,
        (view.search_open, field, found),
        view.missed_calls,
        view.list_alone,
    )


def chat() -> rx.Component:
    """The chat itself, under ``/chat/`` and ``/chat/<conversation>/``."""
    main = rx.match(
        view.page_state,
        ("none", rx.fragment(parts.nothing_open(), bridge.now_playing(open=0))),
        ("missing", parts.not_here(view.parted, view.tray)),
        _talk(),
    )
    return rx.el.div(
        bridge.chat_core(view.STATE_NAMES, CALLS),
        parts.skips(view.open_id > 0),
        _sidebar(),
        rx.el.main(main, class_name="main"),
        bridge.details(
            shown=view.details_shown & (view.page_state != "missing"), open=view.open_id, class_name="details"
        ),
        _dialogs(),
        bridge.on_top(
            rx.cond(view.banner_shown, parts.banner()),
            parts.announcer(view.announced),
            bridge.toasts(shown=view.toasts),
        ),
        bridge.call_stage(),
        class_name="app",
        custom_attrs={"data-view": rx.cond(view.open_id > 0, "conversation", "list")},
    )


def embed() -> rx.Component:
    """The chat in a frame of another page, under ``/embed/``: who is here comes from that page."""
    return rx.fragment(chat(), parts.turned_away(view.turned_away))
