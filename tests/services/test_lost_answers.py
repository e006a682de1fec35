"""The database stores a batch, and the line breaks before its answer comes: each message is there once all the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from tests.support.chat import Listener, direct, join, live_server
from webchat.db import direct as line
from webchat.realtime import hub
from webchat.services.messages import SendMessage, send_message

_COMMITTED = b"Z\x00\x00\x00\x05I"  # ReadyForQuery, in no transaction


class LosingLine:
    """Between us and PostgreSQL: passes everything, but breaks instead of giving the answer to what says `mark`."""

    def __init__(self, target: str) -> None:
        self._target = target
        self.mark = b"the line breaks"
        self.to_lose = 0
        self.lost: list[bytes] = []
        self.tasks: set[asyncio.Task[None] | None] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_unix_connection(self._target)
        doomed = False

        async def ask() -> None:
            nonlocal doomed
            while piece := await reader.read(1_000_000):
                doomed = doomed or (self.mark in piece and len(self.lost) < self.to_lose)
                back.write(piece)
            back.close()

        async def answer() -> None:
            while piece := await there.read(1_000_000):
                if doomed:
                    self.lost.append(piece)
                    break
                writer.write(piece)
            writer.close()

        self.tasks.add(asyncio.current_task())
        try:
            with suppress(OSError):
                await asyncio.gather(ask(), answer())
        finally:
            for one in (writer, back):
                one.transport.abort()
                with suppress(OSError):
                    await one.wait_closed()


@pytest.fixture
async def losing(clean_database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LosingLine]:
    """Messages go to the database over it; whatever else is asked does not."""
    arguments = line.connect_arguments()
    losing = LosingLine(f"{arguments['host']}/.s.PGSQL.5432")
    server = await asyncio.start_unix_server(losing.serve, tmp_path / ".s.PGSQL.5432")
    monkeypatch.setattr(line, "connect_arguments", lambda: {**arguments, "host": str(tmp_path)})
    yield losing
    server.close()
    tasks = [task for task in losing.tasks if task is not None]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def live(losing: LosingLine) -> AsyncIterator[Listener]:
    async with live_server() as listener:
        yield listener


@pytest.mark.parametrize("times", [1, 2])
async def test_a_batch_whose_answer_was_lost_is_stored_once(
    live: Listener, losing: LosingLine, clean_database: Engine, times: int
) -> None:
    ana, bob = await join("Ana"), await join("Bob")
    place = await direct(ana, bob)
    losing.to_lose = times
    commands = [
        SendMessage(f"the line breaks {number}", conversation_id=place, client_id=uuid4()) for number in range(5)
    ]
    async with asyncio.timeout(60):
        sent = [one.view for one in await asyncio.gather(*(send_message(ana, command) for command in commands))]
    assert len(losing.lost) == times
    # The end of each answer was lost, too, which PostgreSQL only sends when it has committed.
    assert all(answer.endswith(_COMMITTED) and b"ERROR" not in answer for answer in losing.lost)
    with clean_database.connect() as connection:
        asked = text("SELECT id, seq, body FROM message WHERE conversation_id = :place ORDER BY seq")
        stored = [tuple(row) for row in connection.execute(asked, {"place": place})]
    assert sorted((view.id, view.seq, view.body) for view in sent) == sorted(stored)
    assert len({body for _, _, body in stored}) == 5
    again = [(await send_message(ana, command)).view.id for command in commands]
    assert again == [view.id for view in sent]

    def told() -> list[int]:
        return [one.data.id for one in live.events if one.type == "message.created"]

    wanted = {view.id for view in sent}
    await live.until(lambda: wanted <= set(told()))
    last = (await send_message(ana, SendMessage("the last one", conversation_id=place, client_id=uuid4()))).view.id
    await live.until(lambda: last in told())
    await hub.drained()
    assert sorted(told()) == sorted([*(view.id for view in sent), last])
