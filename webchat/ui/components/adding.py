"""What is added from the composer, and when it is sent: the buttons, their menus, their dialogs."""

from __future__ import annotations

import reflex as rx

from webchat.domain.texts import mark
from webchat.ui.bridge import components as bridge
from webchat.ui.bridge.actions import act
from webchat.ui.texts import t, tn

from .icons import icon
from .sidebar import icon_button

_DIALOGS = {
    "location": mark("Location"),
    "contact": mark("Contact"),
    "poll": mark("Poll"),
    "later": mark("Send later"),
    "scheduled": mark("Scheduled messages"),
}


def _item(sign: str, label: str, dialog: str) -> rx.Component:
    return rx.el.button(
        icon(sign), t(label), type="button", role="menuitem", class_name="menu-item", tab_index=-1,
        on_click=act("adding.openAddDialog", dialog),
    )  # fmt: skip


def add_button(menu: rx.Var[str]) -> rx.Component:
    """Opens the menu of what can be added."""
    return icon_button(
        "plus", t("Add"), aria_haspopup="menu", aria_expanded=menu == "add",
        on_click=act("adding.toggleAddMenu", "add"),
        custom_attrs={"data-place": "start"},
    )  # fmt: skip


def later_button(can_wait: rx.Var[bool]) -> rx.Component:
    """Beside Send: at another time."""
    button = rx.el.button(
        icon("later"), type="button", class_name="icon-button later", aria_label=t("Schedule message"),
        title=t("Schedule message"), on_click=act("adding.openAddDialog", "later"),
    )  # fmt: skip
    return rx.cond(can_wait, button)


def waiting_button(count: rx.Var[int]) -> rx.Component:
    """How many messages wait here, and the way to them."""
    button = rx.el.button(
        icon("later"), tn("{count} scheduled", "{count} scheduled", count), type="button", class_name="waiting",
        on_click=act("adding.openAddDialog", "scheduled"),
    )  # fmt: skip
    return rx.cond(count > 0, button)


def add_menu(menu: rx.Var[str]) -> rx.Component:
    """What can be added."""
    return bridge.add_menu(
        _item("place", mark("Location"), "location"),
        _item("person", mark("Contact"), "contact"),
        _item("poll", mark("Poll"), "poll"),
        shown=menu == "add",
        label=t("Add"),
    )


def add_dialog(dialog: rx.Var[str]) -> rx.Component:
    """The dialog that is open, if it is one of the composer's."""
    label = rx.match(dialog, *[(name, t(title)) for name, title in _DIALOGS.items()], t("Add"))
    shown = rx.match(dialog, *[(name, True) for name in _DIALOGS], False)
    return bridge.dialog(bridge.add_dialog(which=dialog), shown=shown, label=label)
