"""What only the browser knows: what is open, dialogs, the banner, the composer."""

from __future__ import annotations

import reflex as rx


class Browser(rx.State):
    """Keys that the bridge writes (and "notice", from here); the declared var gives them a home."""

    home: bool = False
