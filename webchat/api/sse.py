"""The log as a stream of Server-Sent Events: together with REST a whole client where WebSockets are blocked."""

import asyncio
from contextlib import suppress
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Header
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from webchat.api.actors import Asking
from webchat.api.commands import replay
from webchat.api.frames import Frame, encode
from webchat.api.stream import Stream
from webchat.api.streams import streams
from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.domain.cursors import parse_cursor
from webchat.domain.errors import Conflict
from webchat.metrics import CONNECTIONS
from webchat.realtime import presence
from webchat.services import events, sessions

router = APIRouter(prefix="/api/events", tags=["events"])
# `no-transform`: a proxy that compresses would hold back what is not much yet.
_HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
_QUIET = 15.0  # seconds, then a comment says that the line is up
_CLOSE_PATIENCE = 5.0


class EventStream(Response):
    """What one listener hears, until either side ends it; who does not read is cut off."""

    media_type = "text/event-stream"

    def __init__(self, actor: Actor, since: str | None) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._stream = Stream(actor)
        self._since = since

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers the request."""
        if not streams.add(self._stream):  # the last place may have gone since `follow` looked
            raise _no_room()
        name, user_id = uuid4().hex, self._stream.actor.user_id
        tasks: list[asyncio.Task[Any]] = []
        presence.connected(user_id, name)
        CONNECTIONS.labels("stream").inc()
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            if await read(sessions.still_counts, self._stream.actor):
                works = (self._write(send), _hung_up(receive), self._begin())
                tasks = [asyncio.create_task(work) for work in works]
                await _first_of([*tasks[:2], self._stream.ended], tasks[2])
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            streams.remove(self._stream)
            CONNECTIONS.labels("stream").dec()
            presence.disconnected(user_id, name)
        with suppress(TimeoutError, OSError):
            await asyncio.wait_for(send({"type": "http.response.body", "body": b""}), _CLOSE_PATIENCE)

    async def _begin(self) -> None:
        if self._since:
            await replay(self._stream, self._since)
        else:
            self._stream.begin(encode({"type": "live", "cursor": events.current_cursor()}))

    async def _write(self, send: Send) -> None:
        while (text := await self._next()) is not None:
            await send({"type": "http.response.body", "body": text.encode(), "more_body": True})

    async def _next(self) -> str | None:
        """A frame, or a comment when nothing was said for a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_QUIET):  # `wait_for` may lose a cancellation
                frame = await self._stream.next()
            return _text(frame) if frame else None
        return ": the line is up\n\n"


@router.get("", status_code=200, response_class=EventStream)
async def follow(
    actor: Asking, since: str | None = None, last_event_id: Annotated[str | None, Header()] = None
) -> EventStream:
    """What happens, as it happens; after `Last-Event-ID` (or `since`) what was missed comes first.

    `event: reset` means that it is too old or too much: read everything afresh. Events may come twice: drop by `id`.
    """
    cursor = last_event_id or since
    if cursor:
        parse_cursor(cursor)
    if not streams.has_room(actor.user_id):
        raise _no_room()
    return EventStream(actor, cursor)


def _no_room() -> Conflict:
    return Conflict("You have too many streams and sockets open. Close one first.")


async def _first_of(tasks: list[asyncio.Future[Any]], beginning: asyncio.Task[Any]) -> None:
    """Waits until one of them ends, or the beginning fails: the listener comes back by the cursor that it has."""
    waiting = {*tasks, beginning}
    while True:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if done != {beginning} or beginning.exception() is not None:
            return


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _text(frame: Frame) -> str:
    place = f"id: {frame.cursor}\n" if frame.cursor else ""
    return f"{place}event: {frame.kind}\ndata: {frame.text}\n\n"
