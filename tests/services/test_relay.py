"""Between processes: a real Valkey, and another process that is played by a second relay."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.chat import Listener, direct, group, join, live_server, say
from tests.support.valkey import RunningValkey, running_valkey
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import RateLimited
from webchat.domain.events import DRAFT_UPDATED, SESSION_ENDED, TYPING, LoggedEvent, Signal
from webchat.domain.message_views import MessageView
from webchat.domain.unsent_views import DraftView
from webchat.gateways.valkey import connect
from webchat.realtime import hub
from webchat.realtime.relay import Relay
from webchat.realtime.together import end
from webchat.repositories import event_views, events
from webchat.services import drafts, limits, reactions, sessions, socket_tickets, typing
from webchat.services.limits import Limit
from webchat.services.shared_limits import add_up
from webchat.settings import get_settings


@pytest.fixture
def valkey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningValkey]:
    with running_valkey(tmp_path) as running:
        monkeypatch.setenv("REDIS_URL", running.url)
        get_settings.cache_clear()
        yield running
    monkeypatch.delenv("REDIS_URL")
    get_settings.cache_clear()


@pytest.fixture
async def live(valkey: RunningValkey, clean_database: object) -> AsyncIterator[Listener]:
    async with live_server() as listener:
        yield listener


class Another:
    """Another process, as far as the bus knows it."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self.events: list[tuple[LoggedEvent, Any]] = []
        self.signals: list[Signal] = []

    async def until(self, done: Any) -> None:
        async with asyncio.timeout(60):
            while not done():  # noqa: ASYNC110
                await asyncio.sleep(0.01)


@asynccontextmanager
async def another(valkey: RunningValkey) -> AsyncIterator[Another]:
    client = connect(valkey.url)
    found: Another
    relay = Relay(
        client, f"webchat:{hub.cursor.partition('.')[0]}",
        lambda told: found.events.extend(told), lambda _, signal: found.signals.append(signal),
    )  # fmt: skip
    found = Another(relay)
    tasks = [asyncio.create_task(work) for work in (relay.run_receiver(), relay.run_sender(), relay.run_beat())]
    try:
        await found.until(lambda: relay.is_up)
        yield found
    finally:
        for task in tasks:
            await end(task)
        await client.aclose()


async def test_another_process_hears_what_is_committed_here(live: Listener, valkey: RunningValkey) -> None:
    ana, bob = await join("Ana"), await join("Bob")
    place = await direct(ana, bob)
    async with another(valkey) as other:
        message = await say(ana, place, "Hello **there**")
        await transact(reactions.add_reaction, bob, message.id, "👍")
        await typing.start(bob, place)
        await other.until(lambda: any(one.type == TYPING for one in other.signals))
    told = {event.type: view for event, view in other.events}
    assert told["message.created"] == message
    assert told["reaction.added"].reactions[0].emoji == "👍"
    assert isinstance(told["message.created"], MessageView)


async def test_what_is_rare_is_read_and_drafts_stay_views(live: Listener, valkey: RunningValkey) -> None:
    ana, bob = await join("Ana"), await join("Bob")
    async with another(valkey) as other:
        place = await group(ana, bob)
        await transact(drafts.save_draft, ana, place, "half a")
        await other.until(lambda: any(one.type == DRAFT_UPDATED for one in other.signals))
    created = [view for event, view in other.events if event.type == "conversation.created"][-1]
    assert created.shared.title == "Group"
    (draft,) = [one.data["draft"] for one in other.signals if one.type == DRAFT_UPDATED]
    assert isinstance(draft, DraftView)
    assert draft.body == "half a"


async def test_a_conversation_keeps_its_order_whatever_comes_first(live: Listener, valkey: RunningValkey) -> None:
    """The log has five messages that another process wrote; it tells the last one, and then the others."""
    ana, bob = await join("Ana"), await join("Bob")
    place = await direct(ana, bob)
    async with another(valkey) as other:
        logged = await _written_elsewhere(live, ana, place, 5)
        other.relay.tell([logged[-1]])
        other.relay.tell(logged[:-1])
        await live.until(lambda: len(_told(live, place)) == 5)
    assert _told(live, place) == [view.seq for _, view in logged]


async def test_sends_go_on_without_valkey_and_the_rest_is_told_later(live: Listener, valkey: RunningValkey) -> None:
    ana, bob = await join("Ana"), await join("Bob")
    place = await direct(ana, bob)
    async with another(valkey) as other:
        valkey.freeze()
        async with asyncio.timeout(10):
            first = await say(ana, place, "while it is frozen")
        await transact(drafts.save_draft, ana, place, "kept")
        await live.until(lambda: first.seq in _told(live, place))
        valkey.kill9()
        second = await say(ana, place, "while it is gone")
        await live.until(lambda: second.seq in _told(live, place))
        assert [one for one in other.signals if one.type == DRAFT_UPDATED] == []
        valkey.start()
        await other.until(lambda: any(one.type == DRAFT_UPDATED for one in other.signals))
        third = await say(ana, place, "and back")
        await other.until(lambda: any(view and getattr(view, "id", 0) == third.id for _, view in other.events))


async def test_a_session_that_ended_elsewhere_ends_here_even_if_nobody_says_so(
    live: Listener, valkey: RunningValkey
) -> None:
    ana = await join("Ana")
    valkey.kill9()
    await _end_silently(ana)
    await live.until(lambda: any(one.type == SESSION_ENDED for one in live.signals))
    valkey.start()


async def test_a_ticket_is_taken_by_any_process_once(live: Listener, valkey: RunningValkey) -> None:
    ana = await join("Ana")
    before = dict(socket_tickets._tickets)
    ticket = await socket_tickets.make_ticket(ana)
    assert socket_tickets._tickets == before  # it is where any process finds it
    assert await socket_tickets.redeem(ticket) == ana
    assert await socket_tickets.redeem(ticket) is None
    valkey.kill9()
    ticket = await socket_tickets.make_ticket(ana)
    assert await socket_tickets.redeem(ticket) == ana
    valkey.start()


async def test_what_pages_send_costs_the_other_processes_nothing(live: Listener, valkey: RunningValkey) -> None:
    limits.count_event(1)
    limits.count_event_of_stranger("socket")
    limits.count_profile(1)
    assert [limit.name for limit in limits.all_limits() if limit.unshared()] == ["profiles"]


async def test_counts_of_all_processes_add_up(live: Listener, valkey: RunningValkey) -> None:
    client = connect(valkey.url)
    one, other = Limit(3, 60, "test"), Limit(3, 60, "test")
    one.take("ana")
    one.take("ana")
    await add_up(client, {one: one.unshared()}, "here")
    other.take("ana")
    await add_up(client, {other: other.unshared()}, "here")
    await add_up(client, {one: {"ana": 0}}, "here")
    for limit in (one, other):
        with pytest.raises(RateLimited):
            limit.take("ana")
    assert other.take("bob").remaining == 2
    await client.aclose()


async def _written_elsewhere(live: Listener, actor: Actor, place: int, count: int) -> list[tuple[LoggedEvent, Any]]:
    """Messages that this process was not told of: it is made to forget them, and to stand before them in the log."""
    since, order = hub.cursor, hub.order
    before = len(live.events)
    for number in range(count):
        await say(actor, place, str(number))
    await live.until(lambda: len(live.events) >= before + count)
    found = await read(lambda uow: event_views.join(uow.session, events.of_conversation(
        uow.session, place, _cursor(since), 2**60, 100)))  # fmt: skip
    found = [(event, view) for event, view in found if event.type == "message.created"][-count:]
    live.events.clear()
    hub.cursor = since
    for event, _ in found:
        hub._seen.pop(event.id)
    assert order is not None
    order.clear()
    return found


def _cursor(text: str) -> Any:
    from webchat.domain.cursors import parse_cursor

    return parse_cursor(text)


def _told(live: Listener, place: int) -> list[int]:
    return [one.data.seq for one in live.events if one.type == "message.created" and one.conversation_id == place]


async def _end_silently(actor: Actor) -> None:
    """As another process does while Valkey is away: the row changes, and we hear nothing."""

    def end(uow: Any) -> None:
        sessions.end(uow, actor)
        uow.committed.clear()

    await transact(end)
