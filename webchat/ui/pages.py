"""The pages around the chat: ways into it, and those for who looks after it.

Apart from the chat (``screens.py``), because Reflex puts what a module draws into one file for the browser: who types a
name waits for this one only.
"""

from __future__ import annotations

import reflex as rx

from webchat.ui.bridge import components as bridge
from webchat.ui.components.join import join_fields
from webchat.ui.states import view
from webchat.ui.texts import t


def join() -> rx.Component:
    """The first page."""
    fields = join_fields(view.left, view.join_error, view.join_text, view.join_suggestions, view.joining)
    form = bridge.join_form(fields, states=view.STATE_NAMES, class_name="join-card")
    return rx.el.main(form, class_name="join")


def invite() -> rx.Component:
    """The page of an invite link, under ``/join/<code>/``."""
    return rx.el.main(bridge.invite_page(class_name="join-card invite"), class_name="join")


def link() -> rx.Component:
    """The page of a device that comes with a code, under ``/link/`` and ``/link/<code>``."""
    return rx.el.main(bridge.link_page(class_name="join-card linking"), class_name="join")


def nowhere() -> rx.Component:
    """An address of no page."""
    card = rx.el.div(
        rx.el.h1(t("There is no such page")),
        rx.el.p(t("The address may be old, or mistyped."), class_name="promise"),
        rx.el.a(t("Go to WebChat"), href="/chat/", class_name="button wide"),
        class_name="join-card invite",
    )
    return rx.el.main(card, class_name="join")


def admin() -> rx.Component:
    """For those who look after the server, under ``/admin/``."""
    return rx.el.main(bridge.admin_page(class_name="admin"), class_name="admin-page")


def doctor() -> rx.Component:
    """The page that tests what calls need, from the visitor's own browser, under ``/doctor/``."""
    return rx.el.main(bridge.doctor_page(), class_name="doctor")
