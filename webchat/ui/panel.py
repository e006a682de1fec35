"""The chat as a component of somebody's own Reflex app; that app needs nothing else of this package."""

from __future__ import annotations

import reflex as rx
from reflex.components.component import Component

_PANEL = rx.asset("panel.jsx", shared=True).importable_path


def _one_number(value: rx.Var[int]) -> tuple[rx.Var[int]]:
    return (value,)


def _one_text(value: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (value,)


def _one_object(value: rx.Var[dict]) -> tuple[rx.Var[dict]]:
    return (value,)


class ChatPanel(Component):
    """A frame with the chat, and the handshake that tells it who is here (``panel.jsx``)."""

    library = _PANEL
    tag = "ChatPanel"

    url: rx.Var[str]
    token: rx.Var[str]
    conversation: rx.Var[str]
    theme: rx.Var[str]
    accent: rx.Var[str]
    title: rx.Var[str]
    height: rx.Var[str]

    on_ready: rx.EventHandler[_one_number]
    on_unread: rx.EventHandler[_one_number]
    on_message: rx.EventHandler[_one_object]
    on_token_expired: rx.EventHandler[rx.event.no_args_event_spec]
    on_failure: rx.EventHandler[_one_text]


def chat_panel(
    url: str | rx.Var[str],
    token: str | rx.Var[str],
    *,
    conversation: str | rx.Var[str] = "",
    theme: str | rx.Var[str] = "system",
    accent: str | rx.Var[str] = "blue",
    title: str | rx.Var[str] = "Chat",
    height: str | rx.Var[str] = "640px",
    **events: object,
) -> Component:
    """The chat of the WebChat server at `url`, for the person whom `token` proves (a JWT of yours, or a user token).

    `conversation`: an `external_key` or an id; without one, the person's list. `theme`: "system", "light", "dark".
    `accent`: "blue", "purple", "green", "orange". `height`: a CSS length; the width is what the panel is given.
    Without a `url` (a state that is not loaded yet) its place stays empty. Events: `on_ready(user_id)`,
    `on_unread(count)`, `on_message(message)`, `on_token_expired()` (give a new token), `on_failure(code)`. The server
    has to name your app's origin in ALLOWED_ORIGINS.
    """
    shown = {"conversation": conversation, "theme": theme, "accent": accent, "title": title, "height": height}
    return ChatPanel.create(url=url, token=token, **shown, **events)
