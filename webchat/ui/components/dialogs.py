"""What stands in the dialogs and in the menu of a message."""

from __future__ import annotations

import reflex as rx

from webchat.domain.texts import mark
from webchat.ui.bridge import components as bridge
from webchat.ui.bridge.actions import act
from webchat.ui.states.rows import PersonRow
from webchat.ui.texts import t

from .avatar import avatar
from .icons import icon
from .sidebar import icon_button

THEMES = (("light", mark("Light")), ("dark", mark("Dark")), ("system", mark("System")))
ACCENTS = (("blue", mark("Blue")), ("purple", mark("Purple")), ("green", mark("Green")), ("orange", mark("Orange")))


def _head(title: str) -> rx.Component:
    return rx.el.div(
        rx.el.h2(t(title)),
        icon_button("close", t("Close"), on_click=act("dialogs.closeDialog")),
        class_name="dialog-head",
    )


def _person(person: rx.Var[PersonRow], pick) -> rx.Component:
    return rx.el.button(
        avatar(person, "m", person.presence),
        rx.el.span(person.display_name, class_name="title", dir="auto"),
        rx.cond(person.is_bot, rx.el.span(t("bot"), class_name="is-bot")),
        type="button",
        class_name="person",
        key=person.id.to_string(),
        on_click=pick(person),
    )


def _way(sign: str, label: str, handler) -> rx.Component:
    return rx.el.button(icon(sign), t(label), type="button", class_name="menu-item", on_click=handler)


def new_conversation(
    people: rx.Var[list[PersonRow]], query: rx.Var[str], searched: rx.Var[bool], lineless: rx.Var[bool], pick
) -> rx.Component:
    """Find a person as one types; ``pick(person)`` gives what a click does."""
    field = rx.el.input(
        type="text",
        class_name="field",
        aria_label=t("Search people"),
        placeholder=t("Search people"),
        auto_complete="off",
        custom_attrs={
            "onInput": act("dialogs.findPeople"),
            "onKeyDown": act("people_keys.keyInPeopleField"),
            "data-first": "true",
            "data-people-field": "true",
        },
    )
    ways = rx.el.div(
        _way("group", mark("New group"), act("dialogs.openGroupDialog", "group")),
        _way("globe", mark("Public groups"), act("dialogs.openGroupDialog", "directory")),
        _way("notes", mark("Notes to self"), act("groups.openNotes")),
        class_name="ways",
    )
    nobody = rx.fragment(
        rx.cond(
            query == "",
            rx.el.p(t("Nobody else is here yet. Share the address of this page."), class_name="quiet"),
            rx.el.p(t("Nobody of this name. Did they join already?"), class_name="quiet"),
        ),
        _way("link", mark("Send somebody the link to this chat"), act("clipboard.sendAddress")),
    )
    unasked = rx.cond(lineless, t("There is no connection. People are shown as soon as it is back."), t("Loading…"))
    waiting = rx.el.p(unasked, class_name="quiet", role="status")
    found = rx.cond(
        people.length() > 0, rx.foreach(people, lambda one: _person(one, pick)), rx.cond(searched, nobody, waiting)
    )
    moves = {"onKeyDown": act("people_keys.moveAmongPeople")}
    people_found = rx.el.div(found, class_name="people", custom_attrs=moves)
    return rx.fragment(_head(mark("New conversation")), field, rx.cond(query == "", ways), people_found)


def _choices(name: str, legend: str, options: tuple[tuple[str, str], ...], chosen: rx.Var[str]) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t(legend)),
        *[
            rx.el.label(
                rx.el.input(
                    type="radio", name=name, value=value, checked=chosen == value,
                    custom_attrs={"onChange": act("look.setLook", name, value)},
                ),
                rx.el.span(class_name="swatch"),
                t(label),
                class_name=f"choice {value}",
            )
            for value, label in options
        ],
        class_name="choices",
    )  # fmt: skip


def _switch(label: str, on: rx.Var[bool], handler) -> rx.Component:
    box = rx.el.input(type="checkbox", role="switch", checked=on, custom_attrs={"onChange": handler})
    return rx.el.label(rx.el.span(t(label)), box, class_name="switch")


def _door(sign: str, label: str, dialog: str) -> rx.Component:
    opened = act("dialogs.openGroupDialog", dialog)
    return rx.el.button(icon(sign), t(label), type="button", class_name="button plain", on_click=opened)


def _part(title: str, *children: rx.Component) -> rx.Component:
    heading = f"settings-{title.lower().replace(' ', '-')}"
    return rx.el.section(
        rx.el.h3(t(title), id=heading), *children, class_name="settings-part", custom_attrs={"aria-labelledby": heading}
    )


def _look(theme: rx.Var[str], accent: rx.Var[str], previews: rx.Var[str]) -> rx.Component:
    return _part(
        mark("Look"),
        _choices("theme", mark("Theme"), THEMES, theme),
        _choices("accent", mark("Colour"), ACCENTS, accent),
        bridge.language_choice(),
        _switch(mark("Show link previews"), previews == "on", act("previews.switchPreviews")),
    )


def _account(is_admin: rx.Var[bool]) -> rx.Component:
    saved = rx.el.button(
        icon("star"), t("Saved messages"), type="button", class_name="button plain", on_click=act("messages.openSaved")
    )
    admin = rx.cond(is_admin, rx.el.a(icon("shield"), t("Administration"), href="/admin/", class_name="button plain"))
    calls = rx.el.a(
        icon("phone"), t("Test calls"), href="/doctor/", target="_blank", rel="noopener", class_name="button plain"
    )
    return _part(
        mark("Account"), _door("device", mark("Devices"), "devices"), _door("bot", mark("Bots"), "bots"), saved,
        _door("keyboard", mark("Keyboard shortcuts"), "shortcuts"), calls, admin,
        _door("sign-out", mark("Sign out"), "sign_out"),
    )  # fmt: skip


def settings(
    me: rx.Var[str], theme: rx.Var[str], accent: rx.Var[str], previews: rx.Var[str], is_admin: rx.Var[bool]
) -> rx.Component:
    """Who one is, how it looks, what one shows, and the way out."""
    return rx.fragment(
        _head(mark("Settings")),
        _part(
            mark("Profile"), rx.el.p(t("You are {name}.", name=me), class_name="me"), bridge.profile_picture(),
            bridge.settings_part(which="profile"),
        ),
        _look(theme, accent, previews),
        rx.el.div(
            bridge.notification_settings(), bridge.settings_part(which="mail"), class_name="settings-part"
        ),
        _part(
            mark("Privacy"), bridge.settings_part(which="privacy"),
            _door("block", mark("Blocked people"), "blocked"),
        ),
        _account(is_admin),
        _part(mark("Your data"), bridge.settings_part(which="data")),
    )  # fmt: skip


def reactors(message_id: rx.Var[int]) -> rx.Component:
    """Everyone who reacted to a message."""
    return rx.fragment(_head(mark("Reactions")), bridge.reactors(message_id=message_id))
