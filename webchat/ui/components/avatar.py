"""A person's or group's picture, or initials on a colour of their own."""

from __future__ import annotations

from typing import Any

import reflex as rx

from webchat.ui.bridge import components as bridge


def avatar(row: Any, size: str = "m", presence: rx.Var[str] | str = "") -> rx.Component:
    """``size``: "s" 32 px, "m" 40, "l" 48, "xl" 88. ``presence`` draws a dot."""
    return bridge.avatar(initials=row.initials, hue=row.hue, url=row.avatar_url, size=size, presence=presence)
