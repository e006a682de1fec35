"""Whose a tab is, and who sent an event."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from http.cookies import SimpleCookie
from time import monotonic

import reflex as rx

from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.domain.errors import NotSignedIn, RateLimited, WebchatError
from webchat.realtime import presence
from webchat.services import identity, limits, session_uses, sessions
from webchat.serving.origins import same_origin

from .browser import Browser
from .connections import Connection, connections
from .languages import language_of
from .live import close, engine_behind, leave, patch

# A burst of events looks at the session row once. Ending a session closes its sockets at once anyway.
SESSION_SECONDS = 1.0


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
    if connections.get(sid) is None and (engine_id := engine_behind(sid)):
        connections.add(Connection(sid, actor.user_id, actor.session_id, engine_id))
        presence.connected(actor.user_id, sid)
    return actor


async def why_nobody(headers: Mapping[str, str]) -> str:
    """Why nobody is behind this socket, for the first page: "suspended" or "ended"."""
    return await read(sessions.why_not, _secret(headers.get("cookie", "")))


async def enter_by_token(sid: str, token: str) -> Actor | None:
    """The same by the token that a frame was given; one more says that it is another now, or still the same.

    Raises `RateLimited`.
    """
    actor = None if sessions.is_service_key(token) else await identity.identify(token)
    before = leave(sid)
    if actor is None:
        return None
    _note_arrival(actor)
    engine_id = engine_behind(sid)
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


def sender_of(state: rx.State) -> Connection | None:
    """The tab that sent this event; raises `RateLimited` while its person sends too many."""
    connection = _connection_of(state)
    if connection is not None and connection.refusal is not None:
        raise connection.refusal.with_traceback(None)
    return connection


async def actor_at(state: rx.State) -> Actor | None:
    """Who sent this event, looked up anew: a session may have ended since the socket opened.

    Raises `RateLimited` while they send too many.
    """
    return await _actor_behind(sender_of(state))


def _connection_of(state: rx.State) -> Connection | None:
    return connections.get(state.router.session.session_id)


async def _actor_behind(connection: Connection | None) -> Actor | None:
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


PutRight = Callable[[Actor], Awaitable[None]]


@asynccontextmanager
async def asking(state: rx.State, put_right: PutRight | None = None) -> AsyncIterator[Actor]:
    """Who sent this event; what is refused inside is told to them. Raises `NotSignedIn`, `RateLimited`.

    Where the browser shows already what it asks for, `put_right` sends it what is true, whyever it was refused.
    """
    try:
        actor = await actor_at(state)
    except RateLimited as error:
        await _say(state, error)
        # A read for what is refused: who goes on has few of them (`floods.MOST_REFUSED`).
        if put_right and (actor := await _actor_behind(_connection_of(state))):
            await put_right(actor)
        raise
    if actor is None:
        raise NotSignedIn
    try:
        yield actor
    except WebchatError as error:
        await _say(state, error)
        if put_right:
            await put_right(actor)


async def _say(state: rx.State, error: WebchatError) -> None:
    await patch({Browser: {"notice": error.said_in(language_of(state))}}, [state.router.session.session_id])


def _secret(cookie_header: str) -> str:
    cookie = SimpleCookie(cookie_header).get(sessions.COOKIE)
    return cookie.value if cookie else ""


def _note_arrival(actor: Actor) -> None:
    """It counts for the person, too: until now nobody knew whose event it was."""
    limits.count_event(actor.user_id)
    session_uses.note(actor)


async def _proven(connection: Connection) -> Actor | None:
    if connection.token:
        return await identity.identify(connection.token)
    return await read(sessions.actor_of, connection.session_id)
