"""A sticker in the timeline: no bubble, only the picture and the time."""

from __future__ import annotations

import reflex as rx

from webchat.ui.states.rows import TimelineRow
from webchat.ui.states.view import server_url
from webchat.ui.texts import t


def sticker(row: rx.Var[TimelineRow]) -> rx.Component:
    """The picture; what it shows is its text, and the styles keep its room while it loads."""
    part = {name: row.payload[name].to(str) for name in ("pack", "name", "label")}
    return rx.el.img(
        src=server_url(rx.Var.create("/stickers/") + part["pack"] + "/" + part["name"]),
        alt=rx.cond(part["label"], part["label"], t("Sticker")),
        class_name="body sticker",
        draggable=False,
    )
