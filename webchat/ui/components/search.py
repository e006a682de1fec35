"""The search field, its completions, and what was found."""

from __future__ import annotations

import reflex as rx

from webchat.ui.bridge.actions import act
from webchat.ui.states.rows import SearchChip, SearchPart, SearchRow
from webchat.ui.texts import t, tn

from .avatar import avatar
from .icons import icon
from .sidebar import icon_button


def search_field(is_open: rx.Var[bool], scope: rx.Var[str]) -> rx.Component:
    """The field at the top of the list, with the conversation that it is limited to."""
    chip = rx.el.button(
        rx.el.span(t("In {title}", title=scope), dir="auto"), icon("close", "icon small"), type="button",
        class_name="scope", aria_label=t("Search everywhere instead of in {title}", title=scope),
        on_click=act("search.leaveScope"),
    )  # fmt: skip
    field = rx.el.input(
        type="search",
        class_name="search-text",
        aria_label=t("Search"),
        placeholder=t("Search"),
        title=t("Ctrl+K"),
        auto_complete="off",
        max_length=300,
        custom_attrs={
            "enterKeyHint": "search",
            "onInput": act("search.typeSearch"),
            "onFocus": act("search.openSearch"),
            "onKeyDown": act("search.keyInField"),
        },
    )
    close = icon_button("close", t("Close search"), on_click=act("search.closeSearch"))
    return rx.el.div(
        rx.el.div(icon("search"), rx.cond(scope != "", chip), field, rx.cond(is_open, close), class_name="search-box"),
        class_name="search",
        role="search",
    )


def _chip(chip: rx.Var[SearchChip]) -> rx.Component:
    return rx.el.button(
        chip.label,
        type="button",
        dir="auto",
        class_name="narrowing",
        key=chip.value,
        on_click=act("search.takeChip", chip.value),
    )


def _part(part: rx.Var[SearchPart]) -> rx.Component:
    return rx.cond(part.hit, rx.el.mark(part.text), rx.el.span(part.text))


def _named(row: rx.Var[SearchRow]) -> list[rx.Component]:
    return [
        avatar(row, "m", row.online),
        rx.el.span(
            rx.el.b(row.title, class_name="title", dir="auto"), rx.el.small(row.detail, dir="auto"), class_name="mid"
        ),
    ]


def _message(row: rx.Var[SearchRow]) -> rx.Component:
    sender = rx.cond(row.detail != "", rx.el.span(rx.el.bdi(row.detail), ": ", class_name="sender"))
    first = rx.el.span(
        rx.el.b(row.title, class_name="title", dir="auto"),
        rx.el.time(row.time, date_time=row.iso),
        class_name="first-line",
    )
    snippet = rx.el.span(sender, rx.foreach(row.parts, _part), class_name="snippet", dir="auto")
    return rx.el.a(
        avatar(row, "m"),
        rx.el.span(first, snippet, class_name="mid"),
        href=row.href,
        class_name="hit in-words",
        on_click=act("search.openHit", row),
        custom_attrs={"aria-current": rx.cond(row.chosen, "true", "false")},
    )


@rx.memo
def search_row(*, row: rx.Var[SearchRow]) -> rx.Component:
    """A line of the results."""
    conversation = rx.el.a(
        *_named(row), href=row.href, class_name="hit", on_click=act("search.openFound", row),
        custom_attrs={"aria-current": rx.cond(row.chosen, "true", "false")},
    )  # fmt: skip
    person = rx.el.button(*_named(row), type="button", class_name="hit", on_click=act("search.openPerson", row.id))
    further = act("search_answers.searchFurther")
    more = rx.el.button(t("More results"), type="button", class_name="hit more", on_click=further)
    return rx.match(
        row.type,
        ("section", rx.el.h2(row.title)),
        ("conversation", conversation),
        ("person", person),
        ("message", _message(row)),
        ("failed", _failed(row.title, "search_answers.searchFurtherAgain")),
        more,
    )


def _hint() -> rx.Component:
    return rx.el.div(
        rx.el.p(t("Find people, chats and messages")),
        rx.el.p(t('Words in "quotes" stand together; the words above narrow it down.'), class_name="quiet"),
        class_name="nothing",
    )


def _nothing() -> rx.Component:
    return rx.el.div(
        icon("search", "icon large"),
        rx.el.p(t("Nothing found")),
        rx.el.p(t("Try fewer or other words; parts of words are enough."), class_name="quiet"),
        class_name="nothing",
    )


def _failed(problem: rx.Var[str], again: str) -> rx.Component:
    again = rx.el.button(t("Try again"), type="button", class_name="button", on_click=act(again))
    return rx.el.div(rx.el.p(problem), again, class_name="nothing", role="alert")


def _loading() -> rx.Component:
    bone = rx.el.div(rx.el.i(), rx.el.span(rx.el.i(), rx.el.i()), class_name="bone-row")
    return rx.el.div(*[bone] * 5, class_name="bones", custom_attrs={"aria-hidden": "true"})


def search_results(
    frame,
    rows: rx.Var[list[SearchRow]],
    count: rx.Var[int],
    chips: rx.Var[list[SearchChip]],
    state: rx.Var[str],
    problem: rx.Var[str],
) -> rx.Component:
    """Completions, then what was found, or why nothing; ``frame`` makes what scrolls."""
    found = rx.match(
        state,
        ("start", _hint()),
        ("loading", _loading()),
        ("failed", _failed(problem, "search_answers.ask")),
        ("nothing", _nothing()),
        rx.foreach(rows, lambda row: search_row(row=row, key=row.key)),
    )
    told = tn("{count} result", "{count} results", count)
    return rx.fragment(
        rx.el.div(rx.foreach(chips, _chip), class_name="narrowings", role="group", aria_label=t("Narrow the search")),
        frame(found),
        rx.el.p(
            rx.match(state, ("nothing", t("Nothing found")), ("found", told), ""),
            class_name="only-read", role="status",
        ),
    )  # fmt: skip
