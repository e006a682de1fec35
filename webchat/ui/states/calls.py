"""Calls: what rings and is on, what people do in them, and what their browsers say to each other."""

from __future__ import annotations

from typing import Any

import reflex as rx

from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.call_views import CallView, LiveKitView, MyCall
from webchat.domain.encoding import to_json
from webchat.domain.errors import NotFound, WebchatError
from webchat.services import call_media, calls

from . import live, senders
from .entries import Entries


class CallsState(rx.State):
    """Entries "c:" (a call), "missed" (how many); "answer" to a question, "signal" from another browser, "passed" on.

    All handlers run beside the others of their tab: no slow one may stand before a call.
    """

    home: bool = False

    @rx.event(background=True)
    async def request_call(self, asked: dict):
        """The button of a call was pressed."""
        command = calls.RequestCall(int(asked["conversation_id"]), str(asked["kind"]), _device(self, asked))
        await _answer(self, asked, lambda actor, sid: calls.request_call(actor, command, connection=sid))

    @rx.event(background=True)
    async def change_call(self, asked: dict):
        """Answered, declined, hung up: any of the verbs."""
        call_id, verb, move = int(asked["call_id"]), str(asked["verb"]), bool(asked.get("move"))
        device = _device(self, asked)
        await _answer(
            self,
            asked,
            lambda actor, sid: calls.act_on_call(actor, call_id, verb, device, move=move, connection=sid),
        )

    @rx.event(background=True)
    async def enter_room(self, asked: dict):
        """A browser wants into the LiveKit room of the call that it is in."""
        call_id, device = int(asked["call_id"]), _device(self, asked)

        await _answer(self, asked, lambda actor, _: read(call_media.livekit_for_call, actor, call_id, device))

    @rx.event(background=True)
    async def signal(self, told: dict):
        """Some of what the browsers of a call say to each other; the next batch waits until these are passed on."""
        sid, device = self.router.session.session_id, _device(self, told)
        actor = await senders.actor_at(self)
        if actor is None:
            return
        for one in told["signals"][:MOST_SIGNALS]:
            place = int(one["call_id"]), int(one["to_user_id"])
            try:
                await calls.send_signal(actor, *place, one["data"], device, connection=sid)
            except WebchatError:  # they have left, or this device has: the call itself says so
                continue
        await live.patch({CallsState: {"passed": int(told["batch"])}}, [sid])

    @rx.event(background=True)
    async def see_calls(self, asked: dict):
        """The list of calls was opened."""
        async with senders.asking(self) as actor:
            await transact(calls.mark_calls_seen, actor)


MOST_SIGNALS = 100


def _device(state: rx.State, asked: dict[str, Any]) -> str:
    """The tab's name for itself; signals to that device go to this socket from now on."""
    device = str(asked.get("device_id") or "")
    connection = live.connections.get(state.router.session.session_id)
    if connection is not None:
        connection.device_id = device
    return device


async def _answer(state: rx.State, asked: dict[str, Any], do: Any) -> None:
    """Do what was asked, and tell this tab alone what came of it, with the way for media where it may know that."""
    sid = state.router.session.session_id
    entries: Entries = {}
    answer: Entries = {"ask": int(asked["ask"])}
    try:
        actor = await senders.actor_at(state)
        if actor is None:
            return
        done: MyCall | LiveKitView = await do(actor, sid)
        if isinstance(done, MyCall):
            entries = call_entry(done)
            answer |= {"call": to_json(done)} | await _way(actor, done)
        else:
            answer |= to_json(done)
    except WebchatError as error:
        answer |= {"error": error.message, "code": error.code, "final": not error.retryable}
    # The call stands before the answer, so that who waits for it finds it.
    await live.patch({CallsState: entries | {"answer": answer}}, [sid])


async def _way(actor: Actor, mine: MyCall) -> Entries:
    if mine.my_device_id is None or mine.answered_elsewhere:
        return {}
    try:
        return {"ice": to_json(await read(call_media.ice_for_call, actor, mine.call.id, mine.my_device_id))}
    except NotFound:
        return {}


def call_entry(call: CallView | MyCall) -> Entries:
    """A call, as its people see it."""
    return {f"c:{call.call.id if isinstance(call, MyCall) else call.id}": to_json(call)}


async def send_calls(sid: str, actor: Actor) -> None:
    """Give a tab the calls that are on, in place of those that it holds, and how many were missed."""
    async with live.snapshot(sid) as delta:
        found = await read(calls.live_calls, actor)
        page = await read(calls.list_calls, actor, None, 1)
        entries: Entries = {"listed": [one.call.id for one in found], "missed": page.missed_count}
        for call in found:
            entries |= call_entry(call)
        delta[CallsState] = entries
