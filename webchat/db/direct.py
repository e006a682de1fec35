"""A connection that the event loop talks to by itself: what is asked for most goes without a thread in between."""

import asyncio
from functools import partial
from typing import Any

import psycopg2
from anyio import to_thread
from psycopg2.extensions import POLL_OK, POLL_WRITE, connection

from webchat.db.engine import close_with_pool, connect_arguments, limits_of
from webchat.db.errors import TRIES, held_up, is_unencodable, no_answer, not_storable
from webchat.db.prepared import Call, joined

Row = dict[str, Any]
_HELD_UP = (psycopg2.errors.LockNotAvailable, psycopg2.extensions.QueryCanceledError)
_IN_THE_WAY = (*_HELD_UP, psycopg2.extensions.TransactionRollbackError)
# PostgreSQL gives up before that: then the line itself is dead.
_PATIENCE = 20.0


class Direct:
    """Runs prepared statements, one set of them at a time; connects when it is first needed, and again when it must.

    What is run is committed by PostgreSQL itself, without BEGIN and COMMIT. It must do once what is asked twice: where
    an answer was lost, it is run again.
    """

    def __init__(self) -> None:
        self._connection: connection | None = None
        self._runs: dict[str, int] = {}

    async def run(self, *calls: Call) -> list[Row]:
        """Runs them in one round trip, each with a snapshot of its own; gives the rows of the last one.

        Raises `InvalidInput` for a value that cannot be stored, `Unavailable` where others were in the way for too long
        (then nothing was done), and its subclass `NoAnswer` where PostgreSQL is away or silent.
        """
        for attempt in range(1, TRIES + 1):
            try:
                async with asyncio.timeout(_PATIENCE):
                    return await self._run(calls)
            except (psycopg2.DataError, ValueError) as error:
                if isinstance(error, ValueError) and not is_unencodable(error):
                    raise
                raise not_storable() from error
            except (psycopg2.OperationalError, psycopg2.InterfaceError, TimeoutError) as error:
                if attempt < TRIES and _may_try_again(error):
                    continue
                raise (held_up if isinstance(error, _IN_THE_WAY) else no_answer)(error) from error
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Hangs up."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._runs = {}

    async def _run(self, calls: tuple[Call, ...]) -> list[Row]:
        line = await self._line()
        try:
            for call in calls:
                if lesson := call.statement.lesson(self._runs):
                    await _execute(line, lesson)
                call.statement.count(self._runs)
            return await _execute(line, *joined(calls))
        except psycopg2.DataError:
            raise
        except BaseException:  # an answer may still be under way: nobody would know to what
            self.close()
            raise

    async def _line(self) -> connection:
        if self._connection is None:
            # Looking up the name of a host waits.
            line = await to_thread.run_sync(partial(psycopg2.connect, async_=True, **connect_arguments()))
            await _answered(line)
            for name, value in limits_of(line.server_version).items():
                await _execute(line, "SELECT set_config(%s, %s, false)", (name, value))
            close_with_pool(line)
            self._connection = line
        return self._connection


def _may_try_again(error: Exception) -> bool:
    """Not where PostgreSQL, or we, gave up after a long time."""
    return not isinstance(error, (TimeoutError, *_HELD_UP))


async def _execute(line: connection, statement: str, values: tuple[Any, ...] | None = None) -> list[Row]:
    with line.cursor() as cursor:
        cursor.execute(statement, values)
        await _answered(line)
        if cursor.description is None:
            return []
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


async def _answered(line: connection) -> None:
    """Waits until what was sent is done."""
    loop = asyncio.get_running_loop()
    while (state := line.poll()) != POLL_OK:
        ready: asyncio.Future[None] = loop.create_future()
        watch, forget = (
            (loop.add_writer, loop.remove_writer) if state == POLL_WRITE else (loop.add_reader, loop.remove_reader)
        )
        descriptor = line.fileno()
        watch(descriptor, _wake, ready)
        try:
            await ready
        finally:
            forget(descriptor)


def _wake(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)
