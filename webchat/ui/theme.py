"""What every page carries in its head: the styles, the boot script, the icons."""

from __future__ import annotations

import reflex as rx

_AREAS = (
    "tokens",
    "base",
    "sidebar",
    "search",
    "timeline",
    "text",
    "composer",
    "media",
    "player",
    "uploads",
    "voice",
    "dialogs",
    "reactions",
    "actions",
    "toasts",
    "message_dialogs",
    "emoji",
    "kinds",
    "groups",
    "details",
    "pictures",
    "gallery",
    "calls",
    "join",
    "account",
    "admin",
    "notifications",
    "keys",
    "narrow",
    "touch",
    "embed",
    "forced",
)
STYLESHEETS = [f"/css/{name}.css" for name in _AREAS]

# What a search engine shows, and a page that links here.
DESCRIPTION = "Type a name and you are talking: messages, groups, files and calls, in any browser."

HEAD_COMPONENTS = [
    # What is drawn in another language than the reader's is not seen, also before the style sheet is here (boot.js).
    rx.el.style(
        "[data-texts] .texts { visibility: hidden } "
        "[data-drawn] .texts { pointer-events: none } [data-drawn] .texts form { pointer-events: auto }"
    ),
    # Blocking, so that the first paint has the right colours already.
    rx.el.script(src="/boot.js"),
    # Under the notch too (the styles keep clear of it); and where a browser can, its keyboard makes the page smaller.
    rx.el.meta(
        name="viewport",
        content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content",
    ),
    rx.el.meta(name="theme-color", content="#ffffff"),
    rx.el.link(rel="icon", type="image/svg+xml", href="/favicon.svg"),
    rx.el.link(rel="icon", type="image/x-icon", href="/favicon.ico", sizes="32x32"),
    rx.el.link(rel="apple-touch-icon", href="/icons/apple-touch-icon.png"),
    rx.el.link(rel="manifest", href="/manifest.webmanifest"),
]
