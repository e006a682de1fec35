"""Old screen + events = fresh load, for groups and notes: who is in, who may what, how they are called."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.support.chat import Listener, direct, history, join, live_server, log_until, say
from tests.support.screen import Screen, agree_on_ticks, load
from webchat.db.unit_of_work import transact
from webchat.domain.actor import Actor
from webchat.domain.errors import WebchatError
from webchat.domain.events import LiveEvent
from webchat.realtime import hub
from webchat.services import conversations, deletions, events, groups, members, receipts
from webchat.services.groups import CreateGroup

_who = st.integers(0, 2)
_PAIRS = ("send", "send", "delete", "acknowledge", "ensure_direct", "join")
_GROUPS = (
    "say",
    "say",
    "add",
    "remove",
    "leave",
    "role",
    "owner",
    "rename",
    "settings",
    "delete_group",
    "read",
    "read",
)
Step = tuple[str, int, int]
_step = st.one_of(
    *(st.tuples(st.just(kind), _who, _who) for kind in _PAIRS),
    *(st.tuples(st.just(kind), _who, _who) for kind in ("notes", "create", "create", *_GROUPS)),
)
_group_step = st.one_of(*(st.tuples(st.just(kind), _who, _who) for kind in _GROUPS))


@dataclass
class World:
    """Who is there, and the group that was made last."""

    people: list[Actor]
    groups: list[int] = field(default_factory=list)


async def _do(step: Step, world: World) -> None:
    kind, one, two = step
    actor, other = world.people[one], world.people[two]
    if kind == "join":
        world.people.append(await join(f"Newcomer x{len(world.people)}"))
    elif kind == "notes":
        await say(actor, (await transact(conversations.ensure_notes, actor)).id, "to myself")
    elif kind == "create":
        command = CreateGroup(f"Of {one}", member_ids=[other.user_id], who_can_add="all" if two else "admins")
        world.groups.append((await transact(groups.create_group, actor, command)).id)
    elif kind in _GROUPS:
        if world.groups:
            with suppress(WebchatError):  # not allowed now: then nothing may have changed
                await _do_in_group(kind, actor, other, world.groups[-1])
    elif actor is not other:
        await _do_between(kind, actor, other)


async def _do_in_group(kind: str, actor: Actor, other: Actor, group: int) -> Any:
    if kind == "say":
        return await say(actor, group, "to all of you")
    if kind == "read":
        last = len(await history(actor, group))
        return await receipts.acknowledge(actor, {group: (last, last // 2 if other is actor else last)})
    now = await transact(groups.get_group, actor, group)
    write = "all" if now.shared.who_can_write == "admins" else "admins"
    done: dict[str, Any] = {
        "add": lambda: transact(members.add_members, actor, group, [other.user_id]),
        "remove": lambda: transact(members.remove_member, actor, group, other.user_id),
        "leave": lambda: transact(members.leave_group, actor, group),
        "role": lambda: transact(members.change_role, actor, group, other.user_id, "admin"),
        "owner": lambda: transact(members.change_role, actor, group, other.user_id, "owner"),
        "rename": lambda: transact(groups.update_group, actor, group, {"title": f"{now.shared.title}!"}),
        "settings": lambda: transact(groups.update_group, actor, group, {"who_can_write": write, "is_public": True}),
        "delete_group": lambda: transact(groups.delete_group, actor, group),
    }
    return await done[kind]()


async def _do_between(kind: str, actor: Actor, other: Actor) -> None:
    room = await direct(actor, other)
    seen = await history(actor, room)
    mine = [message for message in seen if message.sender.id == actor.user_id]
    if kind == "send":
        await say(actor, room, f"to {other.display_name}")
    elif kind == "delete" and mine:
        await transact(deletions.delete_message, actor, mine[len(mine) // 2].id)
    elif kind == "acknowledge":
        await receipts.acknowledge(actor, {room: (len(seen), len(seen) // 2)})


async def _play(before: list[Step], after: list[Step]) -> None:
    async with live_server() as listener:
        world = World([await join(name) for name in ("Ana", "Bob", "Cleo")])
        for step in before:
            await _do(step, world)
        await hub.drained()
        listener.events.clear()
        since = events.current_cursor()
        watched = world.people[0]
        live, replayed = await load(watched), await load(watched)
        told: list[LiveEvent] = []
        for step in after:
            await _do(step, world)
            await hub.drained()
            told += await _follow(live, watched, listener)
        fresh = await load(watched)
        assert live.shows() == fresh.shows()
        await _replay(replayed, watched, told, since)
        assert replayed.shows() == fresh.shows()
        await agree_on_ticks(live, fresh, listener)


async def _follow(live: Screen, watched: Actor, listener: Listener) -> list[LiveEvent]:
    """A device that is connected takes each thing as it happens."""
    told = list(listener.events)
    for event in told:
        live.take_event(event)
        await live.fill(watched)
    for signal in listener.signals:
        live.take_signal(signal)
    listener.events.clear()
    listener.signals.clear()
    return told


_MOVES = {"conversation.created", "conversation.removed"}


async def _replay(replayed: Screen, watched: Actor, told: list[LiveEvent], since: str) -> None:
    """A device that was away takes what the log has for it, and then how far its person has read."""
    now = await load(watched)
    own = [event.user_id == watched.user_id for event in told]
    # Who was taken out and came back reads on from there: of before the log says nothing more.
    came = max((at for at, event in enumerate(told) if own[at] and event.type in _MOVES), default=0)
    mine = {
        event.id for at, event in enumerate(told) if own[at] or (at >= came and event.conversation_id in now.titles)
    }
    for event in await log_until(watched, since, lambda seen: mine <= {event.id for event in seen}, limit=3):
        replayed.take_event(event)
        await replayed.fill(watched)
    replayed.read_seq = now.read_seq


_SETTINGS = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@_SETTINGS
@given(before=st.lists(_step, max_size=6), after=st.lists(_step, max_size=12))
def test_whatever_happened_between_people(empty: object, before: list[Step], after: list[Step]) -> None:
    empty()  # type: ignore[operator]
    asyncio.run(_play(before, after))


@_SETTINGS
@example(before=[], after=[("say", 1, 0), ("remove", 1, 0), ("add", 1, 0), ("say", 1, 0)])  # away meanwhile
@given(before=st.lists(_group_step, max_size=4), after=st.lists(_group_step, min_size=3, max_size=12))
def test_whatever_happened_in_a_group(empty: object, before: list[Step], after: list[Step]) -> None:
    empty()  # type: ignore[operator]
    asyncio.run(_play([("create", 1, 0), ("role", 1, 0), *before], after))
