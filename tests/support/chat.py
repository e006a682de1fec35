"""People who talk, for tests of everything below the pages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from webchat import realtime
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.events import LiveEvent, Signal
from webchat.domain.message_views import MessageView
from webchat.domain.pages import EventPage
from webchat.services import conversations, events, groups, limits, messages, sessions, typing
from webchat.services.groups import CreateGroup
from webchat.services.messages import SendMessage


class Listener:
    """A sink that keeps what it was told."""

    def __init__(self) -> None:
        self.events: list[LiveEvent] = []
        self.signals: list[Signal] = []
        self._heard = asyncio.Event()

    async def on_event(self, event: LiveEvent) -> None:
        self.events.append(event)
        self._heard.set()

    async def on_signal(self, signal: Signal) -> None:
        self.signals.append(signal)
        self._heard.set()

    async def until(self, done: Callable[[], bool]) -> None:
        """Waits until what was heard makes `done()` true."""
        async with asyncio.timeout(60):
            while not done():
                self._heard.clear()
                await self._heard.wait()


@asynccontextmanager
async def live_server() -> AsyncIterator[Listener]:
    """The live path, with somebody who listens."""
    limits.clear()
    typing.clear()
    listener = Listener()
    async with realtime.running():
        realtime.hub.subscribe(listener)
        try:
            yield listener
        finally:
            realtime.hub.unsubscribe(listener)


async def join(name: str) -> Actor:
    """Somebody who typed a name."""
    joined = await transact(sessions.join, name=name)
    actor = await read(sessions.authenticate, joined.secret)
    assert actor is not None
    return actor


async def direct(one: Actor, other: Actor) -> int:
    """The conversation of two people."""
    return (await transact(conversations.ensure_direct, one, other.user_id)).id


async def group(owner: Actor, *others: Actor, **settings: Any) -> int:
    """A group of these people; its first message says that it was made."""
    command = CreateGroup("Group", member_ids=[other.user_id for other in others], **settings)
    return (await transact(groups.create_group, owner, command)).id


async def say(actor: Actor, conversation_id: int, body: str, **more: Any) -> MessageView:
    """One message."""
    return (await messages.send_message(actor, SendMessage(body, conversation_id=conversation_id, **more))).view


async def history(actor: Actor, conversation_id: int) -> list[MessageView]:
    """All messages of a short conversation."""
    found: list[MessageView] = []
    while True:
        after = found[-1].seq if found else 0
        page = await read(messages.list_messages, actor, conversation_id, after=after, limit=100)
        found += page.items
        if not page.has_newer:
            return found


async def log_until(actor: Actor, since: str, done: Any, limit: int = 50) -> list[LiveEvent]:
    """The log in pages from a cursor on, read as it grows until `done(events)`; the log only lags, it never skips."""
    found: list[LiveEvent] = []
    async with asyncio.timeout(60):
        while not done(found):
            page: EventPage = await read(events.read_log, actor, since, limit)
            assert not page.reset
            found += page.items
            since = page.cursor
    return found
