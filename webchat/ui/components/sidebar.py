"""The column of conversations."""

from __future__ import annotations

import reflex as rx

from webchat.ui.bridge.actions import act
from webchat.ui.states.rows import SidebarRow
from webchat.ui.texts import t

from .avatar import avatar
from .icons import icon
from .ticks import ticks


def icon_button(name: str, label: rx.Var[str], **props) -> rx.Component:
    """A round button with nothing but an icon."""
    return rx.el.button(icon(name), type="button", class_name="icon-button", aria_label=label, title=label, **props)


def _last_line(row: rx.Var[SidebarRow]) -> rx.Component:
    return rx.cond(
        row.typing != "",
        rx.el.p(row.typing, class_name="typing"),
        rx.cond(
            row.draft != "",
            rx.el.p(rx.el.b(t("Draft:"), class_name="draft"), " ", rx.el.span(row.draft, dir="auto")),
            rx.el.p(ticks(row.own_status), rx.el.span(row.preview, dir="auto")),
        ),
    )


@rx.memo
def conversation_entry(*, row: rx.Var[SidebarRow]) -> rx.Component:
    """One conversation: who, the last line, when, how much is unread."""
    return rx.el.a(
        avatar(row.initials, row.hue, "l", row.online),
        rx.el.span(rx.el.b(row.title, class_name="title", dir="auto"), _last_line(row), class_name="mid"),
        rx.el.span(
            rx.el.time(row.time, date_time=row.iso),
            rx.el.span(
                rx.cond(row.mentions > 0, rx.el.span("@", class_name="badge mentions")),
                rx.cond(row.unread_label != "", rx.el.span(row.unread_label, class_name="badge")),
                class_name="badges",
            ),
            class_name="end",
        ),
        href=row.href,
        class_name="row",
        aria_label=row.name,
        on_click=act("followLink"),
        custom_attrs={"aria-current": rx.cond(row.open, "page", "false")},
    )


def _skeleton() -> rx.Component:
    bone = rx.el.div(rx.el.i(), rx.el.span(rx.el.i(), rx.el.i()), class_name="bone-row")
    return rx.el.div(*[bone] * 7, class_name="bones", custom_attrs={"aria-hidden": "true"})


def _nothing_yet() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("No conversations yet")),
        rx.el.p(t("Find somebody by name and say hello."), class_name="quiet"),
        rx.el.button(t("Find people"), type="button", class_name="button", on_click=act("openDialog", "new")),
        class_name="nothing",
    )


def sidebar(rows: rx.Var[list[SidebarRow]], ready: rx.Var[bool]) -> rx.Component:
    """The head with its buttons, and the list."""
    listed = rx.cond(
        rows.length() > 0,
        rx.foreach(rows, lambda row: conversation_entry(row=row, key=row.id.to_string())),
        rx.cond(ready, _nothing_yet(), _skeleton()),
    )
    return rx.el.aside(
        rx.el.div(
            rx.el.h1(t("Chats")),
            icon_button("pen", t("New conversation"), on_click=act("openDialog", "new")),
            icon_button("settings", t("Settings"), on_click=act("openDialog", "settings")),
            class_name="top",
        ),
        rx.el.nav(listed, class_name="list", aria_label=t("Conversations"), on_scroll=act("scrollList")),
        class_name="sidebar",
    )
