"""The column of conversations."""

from __future__ import annotations

import reflex as rx

from webchat.ui.bridge import components as bridge
from webchat.ui.bridge.actions import act
from webchat.ui.states.rows import FolderTab, ListEntry, SidebarRow, Typing
from webchat.ui.texts import t, tn

from .avatar import avatar
from .icons import icon
from .ticks import listed_ticks


def icon_button(name: str, label: rx.Var[str], **props) -> rx.Component:
    """A round button with nothing but an icon."""
    return rx.el.button(icon(name), type="button", class_name="icon-button", aria_label=label, title=label, **props)


def typing_words(who: rx.Var[Typing]) -> rx.Component:
    """Who types, in three parts: the names give way where room is short."""
    return rx.fragment(
        rx.el.span(who.typing_before),
        rx.el.bdi(who.typing_names, class_name="typists"),
        rx.el.span(who.typing_after),
    )


def _last_line(row: rx.Var[SidebarRow]) -> rx.Component:
    # A part of its own each: where two directions meet in one, what does not fit would go from its beginning.
    author = rx.cond(row.author != "", rx.el.span(rx.el.bdi(row.author), ":", class_name="author"))
    return rx.cond(
        row.typing != "",
        rx.el.p(typing_words(row), class_name="typing"),
        rx.cond(
            row.draft != "",
            rx.el.p(rx.el.b(t("Draft:"), class_name="draft"), " ", rx.el.span(row.draft, dir="auto")),
            rx.el.p(listed_ticks(row.own_status), author, " ", rx.el.span(row.preview, dir="auto")),
        ),
    )


def _end(row: rx.Var[SidebarRow]) -> rx.Component:
    badge = rx.el.span(row.unread_label, class_name=rx.cond(row.muted, "badge muted", "badge"))
    signs = rx.el.span(
        rx.cond(row.muted, icon("bell-off", "icon sign")),
        rx.cond(row.mentions > 0, rx.el.span("@", class_name="badge mentions")),
        rx.cond(row.unread_label != "", badge, rx.cond(row.pinned, icon("pin", "icon sign"))),
        class_name="badges",
    )
    return rx.el.span(rx.el.time(row.time, date_time=row.iso), signs, class_name="end")


@rx.memo
def conversation_entry(*, row: rx.Var[SidebarRow]) -> rx.Component:
    """One conversation: who, the last line, when, how much is unread; and the way to its menu."""
    link = rx.el.a(
        avatar(row, "l", row.online),
        rx.el.span(rx.el.b(row.title, class_name="title", dir="auto"), _last_line(row), class_name="mid"),
        _end(row),
        href=row.href,
        class_name="row",
        aria_label=row.name,
        on_click=act("navigation.followLink"),
        custom_attrs={
            "aria-current": rx.cond(row.open, "page", "false"),
            "onContextMenu": act("list_menu.openListMenu", row),
            "onTouchStart": act("list_menu.holdConversation", row),
        },
    )
    more = icon_button(
        "more", t("More about {title}", title=row.title), aria_haspopup="menu",
        on_click=act("list_menu.openListMenu", row),
    )  # fmt: skip
    return rx.fragment(link, more)


def _entry(entry: rx.Var[ListEntry]) -> rx.Component:
    # A style of React's own: one of Reflex's would make a class of each number of pixels.
    return rx.el.div(
        conversation_entry(row=entry.row),
        role="listitem",
        class_name="entry",
        key=entry.id.to_string(),
        custom_attrs={
            "data-id": entry.id,
            "aria-posinset": entry.place,
            "aria-setsize": entry.of,
            "style": rx.Var.create({"marginTop": entry.space}),
        },
    )


def _skeleton() -> rx.Component:
    bone = rx.el.div(rx.el.i(), rx.el.span(rx.el.i(), rx.el.i()), class_name="bone-row")
    return rx.el.div(*[bone] * 7, class_name="bones", custom_attrs={"aria-hidden": "true"})


def _nothing_yet() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("No conversations yet")),
        rx.el.p(t("Find somebody by name and say hello."), class_name="quiet"),
        rx.el.button(t("Find people"), type="button", class_name="button", on_click=act("dialogs.openDialog", "new")),
        class_name="nothing",
    )


def _nothing_here() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("Nothing here")), rx.el.p(t("Other folders have more."), class_name="quiet"), class_name="nothing"
    )


def _tab(tab: rx.Var[FolderTab]) -> rx.Component:
    return rx.el.button(
        tab.label,
        rx.cond(tab.count != "", rx.el.span(tab.count, class_name="count")),
        type="button",
        role="tab",
        class_name="folder",
        key=tab.name,
        on_click=act("folders.openFolder", tab.name),
        tab_index=rx.cond(tab.chosen, 0, -1),
        custom_attrs={"aria-selected": tab.chosen},
    )


def _archived(count: rx.Var[str]) -> rx.Component:
    row = rx.el.button(
        rx.el.span(icon("archive"), class_name="disc"),
        t("Archived"),
        rx.el.span(count, class_name="count"),
        type="button",
        class_name="archived-row",
        on_click=act("folders.openFolder", "archived"),
    )
    return rx.cond(count != "", row)


def _folders(tabs: rx.Var[list[FolderTab]], folder: rx.Var[str]) -> rx.Component:
    bar = rx.el.div(
        rx.foreach(tabs, _tab), role="tablist", class_name="folders", aria_label=t("Folders"),
        custom_attrs={"onKeyDown": act("folders.moveTab")},
    )  # fmt: skip
    back = rx.el.div(
        icon_button("back", t("Back to all chats"), on_click=act("folders.openFolder", "all")),
        rx.el.h2(t("Archived")),
        class_name="archived-head",
    )
    return rx.cond(folder == "archived", back, bar)


def _calls_door(missed: rx.Var[str]) -> rx.Component:
    label = rx.cond(missed != "", tn("Calls, {count} missed", "Calls, {count} missed", missed), t("Calls"))
    badge = rx.cond(missed != "", rx.el.span(missed, class_name="badge", custom_attrs={"aria-hidden": "true"}))
    return rx.el.span(
        icon_button("phone", label, on_click=act("dialogs.openGroupDialog", "calls")), badge, class_name="calls-door"
    )


def sidebar(
    rows: rx.Var[list[ListEntry]],
    room_below: rx.Var[int],
    ready: rx.Var[bool],
    tabs: rx.Var[list[FolderTab]],
    folder: rx.Var[str],
    archived: rx.Var[str],
    search: tuple[rx.Var[bool], rx.Component, rx.Component],
    missed: rx.Var[str],
    alone: rx.Var[bool],
) -> rx.Component:
    """The head with its buttons, the search, and the list or what was found instead of it; ``alone`` on a phone."""
    searching, field, results = search
    empty = rx.cond((folder == "all") & (archived == ""), _nothing_yet(), _nothing_here())
    listed = rx.cond(
        rows.length() > 0,
        rx.fragment(
            rx.el.div(rx.foreach(rows, _entry), role="list", class_name="entries"),
            rx.el.div(class_name="entries below", custom_attrs={"style": rx.Var.create({"height": room_below})}),
        ),
        rx.cond(ready, empty, _skeleton()),
    )
    return rx.el.div(
        rx.el.div(
            rx.el.h1(t("Chats")),
            icon_button("pen", t("New conversation"), on_click=act("dialogs.openDialog", "new")),
            _calls_door(missed),
            icon_button("star", t("Saved messages"), on_click=act("messages.openSaved")),
            icon_button("settings", t("Settings"), on_click=act("dialogs.openDialog", "settings")),
            class_name="top",
        ),
        field,
        rx.cond(searching, results, _folders(tabs, folder)),
        rx.el.nav(
            _archived(archived), listed, class_name="list", aria_label=t("Conversations"), hidden=searching,
            on_scroll=act("drawn.scrollList"),
        ),
        bridge.notify_bar(),
        class_name="sidebar",
        role=rx.cond(alone, "main", "complementary"),
    )  # fmt: skip
