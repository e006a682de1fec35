"""Signs under messages: the button, the six in the menu, and what the panel of the composer needs."""

from __future__ import annotations

import reflex as rx

from webchat.ui.bridge.actions import act
from webchat.ui.states.rows import TimelineRow
from webchat.ui.texts import t

from .icons import icon
from .sidebar import icon_button

SIX = ("👍", "❤️", "😂", "😮", "😢", "🙏")


def menu_signs() -> rx.Component:
    """The six signs and the way to all others, in the menu of a message."""
    signs = [
        rx.el.button(
            sign, type="button", role="menuitem", class_name="sign", tab_index=-1,
            aria_label=t("React with {emoji}", emoji=rx.Var.create(sign)),
            on_click=act("reactions.toggleFromMenu", sign),
        )
        for sign in SIX
    ]  # fmt: skip
    more = rx.el.button(
        icon("plus"), type="button", role="menuitem", class_name="more-signs", tab_index=-1,
        aria_label=t("More emoji"), on_click=act("reactions.openPickerFromMenu"),
    )  # fmt: skip
    return rx.el.div(*signs, more, class_name="menu-signs", role="none")


def reactors_item(row: rx.Var[TimelineRow]) -> rx.Component:
    """Who reacted, where anybody did."""
    item = rx.el.button(
        icon("smile"), t("Who reacted"), type="button", role="menuitem", class_name="menu-item",
        tab_index=-1, on_click=act("reactions.openReactors"),
    )  # fmt: skip
    return rx.cond(row.reactions.length() > 0, item)


def emoji_button(open_panel: rx.Var[str]) -> rx.Component:
    """Opens emoji, stickers and GIFs for the composer."""
    return icon_button(
        "smile", t("Emoji"), aria_expanded=open_panel != "", on_click=act("panel.togglePanel"),
    )  # fmt: skip
