"""The bridge's components: where the browser's own API is needed."""

from __future__ import annotations

import reflex as rx
from reflex.components.component import Component

from .files import MODULES


def _one(value: rx.Var) -> list[rx.Var]:
    return [value]


class ChatCore(Component):
    """Draws nothing; keeps store, connection and server together (``core.jsx``)."""

    library = MODULES["core.jsx"]
    tag = "ChatCore"

    states: rx.Var[dict[str, str]]
    on_open: rx.EventHandler[_one]
    on_page: rx.EventHandler[_one]
    on_send: rx.EventHandler[_one]
    on_delete: rx.EventHandler[_one]
    on_typing: rx.EventHandler[_one]
    on_acknowledge: rx.EventHandler[_one]
    on_activity: rx.EventHandler[_one]
    on_more: rx.EventHandler[_one]
    on_find: rx.EventHandler[_one]


class Timeline(Component):
    """The scrolling log; its children are the rows, each with a ``data-key``."""

    """The scrolling log; its children are the rows, each with a ``data-key``."""

    library = MODULES["timeline.jsx"]
    tag = "Timeline"

    open: rx.Var[int]


class Composer(Component):
    """The form with the growing text field; its children stand beside the field."""

    library = MODULES["composer.jsx"]
    tag = "Composer"

    open: rx.Var[int]


class Dialog(Component):
    """A modal dialog on the browser's own element."""

    library = MODULES["dialog.jsx"]
    tag = "Dialog"

    shown: rx.Var[bool]
    label: rx.Var[str]


class Menu(Component):
    """The menu of a message; its children are ``menuitem`` buttons."""

    library = MODULES["menu.jsx"]
    tag = "Menu"

    shown: rx.Var[bool]
    label: rx.Var[str]


class JoinForm(Component):
    """The form of the first page: its field is called ``name``."""

    library = MODULES["join_form.jsx"]
    tag = "JoinForm"

    states: rx.Var[dict[str, str]]


chat_core = ChatCore.create
timeline = Timeline.create
composer = Composer.create
dialog = Dialog.create
menu = Menu.create
join_form = JoinForm.create
