"""A database that stands still, a conversation that stays locked: who waits learns it, and nothing is there twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager
from os import dup
from socket import (
    IPPROTO_TCP,
    SO_KEEPALIVE,
    SOL_SOCKET,
    TCP_KEEPCNT,
    TCP_KEEPIDLE,
    TCP_KEEPINTVL,
    TCP_USER_TIMEOUT,
    socket,
)
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from sqlalchemy import Connection, Engine, text

from tests.support.chat import Listener, direct, history, join, say
from tests.support.frozen import frozen_database
from webchat.db import direct as line
from webchat.db import engine as pool
from webchat.db import silence, unit_of_work
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Unavailable
from webchat.realtime import hub
from webchat.services import conversations, events, groups, message_writer, operation
from webchat.services.groups import CreateGroup
from webchat.services.messages import SendMessage, send_message
from webchat.settings import get_settings

_LOCK = text("SELECT pg_advisory_lock(:id)")
_UNLOCK = text("SELECT pg_advisory_unlock(:id)")


@pytest.fixture
def frozen(clean_database: Engine) -> AbstractContextManager[None]:
    """The database stands still while one is in it."""
    return frozen_database(get_settings().data_dir)


@pytest.fixture
def outside(clean_database: Engine) -> Iterator[Connection]:
    """Somebody else's connection to the database."""
    with clean_database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


def _commands(place: int, count: int) -> list[SendMessage]:
    return [SendMessage(str(number), conversation_id=place, client_id=uuid4()) for number in range(count)]


async def test_all_who_wait_are_refused_together_and_come_back_to_their_message(
    ana: Actor, bob: Actor, live: Listener, frozen: AbstractContextManager[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "_PATIENCE", 2.0)
    place = await direct(ana, bob)
    commands = _commands(place, 80)  # more than a batch
    before = [(await send_message(ana, command)).view for command in commands[:3]]
    with frozen:
        async with asyncio.timeout(30):  # one after another would take 77 times as long as the first
            sending = [asyncio.create_task(send_message(ana, command)) for command in commands[3:]]
            await asyncio.sleep(0)
            assert message_writer.waiting() == 77
            outcomes = await asyncio.gather(*sending, return_exceptions=True)
        assert message_writer.waiting() == 0
    assert [type(one).code for one in outcomes if isinstance(one, Unavailable)] == ["unavailable"] * 77
    async with asyncio.timeout(60):
        sent = [one.view for one in await asyncio.gather(*(send_message(ana, command) for command in commands))]
    assert [one.id for one in sent[:3]] == [one.id for one in before]
    assert [(one.id, one.body) for one in await history(bob, place)] == [(one.id, one.body) for one in sent]
    assert [one.body for one in sent] == [command.body for command in commands]

    def told() -> list[int]:
        return [one.data.id for one in live.events if one.type == "message.created"]

    await live.until(lambda: {one.id for one in sent} <= set(told()))
    last = await say(ana, place, "the last one")
    await live.until(lambda: last.id in told())
    await hub.drained()
    assert sorted(told()) == sorted([*(one.id for one in sent), last.id])


async def test_it_says_that_it_is_not_ready_and_keeps_its_figures(
    live: Listener, frozen: AbstractContextManager[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operation, "_PATIENCE", 1.0)
    await operation.check_ready()
    with frozen:
        async with asyncio.timeout(20):
            for _ in range(2):
                with pytest.raises(Unavailable):
                    await operation.check_ready()
                await operation.measure()
    await operation.check_ready()


async def test_use_cases_do_not_wait_for_ever_nor_hold_their_threads(
    ana: Actor, bob: Actor, live: Listener, frozen: AbstractContextManager[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_of_work, "USE_CASE", 2.0)
    monkeypatch.setattr(silence, "STATEMENT", 2.0)
    place = await direct(ana, bob)
    await say(ana, place, "before")
    reads = 2 * get_settings().db_pool_size  # more than there are threads
    with frozen:
        async with asyncio.timeout(60):
            asked = [transact(groups.create_group, ana, CreateGroup("Twice?")) for _ in range(reads)]
            outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(one, Unavailable) for one in outcomes)
    async with asyncio.timeout(30):
        (kept,) = (await read(conversations.list_conversations, ana)).items  # what was cut off was not done
    assert kept.id == place


@pytest.fixture
async def network(clean_database: Engine, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The database's address over TCP, and nothing is open yet."""
    there = clean_database.url
    target = f"{there.query['host']}/.s.PGSQL.5432"
    lines: list[asyncio.Task[None] | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(asyncio.current_task())
        answers, back = await asyncio.open_unix_connection(target)
        await asyncio.gather(_pour(reader, back), _pour(answers, writer))

    for name in ("_engine", "_beside"):
        monkeypatch.setattr(pool, name, None)
    async with await asyncio.start_server(serve, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        yield f"postgresql+psycopg2://{there.username}@127.0.0.1:{port}/{there.database}"
        await asyncio.to_thread(pool.close_engine)
    await asyncio.gather(*(line for line in lines if line))


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(1_000_000):
        writer.write(piece)
    writer.close()
    await writer.wait_closed()


def _patience_of(connection: Any) -> tuple[int, ...]:
    """Seconds until silence is asked about, between questions, their number, milliseconds for what was sent."""
    with socket(fileno=dup(connection.fileno())) as line:
        options = (SO_KEEPALIVE, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT, TCP_USER_TIMEOUT)
        return tuple(line.getsockopt(SOL_SOCKET if one == SO_KEEPALIVE else IPPROTO_TCP, one) for one in options)


async def test_every_connection_notices_a_host_that_vanished(network: str) -> None:
    def look() -> list[tuple[int, ...]]:
        with pool.open_engine(network).connect() as one, pool.open_beside() as other:
            beside = psycopg2.connect(**pool.connect_arguments())  # the writer's
            found = [_patience_of(raw) for raw in (one.connection, other.connection, beside)]
            beside.close()
        return found

    assert set(await asyncio.to_thread(look)) == {(1, 10, 5, 3, 20_000)}


async def test_a_database_that_takes_connections_only_is_away_and_the_operators_patience_counts(
    network: str,
) -> None:
    with socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        pool.open_engine(f"postgresql+psycopg2://nobody@127.0.0.1:{port}/nothing?connect_timeout=2")
        assert pool.connect_arguments()["connect_timeout"] == "2"
        async with asyncio.timeout(30):
            with pytest.raises(Unavailable):
                await read(events.check_log)


async def test_a_locked_conversation_holds_up_only_its_own_messages(
    ana: Actor, bob: Actor, outside: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "limits_of", lambda version: pool.limits_of(version) | {"lock_timeout": "2s"})
    places = [await direct(ana, bob), await direct(ana, await join("Cem"))]
    outside.execute(_LOCK, {"id": places[0]})
    commands = [command for pair in zip(*(_commands(place, 3) for place in places), strict=True) for command in pair]
    try:
        async with asyncio.timeout(15):  # each of six by itself would take 24
            outcomes = await asyncio.gather(
                *(send_message(ana, command) for command in commands), return_exceptions=True
            )
    finally:
        outside.execute(_UNLOCK, {"id": places[0]})
    assert [isinstance(one, Unavailable) for one in outcomes] == [True, False] * 3
    assert await history(ana, places[0]) == []
    assert [one.body for one in await history(ana, places[1])] == ["0", "1", "2"]
    again = [(await send_message(ana, command)).view for command in commands]
    assert [one.seq for one in again] == [1, 1, 2, 2, 3, 3]
