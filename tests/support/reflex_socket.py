"""A browser's Reflex socket without the browser: what a page (or an attacker) can send."""

from __future__ import annotations

import asyncio
import json
import uuid
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.support.program import heard_out

_PATIENCE = 60.0  # seconds for an answer: who waits longer waits for what never comes
STATES = "reflex___state____state"


def state_name(module: str, name: str) -> str:
    """The full name of a state class of ours, as the browser uses it."""
    snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
    return f"{STATES}.webchat___ui___states___{module}____{snake}"


SESSION = state_name("session", "SessionState")
SIDEBAR = state_name("sidebar", "SidebarState")
TIMELINE = state_name("timeline", "TimelineState")
MESSAGES = state_name("messages", "MessagesState")
PEOPLE = state_name("people", "PeopleState")


_AGES = {"m:": "version", "e:": "version", "y:": "version", "l:": "seq", "s:": "read_seq", "r:": "read_seq"}


def _is_older(value: Any, held: Any, key: str) -> bool:
    age = _AGES.get(key[:2])
    return bool(age and held and value and held[age] > value[age])


class ReflexSocket:
    """One tab: sends events, keeps the keyed entries that it was sent."""

    def __init__(self, ws: ClientConnection) -> None:
        self.ws = ws
        self.entries: dict[str, dict[str, Any]] = {}
        self.events: list[dict[str, Any]] = []
        self.frames: list[str] = []

    @classmethod
    async def open(cls, url: str, cookie: str = "", origin: str | None = None, **given: Any) -> ReflexSocket:
        """Connect to the server at `url` ("http://host:port") and enter Reflex's namespace.

        `given` goes to the library that connects.
        """
        address = f"{url.replace('http', 'ws', 1)}/_event/?EIO=4&transport=websocket&token={uuid.uuid4()}"
        headers = {"Cookie": f"webchat_session={cookie}"} if cookie else {}
        given |= {"additional_headers": headers, "origin": origin, "max_size": None, "ping_interval": None}
        ws = await connect(address, **given)
        self = cls(ws)
        try:
            async with asyncio.timeout(_PATIENCE):
                await ws.recv()
                await ws.send("40/_event,{}")
                while not (await ws.recv()).startswith("40/_event"):
                    pass
        except BaseException:  # nobody else would close it
            ws.transport.abort()
            with suppress(Exception):
                await ws.wait_closed()
            raise
        return self

    async def send(self, handler: str, payload: dict[str, Any] | None = None, path: str = "/chat/") -> None:
        """Fire a Reflex event, as the page does."""
        event = {
            "name": handler,
            "payload": payload or {},
            "router_data": {"pathname": path, "asPath": path, "query": {}},
        }
        await self.ws.send(f"42/_event,{json.dumps(['event', event])}")

    async def receive(self) -> str:
        """Wait for one frame and merge what it brings; answers the frame."""
        frame = str(await self.ws.recv())
        if frame == "2":
            await self.ws.send("3")
        if frame.startswith("42/_event,"):
            self.frames.append(frame)
            name, update = json.loads(frame[10:])
            if name == "event":
                self.take(update)
        return frame

    def take(self, update: dict[str, Any]) -> None:
        """Merge an update as the page does: an older version never replaces a newer one, a full list replaces all."""
        for state, delta in (update.get("delta") or {}).items():
            held = self.entries.setdefault(state, {})
            fresh = {key: value for key, value in delta.items() if not _is_older(value, held.get(key), key)}
            held |= fresh
            if state == SIDEBAR and "full" in fresh:
                for key in [key for key in held if ":" in key and key not in fresh]:
                    del held[key]
        self.events.extend(update.get("events") or [])

    async def until(self, found) -> Any:
        """Receive until `found(self)` is true; answers that."""
        async with asyncio.timeout(_PATIENCE):
            while not (result := found(self)):
                await self.receive()
        return result

    async def arrive(self) -> None:
        """What the page does on load: say that it is here, wait for the answer."""
        await self.send(f"{SESSION}.arrive")
        await self.until(lambda tab: tab.entries.get(SESSION, {}).get("arrived_rx_state_") or tab.events)

    async def show(self, conversation_id: int, **asked: Any) -> dict[str, Any]:
        """Open a conversation; answers the entry about its page."""
        key = f"g:{conversation_id}"
        self.entries.get(TIMELINE, {}).pop(key, None)
        await self.send(f"{TIMELINE}.open_conversation", {"asked": {"conversation_id": conversation_id, **asked}})
        return await self.until(lambda tab: tab.entries.get(TIMELINE, {}).get(key))

    async def close(self) -> None:
        """Says farewell; the answer stands behind all that nobody has read."""
        closing = asyncio.create_task(self.ws.close())
        await heard_out(self.ws)
        await closing
