"""People who talk through whatever happens, and what they were promised: the oracle of the fault tests."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, NamedTuple

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.support.reflex_socket import TIMELINE, ReflexSocket
from webchat.client import AsyncClient, ChatError

_LOST = (OSError, WebSocketException, TimeoutError, ChatError)
_PATIENCE = 10.0  # seconds for an answer, then it is asked again on another connection
_PAUSE = 0.05
_TYPING_SHOWN = 6.0  # seconds; after that it lapses by itself
_BETWEEN = 0.2  # seconds from one message to the next: what is under proof is what survives, not how much can be said


class Told(NamedTuple):
    """A message, as somebody was told of it or as it is stored."""

    seq: int
    body: str


class Order:
    """What one connection tells of a conversation: what is new there comes by its number.

    Who comes back hears what is live until it has asked for what it missed: so before `live` they begin again, once.
    """

    def __init__(self, *, comes_back: bool = False) -> None:
        self._seen: set[int] = set()
        self._last = 0
        self._may_begin_again = comes_back
        self.broken: list[tuple[int, int]] = []

    def note(self, seq: int) -> None:
        if seq in self._seen:
            return
        if seq < self._last and not self._may_begin_again:
            self.broken.append((self._last, seq))
        elif seq < self._last:
            self._may_begin_again = False
        self._seen.add(seq)
        self._last = seq

    def is_live(self) -> None:
        self._may_begin_again = False


@dataclass
class Oracle:
    """`acknowledged`: what the server promised to have, by client_id."""

    place: int
    acknowledged: dict[str, str] = field(default_factory=dict)
    talking: asyncio.Event = field(default_factory=asyncio.Event)

    @staticmethod
    def note(told: dict[str, Told], message: dict[str, Any]) -> None:
        """Somebody was told of a message; the first one only says that the group was made, before anybody read."""
        if message["seq"] > 1:
            told[str(message["client_id"])] = Told(message["seq"], message["body"])

    def differing(self, stored: dict[str, Told]) -> dict[str, str | None]:
        """What is stored otherwise than it was acknowledged, or not at all."""
        bodies = {client_id: one.body for client_id, one in stored.items()}
        return {key: bodies.get(key) for key, body in self.acknowledged.items() if bodies.get(key) != body}

    async def talk(self, name: str, send: Callable[[str, str], Awaitable[None]]) -> None:
        """Sends one message after another while they are to talk, each until it is acknowledged."""
        number = 0
        while True:
            await self.talking.wait()
            number += 1
            client_id, body = str(uuid.uuid4()), f"{name} says {number}"
            while client_id not in self.acknowledged:
                with suppress(*_LOST):
                    async with asyncio.timeout(_PATIENCE):
                        await send(client_id, body)
                        self.acknowledged[client_id] = body
                await asyncio.sleep(_BETWEEN)


class SocketPerson:
    """A program at `/ws`: sends, and keeps what it was told over lost connections, by resume."""

    def __init__(self, url: str, token: str, oracle: Oracle) -> None:
        self._address = f"{url.replace('http', 'ws', 1)}/ws/me"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._oracle = oracle
        self._link: Any = None
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._cursor = ""
        self.connections = 0
        self.told: dict[str, Told] = {}
        self.orders: list[Order] = []
        self._typing: dict[int, float] = {}

    def sees_typing(self) -> bool:
        """Whether anybody is shown as typing, as long as a program is to show it."""
        return any(until > monotonic() for until in self._typing.values())

    async def send(self, client_id: str, body: str) -> None:
        if self._link is None:
            await asyncio.sleep(_PAUSE)
            raise TimeoutError
        typing = {"type": "typing.start", "ref": "typing", "conversation_id": self._oracle.place}
        await self._link.send(json.dumps(typing))
        ref = uuid.uuid4().hex
        answer = self._answers[ref] = asyncio.get_running_loop().create_future()
        command = {"conversation_id": self._oracle.place, "body": body, "client_id": client_id}
        await self._link.send(json.dumps({"type": "message.send", "ref": ref, **command}))
        answered = await answer
        if answered["type"] != "ack":
            raise TimeoutError(answered)

    async def listen(self) -> None:
        while True:
            with suppress(*_LOST):
                async with connect(self._address, additional_headers=self._headers, proxy=None) as self._link:
                    await self._follow()
            self._link = None
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(TimeoutError())
            self._answers.clear()
            await asyncio.sleep(_PAUSE)

    async def _follow(self) -> None:
        hello = json.loads(await self._link.recv())
        self.connections += 1
        order = Order(comes_back=bool(self._cursor))
        self.orders.append(order)
        level = not self._cursor  # what comes before the end of a replay may have a later cursor than what is replayed
        self._cursor = self._cursor or hello["cursor"]
        if not level:
            await self._link.send(json.dumps({"type": "resume", "ref": "resume", "since": self._cursor}))
        async for text in self._link:
            frame = json.loads(text)
            assert frame["type"] != "reset", "The log is kept for a week."
            if frame.get("ref") in self._answers and not self._answers[frame["ref"]].done():
                self._answers.pop(frame["ref"]).set_result(frame)
            if frame["type"] == "message.created" and frame["conversation_id"] == self._oracle.place:
                self._oracle.note(self.told, frame["data"])
                order.note(frame["data"]["seq"])
            if frame["type"] == "live":
                order.is_live()
            if frame["type"] == "typing":
                who = frame["data"]["user_id"]
                self._typing[who] = monotonic() + _TYPING_SHOWN if frame["data"]["active"] else 0.0
            level = level or frame["type"] == "live"
            if level and frame.get("cursor"):
                self._cursor = frame["cursor"]


class StreamReader:
    """A program on Server-Sent Events, with our own client."""

    def __init__(self, url: str, token: str, oracle: Oracle) -> None:
        self._client, self._oracle = AsyncClient(url, token), oracle
        self.told: dict[str, Told] = {}
        self.orders: list[Order] = []
        self._since = ""

    async def begin(self) -> None:
        """Notes from where on it reads, before anybody talks."""
        self._since = await self._client.cursor()

    async def listen(self) -> None:
        order = Order()  # one for all its connections: our client goes on where it stopped
        self.orders.append(order)
        async for event in self._client.events(self._since):
            assert event.type != "reset"
            if event.type == "message.created" and event.conversation_id == self._oracle.place:
                assert event.message is not None
                self._oracle.note(self.told, event.data)
                order.note(event.data["seq"])

    async def close(self) -> None:
        await self._client.close()


class RestSender:
    """A program that only sends, with our own client."""

    def __init__(self, url: str, token: str, oracle: Oracle) -> None:
        self._client, self._oracle = AsyncClient(url, token), oracle

    async def send(self, client_id: str, body: str) -> None:
        await self._client.send(body, conversation=self._oracle.place, client_id=client_id)

    async def close(self) -> None:
        await self._client.close()


class TabPerson:
    """A browser's tab: sends, and keeps what it holds over lost connections, as the page does.

    Pages of history and what is live come to it side by side: the page puts them in order by their numbers.
    """

    def __init__(self, url: str, cookie: str, user_id: int, oracle: Oracle) -> None:
        self._url, self._cookie, self._user_id, self._oracle = url, cookie, user_id, oracle
        self._tab: ReflexSocket | None = None
        self._held: dict[str, Any] = {}
        self._changed = asyncio.Event()
        self.connections = 0
        self.told: dict[str, Told] = {}

    async def send(self, client_id: str, body: str) -> None:
        if self._tab is None:
            await asyncio.sleep(_PAUSE)
            raise TimeoutError
        sent = {"conversation_id": self._oracle.place, "client_id": client_id, "body": body}
        await self._tab.send(f"{TIMELINE}.submit_message", {"sent": sent})
        while client_id not in self.told:
            self._changed.clear()
            await self._changed.wait()

    async def listen(self) -> None:
        while True:
            with suppress(*_LOST):
                async with asyncio.timeout(_PATIENCE):
                    tab = await ReflexSocket.open(self._url, self._cookie)
                try:
                    await self._follow(tab)
                finally:
                    self._tab = None
                    await tab.close()
            await asyncio.sleep(_PAUSE)

    async def _follow(self, tab: ReflexSocket) -> None:
        async with asyncio.timeout(_PATIENCE):
            await tab.arrive()
            await tab.show(self._oracle.place, **({"held": self._held} if self._held else {"newest": True}))
        self._tab = tab
        self.connections += 1
        while True:
            self._take(tab.entries.get(TIMELINE, {}))
            tab.entries[TIMELINE] = {}
            await tab.receive()

    def _take(self, entries: dict[str, Any]) -> None:
        for key, value in entries.items():
            if key.startswith("m:") and value:
                self._oracle.note(self.told, value)
        page = entries.get(f"g:{self._oracle.place}") or {}
        cursor = entries.get("cursor") or page.get("cursor") or self._held.get("cursor", "")
        if self.told:
            self._held = {"from_seq": 1, "to_seq": max(one.seq for one in self.told.values()), "cursor": cursor}
        self._changed.set()


def stored_in(place: int, rest: httpx.Client) -> dict[str, Told]:
    """What the log of a conversation holds of its senders, by client_id; its first line says that it was made."""
    found: dict[str, Told] = {}
    after = 1
    while True:
        span = {"conversation_id": place, "after": after, "limit": 100}
        page = rest.get("/api/messages/", params=span).raise_for_status().json()
        found |= {one["client_id"]: Told(one["seq"], one["body"]) for one in page["items"]}
        if not page["has_newer"]:
            return found
        after = page["items"][-1]["seq"]


async def end(tasks: list[asyncio.Task[None]]) -> list[BaseException | None]:
    """Ends senders and readers; gives what broke any of them before."""
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    return [error for error in ended if not isinstance(error, asyncio.CancelledError)]
