"""A person's or group's picture: initials on a colour of their own."""

from __future__ import annotations

import reflex as rx


def avatar(initials: rx.Var[str], hue: rx.Var[int], size: str = "m", presence: rx.Var[str] | str = "") -> rx.Component:
    """``size``: "s" 32 px, "m" 40, "l" 48, "xl" 88. ``presence`` draws a dot."""
    return rx.el.span(
        initials,
        class_name=f"avatar {size}",
        style={"--a": hue.to_string()},
        custom_attrs={"aria-hidden": "true", "data-presence": presence},
    )
