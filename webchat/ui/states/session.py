"""Who sits at this tab."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import uniform

import anyio
import reflex as rx
from reflex_base.constants.state import FIELD_MARKER

from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.services import rooms
from webchat.services.uploads import upload_limits
from webchat.settings import get_settings

from . import live, senders
from .blocks import send_blocks
from .browser import Browser
from .calls import send_calls
from .settings import send_settings
from .sidebar import SidebarState, send_list
from .unsent import send_unsent

_COME_BACK = (1.0, 5.0)
"""Seconds, by chance: where the database is away it is so for every tab."""


@asynccontextmanager
async def _whole(sid: str) -> AsyncIterator[None]:
    """A tab that could not be told everything would wait for it for good: it comes back on a new connection."""
    try:
        yield
    except Exception:
        await anyio.sleep(uniform(*_COME_BACK))  # noqa: S311
        await live.close([sid])
        raise


class SessionState(rx.State):
    """The signed-in person, as the server sees them; empty until it has looked."""

    me_id: int = 0
    me_name: str = ""
    arrived: str = ""
    file_limits: dict[str, int] = {}
    file_types: list[str] = []

    @rx.event
    async def arrive(self):
        """The tab (re)connected or went to another address: who is it, what is listed?"""
        sid = self.router.session.session_id
        if self.arrived == sid and live.connections.get(sid):
            return None
        async with _whole(sid):
            actor = await senders.enter(sid, self.router.headers.raw_headers)
            if actor is None:
                self.me_id, self.me_name, self.arrived = 0, "", ""
                why = await senders.why_nobody(self.router.headers.raw_headers)
                return rx.redirect(f"/?out={why}&next={self.router.url.path}")
            await self._welcome(sid, actor)
        return None

    @rx.event
    async def enter(self, asked: dict):
        """In a frame of another page: that page's token says who is here; on every connection anew."""
        sid = self.router.session.session_id
        async with _whole(sid):
            actor = await senders.enter_by_token(sid, str(asked.get("token") or ""))
            if actor is None:
                self.me_id, self.me_name, self.arrived = 0, "", ""
                await live.patch({Browser: {"embedded": {"user_id": 0, "open": 0}}}, [sid])
                return
            wanted = str(asked.get("conversation") or "")
            open_id = await read(rooms.find_room, actor, wanted) if wanted else 0
            await self._welcome(sid, actor)
            await live.patch({Browser: {"embedded": {"user_id": actor.user_id, "open": open_id}}}, [sid])

    async def _welcome(self, sid: str, actor: Actor) -> None:
        self.me_id, self.me_name = actor.user_id, actor.display_name
        # Before the list: by this the page tells whose words are its own. What this handler sets is sent at its end.
        await live.patch({SessionState: {f"me_id{FIELD_MARKER}": actor.user_id}}, [sid])
        sidebar = await self.get_state(SidebarState)
        sidebar._next = await send_list(sid, actor)
        await send_unsent(sid, actor)
        if actor.rooms is None:  # a guest of single conversations shuts nobody out
            await send_blocks(sid, actor)
        await send_settings(sid, actor)
        await send_calls(sid, actor)
        self.file_limits = upload_limits()
        self.file_types = list(get_settings().allowed_types)
        self.arrived = sid
