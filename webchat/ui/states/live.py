"""From the hub to the browsers: keyed patches over Reflex's own socket.

The only module that leans on inner names of Reflex and socket.io (the event
name, the shape of a delta, the namespace, when a socket is gone); the contract
test in ``tests/browser`` breaks when they change.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from http.cookies import SimpleCookie
from time import monotonic

import anyio
import reflex as rx
from engineio import AsyncServer
from reflex.state import StateUpdate

from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.domain.errors import NotSignedIn, RateLimited, WebchatError
from webchat.metrics import CONNECTIONS, to_browsers
from webchat.realtime import attention, presence
from webchat.services import identity, limits, session_uses, sessions
from webchat.serving import addresses, polling
from webchat.serving.origins import same_origin
from webchat.serving.stopping import before_stop, spread

from . import floods, leftovers, sockets
from .browser import Browser
from .connections import Connection, connections
from .entries import Entries
from .languages import language_of

NAMESPACE = "/_event"
EVENT = "event"
# A browser that leaves this many frames unread is cut off; it comes back and reads afresh.
MAX_UNREAD_FRAMES = 2_000
WATCH_SECONDS = 2
# A burst of events looks at the session row once. Ending a session closes its sockets at once anyway.
SESSION_SECONDS = 1.0

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
async def list_first(sid: str) -> AsyncIterator[dict[type[rx.State], Entries]]:
    """Read a tab's list within and put it into what this gives: what happens meanwhile is told after it.

    The list replaces all that the tab holds, and may have been read before that happened.
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


def _engine_behind(sid: str) -> str:
    """The transport of a socket; none where it went while one looked up whose it is: nobody would ever take it out."""
    if _app is None or not _app.sio.manager.is_connected(sid, NAMESPACE):
        return ""
    return _app.sio.manager.eio_sid_from_sid(sid, NAMESPACE) or ""


def _secret(cookie_header: str) -> str:
    cookie = SimpleCookie(cookie_header).get(sessions.COOKIE)
    return cookie.value if cookie else ""


async def enter(sid: str, headers: Mapping[str, str]) -> Actor | None:
    """Find out who opened this socket, and count them as present; the cookie counts from our own pages only.

    Raises `RateLimited`: who was cut off is not here again by coming back.
    """
    if "origin" in headers and not same_origin(headers):
        return None
    actor = await read(sessions.authenticate, _secret(headers.get("cookie", "")))
    if actor is None:
        return None
    _note_arrival(actor)
    if connections.get(sid) is None and (engine_id := _engine_behind(sid)):
        connections.add(Connection(sid, actor.user_id, actor.session_id, engine_id))
        presence.connected(actor.user_id, sid)
    return actor


async def enter_by_token(sid: str, token: str) -> Actor | None:
    """The same by the token that a frame was given; one more says that it is another now, or still the same.

    Raises `RateLimited`.
    """
    actor = None if sessions.is_service_key(token) else await identity.identify(token)
    before = leave(sid)
    if actor is None:
        return None
    _note_arrival(actor)
    engine_id = _engine_behind(sid)
    if not engine_id:
        return actor
    session_id = actor.session_id or 0
    shown = Connection(sid, actor.user_id, session_id, engine_id, token=token)
    shown.expires_at, shown.rooms = actor.expires_at, actor.rooms
    connections.add(shown)
    if before and before.user_id == actor.user_id and actor.sees(before.open_id):
        connections.show(sid, before.open_id)
    presence.connected(actor.user_id, sid)
    return actor


def _note_arrival(actor: Actor) -> None:
    """It counts for the person, too: until now nobody knew whose event it was."""
    limits.count_event(actor.user_id)
    session_uses.note(actor)


async def _proven(connection: Connection) -> Actor | None:
    if connection.token:
        return await identity.identify(connection.token)
    return await read(sessions.actor_of, connection.session_id)


def leave(sid: str) -> Connection | None:
    """The socket is gone, or somebody else's."""
    connection = connections.remove(sid)
    if connection:
        presence.disconnected(connection.user_id, sid)
        if connection.attentive:
            attention.report(connection.user_id, sid, connection.session_id, attentive=False)
    return connection


def sender_of(state: rx.State) -> Connection | None:
    """The tab that sent this event; raises `RateLimited` while its person sends too many."""
    connection = connections.get(state.router.session.session_id)
    if connection is not None and connection.refusal is not None:
        raise connection.refusal.with_traceback(None)
    return connection


async def actor_at(state: rx.State) -> Actor | None:
    """Who sent this event, looked up anew: a session may have ended since the socket opened.

    Raises `RateLimited` while they send too many.
    """
    connection = sender_of(state)
    if connection is None:
        return None
    if connection.actor is None or connection.known_at + SESSION_SECONDS < monotonic():
        connection.actor = await _proven(connection)
        connection.known_at = monotonic()
        if connection.actor is not None:
            session_uses.note(connection.actor)
    if connection.actor is None:
        await close([connection.sid])
    return connection.actor


@asynccontextmanager
async def asking(state: rx.State) -> AsyncIterator[Actor]:
    """Who sent this event; what is refused inside is told to them. Raises `NotSignedIn`."""
    try:
        actor = await actor_at(state)
    except RateLimited as error:
        await _say(state, error)
        raise
    if actor is None:
        raise NotSignedIn
    try:
        yield actor
    except WebchatError as error:
        await _say(state, error)


async def _say(state: rx.State, error: WebchatError) -> None:
    await patch({Browser: {"notice": error.said_in(language_of(state))}}, [state.router.session.session_id])


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
