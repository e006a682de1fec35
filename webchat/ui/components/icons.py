"""Line icons on a 24 by 24 grid, drawn in the text's colour."""

from __future__ import annotations

import reflex as rx

PATHS = {
    "pen": "M12 20h9M16.5 3.5a2.1 2.1 0 0 1 3 3L7 19l-4 1 1-4Z",
    "settings": (
        "M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM10.3 3h3.4l.5 2.5 1.7 1 2.4-.8 1.7 2.9-1.9 1.7v2l1.9 1.7"
        "-1.7 2.9-2.4-.8-1.7 1-.5 2.5h-3.4l-.5-2.5-1.7-1-2.4.8-1.7-2.9 1.9-1.7v-2L4 8.6l1.7-2.9 2.4.8 1.7-1Z"
    ),
    "device": "M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM11 18h2",
    "keyboard": "M3 6h18v12H3ZM7 10h.01M11 10h.01M15 10h.01M17.500 10h.01M8 14h8",
    "bot": "M5 9h14v10H5ZM12 9V5M9 13.500v1M15 13.500v1M2.500 13v3M21.500 13v3",
    "no-line": (
        "M4 4l16 16M9.500 5.500a6 6 0 0 1 8.300 4.600 4 4 0 0 1 2.400 6.400"
        "M6.700 8.300a4.800 4.800 0 0 0 .3 9.700h9.500"
    ),
    "search": "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM20 20l-4-4",
    "back": "m15 5-7 7 7 7",
    "close": "M6 6l12 12M18 6 6 18",
    "more": "M6 12h.01M12 12h.01M18 12h.01",
    "trash": "M4 7h16M9 7V4h6v3M6.500 7l1 13h9l1-13M10 11v5M14 11v5",
    "copy": "M9 9h11v11H9zM5 15H4V4h11v1",
    "download": "M12 4v11M7 10.500l5 5 5-5M5 20h14",
    "down": "M12 5v14M6 13l6 6 6-6",
    "sign-out": "M15 4h4v16h-4M10 8l-4 4 4 4M6 12h10",
    "smile": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.500 14.500a4.500 4.500 0 0 0 7 0M9 9.500h.01M15 9.500h.01",
    "plus": "M12 5v14M5 12h14",
    "later": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7.500V12l3 2",
    "place": "M12 21s7-6.3 7-11.5a7 7 0 0 0-14 0c0 5.2 7 11.5 7 11.5ZM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5",
    "person": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.500 20c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500",
    "poll": "M5 20V11M12 20V4M19 20v-6",
    "attach": (
        "M20 11.500 12 19.500a5 5 0 0 1-7-7l8.500-8.500a3.400 3.400 0 0 1 4.800 4.800L9.800 17.300"
        "a1.700 1.700 0 0 1-2.400-2.400L15 7.300"
    ),
    "phone": (
        "M6.500 3.500 9.500 4l1.500 4-2 1.500a11 11 0 0 0 5.500 5.500l1.500-2 4 1.500.5 3a2 2 0 0 1-2 2.500"
        "C11 20 4 13 4 5.500a2 2 0 0 1 2.500-2Z"
    ),
    "video": (
        "M3.500 6.500h11a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1Z"
        "M15.500 10.500l6-3.500v10l-6-3.500"
    ),
    "play": "M8 5v14l11-7Z",
    "file": "M6 3h8l4 4v14H6ZM14 3v4h4",
    "timer": "M12 21a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 9v4l2.5 2M9.5 2.5h5",
    "info": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5M12 8h.01",
    "group": (
        "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM2.500 19c.7-3.500 3.200-5 6.500-5s5.800 1.500 6.500 5"
        "M16 4.500a3.500 3.500 0 0 1 0 6.500M18.500 14.500c1.700.8 2.700 2.300 3 4.500"
    ),
    "notes": "M6 3h9l4 4v14H6zM9.500 11h6M9.500 15h6",
    "globe": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
    "reply": "m9 7-5 5 5 5M4 12h10a6 6 0 0 1 6 6",
    "pass-on": "m15 7 5 5-5 5M20 12H10a6 6 0 0 0-6 6",
    "link": "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    "star": "M6 3h12v18l-6-4.500L6 21Z",
    "unread": "M20 11v7H9l-4 3V6h8M18 8a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5",
    "chat": "M4 5h16v11H9l-5 4Z",
    "pin": "M9 4h6l-.5 6 3.500 3v2H6v-2l3.500-3ZM12 15v6",
    "unpin": "M9 4h6l-.5 6 3.500 3v2H6v-2l3.500-3ZM12 15v6M4 4l16 16",
    "archive": "M4 5h16v4H4zM6 9v11h12V9M10 13h4",
    "bell": "M6 16v-5a6 6 0 0 1 12 0v5l2 2H4ZM10 21h4",
    "bell-off": "M6 16v-5c0-1 .2-2 .7-2.800M9 5.800A6 6 0 0 1 18 11v5l2 2H7M10 21h4M4 4l16 16",
    "hide": "M4 12s3-6 8-6 8 6 8 6-3 6-8 6-8-6-8-6ZM4 4l16 16",
    "block": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.700 5.700l12.600 12.600",
    "shield": "M12 3l7 3v5c0 4.500-3 8-7 10-4-2-7-5.500-7-10V6z",
    "flag": "M6 21V4h12l-2.500 4 2.500 4H6",
    "check": "m5 12.500 4.500 4.500L19 7.500",
    "forward": "m9 5 7 7-7 7",
}


# Where these point depends on which way one reads.
_TURNED = {"back", "forward", "pass-on", "reply", "sign-out"}


def icon(name: str, class_name: str = "icon") -> rx.Component:
    """The icon called ``name``; never read out, so its button needs a name of its own."""
    turned = f"{class_name} turned" if name in _TURNED else class_name
    return rx.el.svg(
        rx.el.path(d=PATHS[name]), view_box="0 0 24 24", class_name=turned, custom_attrs={"aria-hidden": "true"}
    )


def send_icon() -> rx.Component:
    """The filled arrow of the send button."""
    path = rx.el.path(d="M3.500 20.500 21 12 3.500 3.500 3.500 10l11 2-11 2Z")
    return rx.el.svg(path, view_box="0 0 24 24", class_name="icon filled turned", custom_attrs={"aria-hidden": "true"})
