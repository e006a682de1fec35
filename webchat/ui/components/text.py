"""What a message says, and the preview of its link."""

from __future__ import annotations

import reflex as rx

from webchat.ui.bridge import components as bridge
from webchat.ui.bridge.actions import act
from webchat.ui.states.rows import TimelineRow
from webchat.ui.texts import t, tn

from .icons import icon


def message_text(row: rx.Var[TimelineRow]) -> rx.Component:
    """The rendered text, folded where it is long."""
    return bridge.message_text(html=row.html, text=row.body, row_key=row.key)


def link_card(row: rx.Var[TimelineRow]) -> rx.Component:
    """The preview of the message's link; its sender can take it off."""
    said = row.preview
    description = said["description"].to(str)
    remove = rx.el.button(
        icon("close"), type="button", class_name="icon-button", aria_label=t("Remove preview"),
        title=t("Remove preview"), on_click=act("previews.removePreview", row.id),
    )  # fmt: skip
    card = rx.el.div(
        rx.el.a(
            rx.el.span(said["site_name"].to(str), class_name="site"),
            rx.el.b(said["title"].to(str)),
            rx.cond(description != "", rx.el.span(description, class_name="about")),
            href=said["url"].to(str),
            target="_blank",
            rel="noopener noreferrer nofollow",
            dir="auto",
        ),
        rx.cond(row.own, remove),
        class_name="link-card",
    )
    return rx.cond(said["title"], card)


def ask_everyone(members: rx.Var[int]) -> rx.Component:
    """Before `@all` in a large group."""
    send = rx.el.button(
        t("Send to all"), type="button", class_name="button", auto_focus=True, on_click=act("everyone.sendToEveryone")
    )
    cancel = rx.el.button(t("Cancel"), type="button", class_name="button plain", on_click=act("dialogs.closeDialog"))
    return rx.fragment(
        rx.el.h2(t("Notify everyone?")),
        rx.el.p(
            tn(
                "@all notifies {count} member of this group.",
                "@all notifies all {count} members of this group.",
                members,
            )
        ),
        rx.el.div(send, cancel, class_name="decision"),
    )
