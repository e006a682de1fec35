"""No use case can hold the database for long: each connection of the pool says so to the server."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Engine, text

from webchat.db.advisory import holder
from webchat.db.unit_of_work import UnitOfWork, read
from webchat.domain.errors import Unavailable
from webchat.settings import get_settings

_LIMITS = {
    "statement_timeout": "15s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "10s",
    "transaction_timeout": "30s",
}


def test_every_connection_has_them(engine: Engine) -> None:
    connections = [engine.connect() for _ in range(3)]
    try:
        for connection in connections:
            found = {name: connection.execute(text(f"SHOW {name}")).scalar() for name in _LIMITS}
            assert found == _LIMITS
    finally:
        for connection in connections:
            connection.close()


async def test_a_statement_that_takes_too_long_ends_and_the_connection_lives(engine: Engine) -> None:
    def slow(uow: UnitOfWork) -> None:
        uow.session.execute(text("SET LOCAL statement_timeout = 50"))
        uow.session.execute(text("SELECT pg_sleep(30)"))

    with pytest.raises(Unavailable):
        await read(slow)
    assert await read(lambda uow: uow.session.execute(text("SELECT 1")).scalar()) == 1


async def test_locks_that_are_held_take_no_place_of_the_pool(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.pool, "_timeout", 0.1)
    taken = [engine.connect() for _ in range(get_settings().db_pool_size)]
    try:
        async with holder() as locks, locks.trying("a long work") as ours:
            assert ours
        with pytest.raises(Unavailable):
            await read(lambda uow: uow.session.execute(text("SELECT 1")).scalar())
    finally:
        for connection in taken:
            connection.close()


async def test_a_work_can_be_ended_after_its_lock_went_with_its_connection(engine: Engine) -> None:
    """What the database says of the lost lock must not take the place of the cancellation: the work would go on."""
    holds = asyncio.Event()

    async def work() -> None:
        async with holder() as locks, locks.trying("a work that is ended") as ours:
            assert ours
            holds.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await holds.wait()
    with engine.begin() as connection:
        ended = text("""
            SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
            WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """)
        assert connection.execute(ended).scalars().all() == [True]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
