"""Polls, live locations and contacts: what people do with them in the timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.services import locations, messages, polls

from . import live, senders
from .entries import message_entry
from .sidebar import SidebarState
from .timeline import TimelineState


class KindsState(rx.State):
    """Answers with messages of the timeline."""

    home: bool = False

    @rx.event
    async def vote(self, asked: dict):
        """An answer was chosen or taken back; the browser shows it already."""
        await _change(self, polls.vote, int(asked["message_id"]), [int(one) for one in asked["options"]])

    @rx.event
    async def close_poll(self, asked: dict):
        """Who asked ends the voting."""
        await _change(self, polls.close_poll, int(asked["message_id"]))

    @rx.event
    async def move_location(self, told: dict):
        """This browser is somewhere else now."""
        place = told["latitude"], told["longitude"], told.get("accuracy")
        await _change(self, locations.update_location, int(told["message_id"]), *place)

    @rx.event
    async def stop_location(self, asked: dict):
        """The sharing ends before its time."""
        await _change(self, locations.stop_location, int(asked["message_id"]))

    @rx.event
    async def write_to(self, asked: dict):
        """The contact in a card is somebody here: open the conversation with them."""
        return SidebarState.start_direct(int(asked["user_id"]))


async def _change(state: rx.State, use_case: Callable[..., Any], message_id: int, *more: Any) -> None:
    """Whatever a browser shows before it is so: what is refused is followed by the truth."""

    async def put_right(actor: Actor) -> None:
        view = await read(messages.get_message, actor, message_id)
        await live.patch({TimelineState: message_entry(view)}, [state.router.session.session_id])

    async with senders.asking(state, put_right) as actor:
        await transact(use_case, actor, message_id, *more)
