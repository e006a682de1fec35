"""From a commit to everyone who listens, without any knowledge of how they are reached."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from webchat.db.unit_of_work import on_commit
from webchat.gateways import valkey
from webchat.metrics import count_committed
from webchat.realtime import audience, bus, ended_sessions, gaps
from webchat.realtime.endings import Endings
from webchat.realtime.hub import hub
from webchat.realtime.log_tail import LogTail
from webchat.realtime.neighbours import neighbours
from webchat.realtime.order import Order
from webchat.realtime.presence import presence as _presence
from webchat.realtime.receipt_minima import MinimaTeller
from webchat.realtime.relay import Relay
from webchat.realtime.together import together

__all__ = ["hub", "running"]


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """The dispatcher, the log tail, presence, the receipts of all and the other processes, from start to stop."""
    hub.restart()
    audience.clear()
    bus.register()
    on_commit(count_committed)
    tail = LogTail()
    await tail.start()
    minima, endings = MinimaTeller(), Endings()
    for listener in (minima, endings):
        hub.subscribe(listener)
    try:
        async with together(hub.run(), tail.run(), _presence.run(), minima.run()), valkey.opened() as client:
            if client is None:
                yield
            else:
                async with _among_others(client):
                    yield
    finally:
        for listener in (minima, endings):
            hub.unsubscribe(listener)
    await _presence.keep(_presence.leave_all())


@asynccontextmanager
async def _among_others(client: Redis) -> AsyncIterator[None]:
    """The other processes of this installation, which share the database and so the epoch of its log."""
    relay = Relay(client, f"webchat:{hub.cursor.partition('.')[0]}", bus.take_events, bus.take_signal)
    hub.order = order = Order()
    bus.use(relay)
    neighbours.join(relay.name, lambda signal: relay.tell([signal]))
    works = (
        relay.run_receiver(), relay.run_sender(), relay.run_beat(), gaps.run(order),
        neighbours.run(lambda: relay.is_up), ended_sessions.watch(lambda: relay.is_up),
    )  # fmt: skip
    try:
        async with together(*works):
            yield
    finally:
        bus.use(None)
        hub.order = None
        await relay.say_now([neighbours.leave()])
