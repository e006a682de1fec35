"""The first page: a name, and one is talking."""

from __future__ import annotations

import reflex as rx

from webchat.ui.bridge.actions import act
from webchat.ui.texts import t

from .icons import icon


def _problem(code: rx.Var[str], text: rx.Var[str]) -> rx.Component:
    said = rx.match(
        code,
        ("username_taken", t("This name is taken.")),
        ("no_answer", t("The server does not answer. Try again in a moment.")),
        text,
    )
    return rx.el.p(said, class_name="field-error", role="alert", id="name-problem")


def _promise(left: rx.Var[str]) -> rx.Component:
    said = rx.match(
        left,
        ("deleted", t("Your account is deleted. Whoever begins again takes another name.")),
        ("suspended", t("Your account was suspended by those who look after this server.")),
        ("ended", t("You were signed out here. Another device of yours lets you in again: it shows you a code.")),
        t("Type a name and you are talking."),
    )
    return rx.el.p(said, class_name="promise", role="status")


def join_fields(
    left: rx.Var[str], error: rx.Var[str], text: rx.Var[str], suggestions: rx.Var[list[str]], busy: rx.Var[bool]
) -> rx.Component:
    """What stands in the form: why one has `left`, the field called ``name``, what was wrong with it, the button."""
    # None of them sends the form: Enter would choose the first, whatever stands in the field by then.
    pick = rx.foreach(
        suggestions,
        lambda name: rx.el.button(
            name, type="button", on_click=act("join.join", name), class_name="suggestion", key=name
        ),
    )
    return rx.fragment(
        rx.el.div(icon("chat"), class_name="mark"),
        rx.el.h1("WebChat"),
        _promise(left),
        rx.el.label(t("Your name"), html_for="name"),
        rx.el.input(
            id="name", name="name", type="text", class_name="field", auto_focus=True, auto_complete="nickname",
            max_length=32, required=True, custom_attrs={"aria-describedby": "name-problem", "enterKeyHint": "go"},
        ),
        rx.cond(error != "", _problem(error, text)),
        rx.cond(
            suggestions.length() > 0,
            rx.el.div(rx.el.span(t("Free right now:")), pick, class_name="suggestions"),
        ),
        rx.el.button(t("Start chatting"), type="submit", class_name="button wide", disabled=busy),
        rx.el.p(t("No e-mail, no password. This browser keeps you signed in."), class_name="quiet"),
        rx.el.a(t("I have a code"), href="/link/", class_name="quiet"),
    )  # fmt: skip
