"""The state of one's own message: a clock, one tick, two ticks, coloured ticks."""

from __future__ import annotations

import reflex as rx

from webchat.ui.texts import t


def _drawn(path: str, status: str, label: rx.Var[str]) -> rx.Component:
    return rx.el.svg(
        rx.el.path(d=path),
        view_box="0 0 20 12",
        class_name=f"ticks {status}",
        role="img",
        custom_attrs={"aria-label": label},
    )


def ticks(status: rx.Var[str]) -> rx.Component:
    """The sign for "pending", "sent", "delivered" or "read"; nothing for anything else."""
    two = "m1 6.500 3.500 3.500L11 2M8 9l1.500 1L17 2"
    return rx.match(
        status,
        ("pending", _drawn("M10 1a5 5 0 1 1 0 10 5 5 0 0 1 0-10ZM10 3.500V6l1.800 1", "pending", t("Sending"))),
        ("sent", _drawn("m5 6.500 3.500 3.500L15 2", "sent", t("Sent"))),
        ("delivered", _drawn(two, "delivered", t("Delivered"))),
        ("read", _drawn(two, "read", t("Read"))),
        rx.fragment(),
    )


def listed_ticks(status: rx.Var[str]) -> rx.Component:
    """The same, and a sign for "failed": in the list nothing else says so."""
    warns = "M10 1a5 5 0 1 1 0 10 5 5 0 0 1 0-10ZM10 3.500v3M10 8.500v.1"
    return rx.cond(status == "failed", _drawn(warns, "failed", t("Not sent")), ticks(status))
