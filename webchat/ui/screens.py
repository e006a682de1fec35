"""The pages with everything wired in: what is drawn, what it reads, what it calls."""

from __future__ import annotations

import reflex as rx

from webchat.ui.bridge import components as bridge
from webchat.ui.bridge.actions import act
from webchat.ui.states import view
from webchat.ui.states.people import PeopleState
from webchat.ui.states.sidebar import SidebarState
from webchat.ui.states.timeline import TimelineState


def row(r):
    return rx.el.article(
        rx.el.div(r.body, class_name="body"),
        r.status,
        key=r.key,
        custom_attrs={"data-key": r.key, "data-seq": r.seq.to_string(), "data-status": r.status},
    )


def core() -> rx.Component:
    """The live core with its doors to the server."""
    return bridge.chat_core(
        states=view.STATE_NAMES,
        on_open=TimelineState.open_conversation,
        on_page=TimelineState.load_page,
        on_send=TimelineState.submit_message,
        on_delete=TimelineState.delete_message,
        on_acknowledge=TimelineState.acknowledge,
        on_typing=PeopleState.report_typing,
        on_activity=PeopleState.report_activity,
        on_find=PeopleState.find_people,
        on_more=SidebarState.load_more,
    )


def chat() -> rx.Component:
    b = bridge
    return rx.el.div(
        core(),
        rx.el.nav(
            rx.foreach(
                view.sidebar_rows,
                lambda r: rx.el.a(r.name, href=r.href, key=r.id.to_string(), on_click=act("followLink")),
            ),
            aria_label="Conversations",
        ),
        rx.el.h1(view.header.title),
        rx.el.p(view.header.subtitle),
        b.timeline(rx.foreach(view.timeline_rows, row), open=view.open_id),
        b.composer(rx.el.button("Send", type="submit"), open=view.open_id),
        rx.el.button("New conversation", on_click=act("openDialog", "new")),
        b.dialog(
            rx.el.input(on_change=act("findPeople"), aria_label="Search people"),
            rx.foreach(
                view.people_rows,
                lambda p: rx.el.button(p.display_name, on_click=[SidebarState.start_direct(p.id), act("closeDialog")]),
            ),
            shown=view.dialog_shown == "new",
            label="New conversation",
        ),
        b.menu(rx.el.button("Delete", on_click=act("deleteMessage")), shown=view.menu_shown, label="x"),
        rx.cond(view.banner_shown, rx.el.div("Reconnecting…", role="alert")),
        rx.el.p(view.page_state),
        rx.el.p(view.open_typing),
    )


def join() -> rx.Component:
    return bridge.join_form(
        rx.el.input(name="name", aria_label="Your name"),
        rx.el.button("Start chatting", type="submit"),
        rx.el.p(view.join_error),
        states=view.STATE_NAMES,
    )
