"""Locks between all processes of one database, for work that takes longer than a transaction may."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from anyio import CancelScope, to_thread
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from webchat.db.engine import open_beside

_TRY = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
_THERE = text("SELECT 1")
_UNLOCK = text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))")


class Holder:
    """A connection of its own, outside of any transaction, that holds locks by their names."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @asynccontextmanager
    async def trying(self, name: str) -> AsyncIterator[bool]:
        """Whether the lock is ours meanwhile; False: somebody else holds it."""
        held = await to_thread.run_sync(self._ask, _TRY, name)
        try:
            yield held
        finally:
            if held:
                # Where its connection is gone the lock is, too. To say so here could take the place of a cancellation.
                with CancelScope(shield=True), suppress(SQLAlchemyError):
                    await to_thread.run_sync(self._ask, _UNLOCK, name)

    async def check(self) -> None:
        """Raises what the database says where the connection is gone, and the locks with it."""
        await to_thread.run_sync(self._connection.execute, _THERE)

    def _ask(self, statement: Any, name: str) -> bool:
        return bool(self._connection.execute(statement, {"name": name}).scalar())


@asynccontextmanager
async def holder() -> AsyncIterator[Holder]:
    """Who may hold locks; they go with the connection at the latest."""
    connection = await to_thread.run_sync(open_beside)
    try:
        yield Holder(connection.execution_options(isolation_level="AUTOCOMMIT"))
    finally:
        with CancelScope(shield=True):
            await to_thread.run_sync(connection.close)
