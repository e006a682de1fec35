"""From the hub to the browsers: keyed patches over Reflex's own socket.

It leans on inner names of Reflex and socket.io (the event name, the shape of a
delta, the namespace, when a socket is gone), as do `sockets.py` and
`leftovers.py`; the tests in ``tests/browser`` break when they change.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import anyio
import reflex as rx
from engineio import AsyncServer
from reflex.state import StateUpdate

from webchat.domain.errors import WebchatError
from webchat.metrics import CONNECTIONS, to_browsers
from webchat.realtime import attention, presence
from webchat.serving import addresses, polling
from webchat.serving.stopping import before_stop, spread

from . import floods, leftovers, sockets
from .connections import Connection, connections
from .entries import Entries

NAMESPACE = "/_event"
EVENT = "event"
# A browser that leaves this many frames unread is cut off; it comes back and reads afresh.
MAX_UNREAD_FRAMES = 2_000
WATCH_SECONDS = 2

_app: rx.App | None = None
_log = logging.getLogger(__name__)


def report_failure(exception: Exception) -> None:
    """A handler failed: refusals are the sender's own doing, all else goes to the log."""
    if not isinstance(exception, WebchatError):
        _log.error("A handler failed.", exc_info=exception)


def attach(app: rx.App) -> None:
    """Send through this app's socket server, hear of sockets that are gone, and close them when the process ends."""
    global _app
    _app = app
    CONNECTIONS.labels("browser").set_function(connections.__len__)
    namespace = app.event_namespace
    gone = namespace.on_disconnect

    def on_disconnect(sid: str, *args):
        leave(sid)
        leftovers.drop_later(app, sid)
        return gone(sid, *args)

    namespace.on_disconnect = on_disconnect
    namespace.on_event = floods.counted(namespace.on_event, _drop)
    namespace.on_ping = floods.counted(namespace.on_ping, _drop)
    before_stop(drain)
    _count_sessions(app.sio.eio)


def _count_sessions(engine: AsyncServer) -> None:
    """Say which sessions of engine.io there are, also those that are never used."""
    gone = engine.handlers["disconnect"]

    def make_id() -> str:
        made = polling.make_id()
        addresses.began(made)
        return made

    async def on_disconnect(engine_id: str, *args) -> None:
        addresses.ended(engine_id)
        await gone(engine_id, *args)

    engine.generate_id = make_id
    engine.on("disconnect", on_disconnect)


async def patch(delta: dict[type[rx.State], Entries], to: Iterable[str]) -> None:
    """Send the same entries to these sockets; encoded once however many they are."""
    update = _update(delta)
    receivers = list(to)
    if connections.arriving:
        receivers = [sid for sid in receivers if not _waits(sid, update)]
    await _send(update, receivers)


@asynccontextmanager
async def snapshot(sid: str) -> AsyncIterator[dict[type[rx.State], Entries]]:
    """Read within, and put into what this gives, how things stand for a tab: what happens meanwhile is told after it.

    It replaces what the tab holds, and may have been read before that happened. Reflex runs a tab's handlers one after
    another, so there is one at a time.
    """
    listed: dict[type[rx.State], Entries] = {}
    connections.arriving[sid] = []
    try:
        yield listed
        await _send(_update(listed), [sid])
    finally:
        while waiting := connections.arriving.get(sid):
            connections.arriving[sid] = []
            for update in waiting:
                await _send(update, [sid])
        connections.arriving.pop(sid, None)


def _update(delta: dict[type[rx.State], Entries]) -> StateUpdate:
    return StateUpdate(delta={state.get_full_name(): entries for state, entries in delta.items() if entries})


def _waits(sid: str, update: StateUpdate) -> bool:
    waiting = connections.arriving.get(sid)
    if waiting is not None:
        waiting.append(update)
    return waiting is not None


async def _send(update: StateUpdate, receivers: list[str]) -> None:
    if not receivers or not update.delta or _app is None:
        return
    to_browsers.inc(len(receivers))
    message = sockets.frame(_app.sio, EVENT, NAMESPACE, update)
    waiting = [sid for sid in receivers if not sockets.write_now(_app.sio, _engine_id(sid), message)]
    if waiting:
        await _app.sio.emit(EVENT, update, room=waiting, namespace=NAMESPACE)


def _engine_id(sid: str) -> str:
    connection = connections.get(sid)
    return connection.engine_id if connection else ""


def engine_behind(sid: str) -> str:
    """The transport of a socket; none where it went while one looked up whose it is: nobody would ever take it out."""
    if _app is None or not _app.sio.manager.is_connected(sid, NAMESPACE):
        return ""
    return _app.sio.manager.eio_sid_from_sid(sid, NAMESPACE) or ""


def leave(sid: str) -> Connection | None:
    """The socket is gone, or somebody else's."""
    connection = connections.remove(sid)
    if connection:
        presence.disconnected(connection.user_id, sid)
        if connection.attentive:
            attention.report(connection.user_id, sid, connection.session_id, attentive=False)
    return connection


async def close(sids: Iterable[str], *, drop: bool = False) -> None:
    """End these sockets by their transport, so that the browsers come back by themselves.

    `drop`: at once, and what they have sent meanwhile is not read any more.
    """
    for sid in list(sids):
        leave(sid)
        engine_id = _app.sio.manager.eio_sid_from_sid(sid, NAMESPACE) if _app else None
        if engine_id:
            await sockets.end(_app.sio, engine_id, drop=drop)


async def _drop(sid: str) -> None:
    await close([sid], drop=True)


async def drain(seconds: float) -> None:
    """Send the browsers to another process, within so many seconds: they come back by themselves."""
    await spread(list(connections), seconds, lambda sid: close([sid]))


async def _close_slow_readers() -> None:
    """Cut off browsers that do not read: engine.io would queue for them without bound."""
    for sid, socket in list(_app.sio.eio.sockets.items()) if _app else []:
        if socket.queue.qsize() > MAX_UNREAD_FRAMES:
            await sockets.end(_app.sio, sid)
    await close([sid for sid, waiting in connections.arriving.items() if len(waiting) > MAX_UNREAD_FRAMES])


async def _watch() -> None:
    while True:
        await anyio.sleep(WATCH_SECONDS)
        await _close_slow_readers()
        await close(connections.expired())


@asynccontextmanager
async def watching() -> AsyncIterator[None]:
    """Look after the sockets as long as this is open."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_watch)
        yield
        tasks.cancel_scope.cancel()
