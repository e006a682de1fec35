"""One listener of the live events: a socket, or an open answer of SSE."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from math import inf
from time import monotonic

from webchat.api.frames import Frame
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.serving.straight import Line

HEARTBEAT_MISSED, SESSION_REVOKED, SLOW_READER, RESTARTING, BROKEN_OFF = 4000, 4009, 4010, 4012, 1011
_MOST_FRAMES = 1_000
_MOST_BYTES = 2_000_000
Send = Callable[[str], Awaitable[None]]


class Stream:
    """One listener: a bounded queue, until it is `closing`. A socket's is emptied by itself, else by asking for `next`.

    What happens waits until it has begun, by `begin` or by a replay: whatever opens the stream comes first.
    There are thousands: each holds no task and no timer of its own while it is quiet.
    """

    __slots__ = (
        "_changed", "_flushing", "_frames", "_heard_at", "_held", "_line", "_patience", "_send", "_slow", "_waiting",
        "actor", "closing", "ended",
    )  # fmt: skip

    def __init__(self, actor: Actor, send: Send | None = None, line: Line | None = None, patience: float = inf) -> None:
        self.actor = actor
        self.closing: int | None = None
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._send, self._line = send, line
        self._flushing, self._slow = False, None  # type: bool, asyncio.Task[None] | None
        self._patience, self._heard_at = patience, monotonic()
        self._frames: list[Frame] = []
        self._waiting = 0
        self._held: list[Frame] | None = []
        self._changed = asyncio.Event()

    def push(self, frame: Frame) -> None:
        """Queues a frame; who does not read is cut off."""
        self._frames.append(frame)
        self._waiting += len(frame.wire)
        if self._send is None:
            self._changed.set()
        elif not self._flushing:
            self._flushing = True
            asyncio.get_running_loop().call_soon(self._flush, self._send)
        if len(self._frames) > _MOST_FRAMES or self._waiting > _MOST_BYTES:
            self.end(SLOW_READER)

    def begin(self, frame: Frame) -> None:
        """Opens with this frame; what happened since it was added follows."""
        self.push(frame)
        self._let_go()

    def tell(self, frame: Frame) -> None:
        """The same for what happens just now: while something is replayed it waits behind that.

        Its cursor is later, and whoever came back by it would miss what was not replayed yet.
        """
        if self._held is None:
            self.push(frame)
        elif len(self._held) < _MOST_FRAMES:
            self._held.append(frame)
        else:
            self.end(SLOW_READER)

    @contextmanager
    def replaying(self) -> Iterator[None]:
        """Inside, what is told waits. A replay that breaks off ends the stream: nothing may seem to follow on it."""
        if self._held is None:
            self._held = []
        try:
            yield
        except BaseException:
            self.end(BROKEN_OFF)
            raise
        self._let_go()

    async def put(self, frame: Frame) -> None:
        """The same for replays: waits until half of the queue is free."""
        while len(self._frames) > _MOST_FRAMES // 2 or self._waiting > _MOST_BYTES // 2:
            await self._change()
        self.push(frame)

    def end(self, code: int) -> None:
        """Closes the socket; the first reason counts, and what waits is dropped."""
        if self.closing is None:
            self.closing = code
        if not self.ended.done():
            self.ended.set_result(None)
        self._clear()

    async def stop(self) -> None:
        """Writes nothing more."""
        if self._slow is not None:
            self._slow.cancel()
            await asyncio.wait((self._slow,))

    async def next(self) -> Frame | None:
        """The next frame; None at the end."""
        while not self._frames and self.closing is None:
            await self._change()
        return self._take() if self.closing is None else None

    def heard(self) -> None:
        """The other side said something."""
        self._heard_at = monotonic()

    def check(self, at: float) -> None:
        """Ends when nothing was heard for too long, or the proof of who listens is no longer good."""
        if at - self._heard_at > self._patience:
            self.end(HEARTBEAT_MISSED)
        elif self.actor.expires_at is not None and self.actor.expires_at <= now():
            self.end(SESSION_REVOKED)

    def _flush(self, send: Send) -> None:
        """Writes together what was told in one go; where that would wait, a task writes one frame after another."""
        self._flushing = False
        if self._slow is not None or not self._frames:
            return
        if self._line is not None and self._line.write(frame.wire for frame in self._frames):
            self._clear()
        else:
            self._slow = asyncio.create_task(self._write(send))

    async def _write(self, send: Send) -> None:
        try:
            while self._frames:
                await send(self._take().text)
        except Exception:  # noqa: BLE001  whoever listens there has gone
            self.end(BROKEN_OFF)
        finally:
            self._slow = None

    def _take(self) -> Frame:
        frame = self._frames.pop(0)
        self._waiting -= len(frame.wire)
        self._changed.set()
        return frame

    def _clear(self) -> None:
        self._frames.clear()
        self._waiting = 0
        self._changed.set()

    def _let_go(self) -> None:
        held, self._held = self._held or [], None
        for frame in held:
            self.push(frame)

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()
