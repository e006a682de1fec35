"""What a message shows besides its text, and what can be done with it."""

from __future__ import annotations

import reflex as rx

from webchat.domain.texts import mark
from webchat.ui.bridge import components as bridge
from webchat.ui.bridge.actions import act
from webchat.ui.states.rows import AnswerBar, MessageRights, PinnedBar, TimelineRow
from webchat.ui.texts import t, tn

from .icons import icon
from .reactions import menu_signs, reactors_item
from .sidebar import icon_button
from .ticks import ticks

_DIALOGS = {
    "info": mark("Message info"),
    "history": mark("Edit history"),
    "saved": mark("Saved messages"),
    "forward": mark("Forward"),
    "share": mark("Share with"),
    "remove": mark("Delete"),
}


def forwarded(row: rx.Var[TimelineRow]) -> rx.Component:
    """Who said it first."""
    said = rx.el.div(
        icon("pass-on"), t("Forwarded from {name}", name=row.forwarded), class_name="forwarded", dir="auto"
    )
    return rx.cond((row.forwarded != "") & ~row.deleted, said)


def quote(row: rx.Var[TimelineRow]) -> rx.Component:
    """The message that this one answers; a click goes there."""
    words = rx.cond(row.quote_gone, rx.el.i(t("Message deleted")), rx.el.span(row.quote_text, dir="auto"))
    button = rx.el.button(
        rx.el.b(row.quote_name, dir="auto"),
        words,
        type="button",
        class_name="quote",
        style={"--a": row.quote_hue.to_string()},
        title=t("Go to this message"),
        on_click=act("places.jumpHere", row.quote_seq),
    )
    return rx.cond((row.quote_id > 0) & ~row.deleted, button)


def marks(row: rx.Var[TimelineRow]) -> rx.Component:
    """Pinned, saved, edited: before the time."""
    edited = rx.el.button(
        t("edited"), type="button", class_name="edited", title=t("Edit history"),
        on_click=act("messages.openHistory", row.id),
    )  # fmt: skip
    signs = rx.fragment(
        rx.cond(row.pinned, _sign("pin", mark("Pinned"))),
        rx.cond(row.starred, _sign("star", mark("Saved"))),
        rx.cond(row.edited, edited),
    )
    return rx.cond(row.deleted, rx.fragment(), signs)


def _sign(name: str, label: str) -> rx.Component:
    return rx.el.span(icon(name, "icon sign"), role="img", aria_label=t(label), title=t(label))


def sent_ticks(row: rx.Var[TimelineRow]) -> rx.Component:
    """How far one's own message has come; a tap tells who has seen it."""
    button = rx.el.button(
        ticks(row.status), type="button", class_name="ticks-button", tab_index=-1, title=t("Message info"),
        on_click=act("messages.openInfo", row.id),
    )  # fmt: skip
    return rx.cond(row.own & ~row.deleted, rx.cond(row.id > 0, button, ticks(row.status)))


def pick(row: rx.Var[TimelineRow]) -> rx.Component:
    """Takes the place of everything in the line while messages are being chosen."""
    box = rx.el.button(
        rx.el.span(icon("check"), class_name="box"),
        type="button",
        role="checkbox",
        class_name="pick",
        aria_label=t("Select the message of {time}", time=row.time),
        custom_attrs={"aria-checked": rx.cond(row.picked == "yes", "true", "false")},
        on_click=act("selection.toggle", row.id),
    )
    return rx.cond((row.picked != "") & (row.id > 0) & ~row.deleted, box)


def _item(sign: str, label: rx.Var[str], action: str, class_name: str = "menu-item") -> rx.Component:
    return rx.el.button(
        icon(sign), label, type="button", role="menuitem", class_name=class_name, tab_index=-1, on_click=act(action)
    )


def message_menu(row: rx.Var[TimelineRow], may: rx.Var[MessageRights]) -> rx.Component:
    """What this reader can do with the message."""
    return rx.fragment(
        rx.cond(may.react, menu_signs()),
        rx.cond(may.write, _item("reply", t("Reply"), "messages.answerChosen")),
        rx.cond(may.edit, _item("pen", t("Edit"), "messages.editChosen")),
        rx.cond(may.copy, _item("copy", t("Copy text"), "messages.copyTextChosen")),
        _item("link", t("Copy link"), "messages.copyLinkChosen"),
        rx.cond(may.forward, _item("pass-on", t("Forward"), "messages.forwardChosen")),
        rx.cond(may.write, _item("pin", rx.cond(row.pinned, t("Unpin"), t("Pin")), "messages.pinChosen")),
        _item("star", rx.cond(row.starred, t("Remove from saved"), t("Save message")), "messages.starChosen"),
        _item("check", t("Select"), "selection.begin"),
        _item("unread", t("Mark unread from here"), "messages.unreadChosen"),
        rx.cond(row.own, _item("info", t("Info"), "messages.infoChosen")),
        reactors_item(row),
        rx.cond(may.report, _item("flag", t("Report"), "messages.reportChosen", "menu-item danger")),
        rx.cond(may.remove, _item("trash", t("Delete"), "messages.deleteChosen", "menu-item danger")),
    )


def answer_bar(answer: rx.Var[AnswerBar]) -> rx.Component:
    """Above the composer: what is answered or edited."""
    editing = rx.cond(answer.changed, t("Editing, and changed meanwhile:"), t("Editing"))
    title = rx.cond(
        answer.mode == "edit", editing, rx.cond(answer.mode == "reply", t("Reply to {name}", name=answer.name), "")
    )
    bar = rx.el.div(
        rx.cond(answer.mode == "edit", icon("pen"), icon("reply")),
        rx.el.div(rx.el.b(title, dir="auto"), rx.el.span(answer.text, dir="auto"), class_name="mid"),
        icon_button("close", t("Cancel"), on_click=act("reply.cancel")),
        class_name="answer-bar",
        style={"--a": answer.hue.to_string()},
    )
    return rx.cond(answer.mode != "", bar)


def pinned_bar(pinned: rx.Var[PinnedBar], may_unpin: rx.Var[bool]) -> rx.Component:
    """Under the head: the latest pinned message; presses go through all of them."""
    unpin = icon_button("close", t("Unpin"), on_click=act("pins.unpinShown", pinned.id))
    bar = rx.el.div(
        rx.el.button(
            icon("pin"),
            rx.el.span(
                rx.el.b(t("Pinned message"), " ", rx.el.span(pinned.label, class_name="quiet")),
                rx.el.span(pinned.name, ": ", pinned.text, class_name="words", dir="auto"),
                class_name="mid",
            ),
            type="button",
            class_name="go",
            on_click=act("pins.next"),
        ),
        rx.cond(may_unpin, unpin),
        class_name="pinned-bar",
    )
    return rx.cond(pinned.count > 0, bar)


def selection_bar(count: rx.Var[int], may_remove: rx.Var[bool]) -> rx.Component:
    """In the composer's place: what to do with the chosen messages."""
    some = count > 0
    return rx.el.div(
        icon_button("close", t("Cancel"), on_click=act("selection.leave")),
        rx.el.span(tn("{count} selected", "{count} selected", count), class_name="count", role="status"),
        _of_bar("copy", mark("Copy"), "selection.copyAll", ~some),
        _of_bar("pass-on", mark("Forward"), "selection.forwardAll", ~some),
        _of_bar("trash", mark("Delete"), "selection.removeAll", ~may_remove),
        class_name="selection-bar",
        role="toolbar",
        aria_label=t("Selected messages"),
    )


def _of_bar(sign: str, label: str, action: str, disabled: rx.Var[bool]) -> rx.Component:
    return rx.el.button(
        icon(sign), rx.el.span(t(label)), type="button", class_name="button plain", disabled=disabled,
        aria_label=t(label),
        on_click=act(action),
    )  # fmt: skip


def message_dialog(dialog: rx.Var[str]) -> rx.Component:
    """The dialog that is open, if it is about messages."""
    label = rx.match(dialog, *[(name, t(title)) for name, title in _DIALOGS.items()], t("Message"))
    shown = rx.match(dialog, *[(name, True) for name in _DIALOGS], False)
    return bridge.dialog(bridge.message_dialog(which=dialog), shown=shown, label=label)
