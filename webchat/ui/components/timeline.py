"""The rows of the timeline."""

from __future__ import annotations

import reflex as rx

from webchat.ui.bridge import components as bridge
from webchat.ui.bridge.actions import act
from webchat.ui.states.rows import TimelineRow
from webchat.ui.texts import t, tn

from . import media
from .avatar import avatar
from .icons import icon
from .messages import forwarded, marks, pick, quote, sent_ticks
from .stickers import sticker
from .text import link_card, message_text

_CARDS = ("poll", "location", "contact", "call")
_UNSET = rx.Var("undefined")


def _body(row: rx.Var[TimelineRow]) -> rx.Component:
    return rx.cond(
        row.deleted,
        rx.el.div(t("Message deleted"), class_name="body gone"),
        rx.fragment(
            rx.match(
                row.kind,
                ("sticker", sticker(row)),
                *[(kind, bridge.card(row=row)) for kind in _CARDS],
                rx.fragment(),
            ),
            rx.cond(row.html != "", message_text(row)),
            link_card(row),
        ),
    )


def _meta(row: rx.Var[TimelineRow]) -> rx.Component:
    return rx.el.span(
        " ",  # "Line 2" at 9:11 is not read, copied or found as "Line 29:11"
        marks(row),
        rx.el.time(row.time, date_time=row.iso),
        sent_ticks(row),
        class_name="meta",
    )


def _tool(kind: str, label: rx.Var[str], **props) -> rx.Component:
    """A button beside a message; its sign comes from the style sheet, for there are three for each message."""
    return rx.el.button(type="button", class_name=f"icon-button {kind}", aria_label=label, **props)


def _tools(row: rx.Var[TimelineRow]) -> rx.Component:
    react = _tool("react", t("React"), title=t("React"), aria_haspopup="dialog", on_click=act("reactions.openBar", row))
    reply = _tool("reply", t("Reply"), title=t("Reply"), on_click=act("reply.answerTo", row.id))
    more = _tool("more", t("More"), aria_haspopup="menu", on_click=act("message_menu.openMenu", row))
    return rx.cond(
        (row.id > 0) & ~row.deleted,
        rx.el.div(rx.cond(row.reactable, react), rx.cond(row.answerable, reply), more, class_name="tools"),
    )


def _not_sent(row: rx.Var[TimelineRow]) -> rx.Component:
    return rx.cond(
        row.status == "failed",
        rx.el.div(
            rx.el.span(t("Not sent"), title=row.error),
            rx.el.button(t("Retry"), type="button", on_click=act("actions.retryMessage", row.client_id)),
            rx.el.button(t("Delete"), type="button", on_click=act("actions.discardMessage", row.client_id)),
            rx.cond(row.error != "", rx.el.span(row.error, class_name="why")),
            class_name="not-sent",
        ),
    )


def _name(row: rx.Var[TimelineRow]) -> rx.Component:
    label = rx.cond(row.bot, rx.el.span(t("bot"), class_name="is-bot"))
    return rx.el.div(rx.el.span(row.name, dir="auto"), label, class_name="name")


def _bubble(row: rx.Var[TimelineRow]) -> rx.Component:
    return rx.el.article(
        rx.cond(row.first & ~row.own & (row.name != ""), _name(row)),
        forwarded(row),
        quote(row),
        rx.cond(row.deleted, rx.fragment(), media.files(row)),
        _body(row),
        _meta(row),
        rx.cond(~row.deleted, bridge.reactions(message_id=row.id, reactions=row.reactions)),
        _tools(row),
        class_name="bubble",
        custom_attrs={
            "onTouchStart": act("message_menu.holdMessage", row),
            "data-key": row.key,
            "data-message-id": row.id.to_string(),
            "data-kind": row.kind,
            "data-seq": row.seq.to_string(),
            "data-status": row.status,
            "data-names-me": rx.cond(row.names_me, "true", _UNSET),
            "data-files": rx.cond(row.media.length() > 0, "true", _UNSET),
            "data-small": rx.cond(row.small, "true", _UNSET),
            "data-own": rx.cond(row.own, "true", _UNSET),
        },
    )


def _message(row: rx.Var[TimelineRow]) -> rx.Component:
    return rx.el.div(
        rx.cond(row.own, rx.fragment(), rx.el.span(rx.cond(row.last, avatar(row, "s")), class_name="who")),
        rx.el.div(_bubble(row), _not_sent(row), class_name="stack"),
        pick(row),
        class_name="line",
        style={"--a": row.hue.to_string()},
        custom_attrs={
            "data-side": rx.cond(row.own, "own", "other"),
            "data-first": rx.cond(row.first, "true", _UNSET),
            "data-last": rx.cond(row.last, "true", _UNSET),
            "data-picked": rx.cond(row.picked != "", row.picked, _UNSET),
        },
    )


def _folded(row: rx.Var[TimelineRow]) -> rx.Component:
    show = rx.el.button(t("Show"), type="button", class_name="show", on_click=act("blocks.unfold", row.id))
    return rx.el.article(
        icon("block"),
        rx.el.span(row.label),
        show,
        class_name="from-blocked",
        custom_attrs={
            "data-key": row.key,
            "data-message-id": row.id.to_string(),
            "data-seq": row.seq.to_string(),
            "data-status": "sent",  # as every message of somebody else
        },
    )


@rx.memo
def timeline_row(*, row: rx.Var[TimelineRow]) -> rx.Component:
    """A day, the unread line, a message, or what stands for one of somebody who is shut out."""
    key = {"data-key": row.key}
    return rx.match(
        row.type,
        ("day", rx.el.div(rx.el.span(row.label), class_name="day", custom_attrs=key)),
        (
            "unread",
            rx.el.div(t("New"), class_name="unread", role="separator", aria_label=t("New messages"), custom_attrs=key),
        ),
        ("system", bridge.system_line(row=row)),
        ("folded", _folded(row)),
        _message(row),
    )


def timeline_skeleton() -> rx.Component:
    """What stands in the place of messages while they come."""
    widths = ["38%", "52%", "30%", "46%", "34%"]
    bones = [rx.el.i(class_name="bone", style={"width": width}) for width in widths]
    return rx.el.div(*bones, class_name="timeline-bones", custom_attrs={"aria-hidden": "true"})


def jump_pill(new_below: rx.Var[int], shown: rx.Var[bool]) -> rx.Component:
    """The way to the end, and how much is new there."""
    label = rx.match(
        new_below,
        (0, rx.el.span(t("Jump to latest"))),
        rx.el.span(tn("{count} new message", "{count} new messages", new_below)),
    )
    return rx.cond(
        shown, rx.el.button(icon("down"), label, type="button", class_name="jump", on_click=act("actions.jumpToEnd"))
    )


def back_pill(places: rx.Var[int]) -> rx.Component:
    """The way back to where one was before going to another message."""
    button = rx.el.button(icon("back"), t("Back"), type="button", class_name="jump back", on_click=act("places.goBack"))
    return rx.cond(places > 0, button)
