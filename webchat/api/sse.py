"""The log as a stream of Server-Sent Events: together with REST a whole client where WebSockets are blocked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from webchat.api.actors import Asking
from webchat.api.commands import replay
from webchat.api.streams import Frame, Stream, encode, streams
from webchat.domain.actor import Actor
from webchat.domain.cursors import parse_cursor
from webchat.domain.errors import Conflict
from webchat.realtime import presence
from webchat.services import events

router = APIRouter(prefix="/api/events", tags=["events"])
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_QUIET = 15.0  # seconds, then a comment says that the line is up


@router.get("")
async def follow(
    actor: Asking, since: str | None = None, last_event_id: Annotated[str | None, Header()] = None
) -> StreamingResponse:
    """What happens, as it happens; after `Last-Event-ID` (or `since`) what was missed comes first.

    `event: reset` means that it is too old or too much: read everything afresh. Events may come twice: drop by `id`.
    """
    cursor = last_event_id or since
    if cursor:
        parse_cursor(cursor)
    stream = Stream(actor)
    if not streams.add(stream):
        raise Conflict("You have too many streams and sockets open. Close one first.")
    return StreamingResponse(_frames(stream, actor, cursor), 200, _HEADERS, media_type="text/event-stream")


async def _frames(stream: Stream, actor: Actor, cursor: str | None) -> AsyncIterator[str]:
    name = uuid4().hex
    presence.connected(actor.user_id, name)
    tasks = [asyncio.create_task(stream.expire())]
    try:
        if cursor:
            tasks.append(asyncio.create_task(replay(stream, cursor)))
        else:
            stream.push(encode({"type": "live", "cursor": events.current_cursor()}))
        while (text := await _next(stream)) is not None:
            yield text
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        streams.remove(stream)
        presence.disconnected(actor.user_id, name)


async def _next(stream: Stream) -> str | None:
    """A frame, or a comment when nothing was said for a while."""
    with suppress(TimeoutError):
        frame = await asyncio.wait_for(stream.next(), _QUIET)
        return _text(frame) if frame else None
    return ": the line is up\n\n"


def _text(frame: Frame) -> str:
    place = f"id: {frame.cursor}\n" if frame.cursor else ""
    return f"{place}event: {frame.kind}\ndata: {frame.text}\n\n"
