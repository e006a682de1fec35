"""The menu of a conversation in the list."""

from __future__ import annotations

import reflex as rx

from webchat.domain.texts import mark
from webchat.ui.bridge.actions import act
from webchat.ui.states.rows import SidebarRow
from webchat.ui.texts import t

from .icons import icon

DURATIONS = (
    (60, mark("For an hour")),
    (8 * 60, mark("For 8 hours")),
    ("tomorrow", mark("Until tomorrow")),
    (0, mark("For good")),
)


def _item(sign: rx.Component, label: rx.Var[str], action) -> rx.Component:
    return rx.el.button(
        sign, label, type="button", role="menuitem", class_name="menu-item", tab_index=-1, on_click=action
    )


def _main(row: rx.Var[SidebarRow]) -> rx.Component:
    pin = rx.cond(row.pinned, icon("unpin"), icon("pin"))
    bell = rx.cond(row.muted, icon("bell"), icon("bell-off"))
    return rx.fragment(
        rx.cond(row.unread > 0, _item(icon("check"), t("Mark as read"), act("list_menu.markAsRead"))),
        _item(pin, rx.cond(row.pinned, t("Unpin"), t("Pin")), act("list_menu.togglePin")),
        rx.cond(
            row.muted,
            _item(bell, t("Unmute"), act("list_menu.unmute")),
            _item(bell, t("Mute…"), act("list_menu.openMutePage")),
        ),
        _item(icon("archive"), rx.cond(row.archived, t("Unarchive"), t("Archive")), act("list_menu.toggleArchive")),
        _item(icon("hide"), t("Hide"), act("list_menu.hideConversation")),
        rx.cond(
            row.peer_id > 0,
            _item(icon("block"), rx.cond(row.blocked, t("Unblock"), t("Block")), act("list_menu.toggleBlocked")),
        ),
    )


def _mute() -> rx.Component:
    def group(legend: rx.Var[str], notify: str) -> rx.Component:
        items = [
            _item(icon("bell-off" if notify == "none" else "bell"), t(label), act("list_menu.mute", notify, minutes))
            for minutes, label in DURATIONS
        ]
        return rx.el.div(
            rx.el.p(legend, class_name="menu-legend", custom_attrs={"aria-hidden": "true"}), *items, role="group",
            aria_label=legend,
        )  # fmt: skip

    return rx.fragment(group(t("Only mentions"), "mentions"), group(t("Nothing at all"), "none"))


def list_menu(row: rx.Var[SidebarRow], page: rx.Var[str]) -> rx.Component:
    """What can be done with a conversation; ``page``: "main" or "mute"."""
    return rx.cond(page == "mute", _mute(), _main(row))
