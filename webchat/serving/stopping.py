"""What is done before the server lets go of its connections.

A process that others outlive closes its sockets one after another, so that nobody storms the rest.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

T = TypeVar("T")
Work = Callable[[float], Awaitable[None]]

_works: list[Work] = []
_began = asyncio.Event()


def has_begun() -> bool:
    """Whether this process sends its people away: nobody new should come."""
    return _began.is_set()


def before_stop(work: Work) -> Work:
    """Runs this when the server was told to stop, with the seconds that it may take."""
    _works.append(work)
    return work


async def stop(seconds: float) -> None:
    """Runs all of them, side by side."""
    _began.set()
    await asyncio.gather(*(work(seconds) for work in _works), return_exceptions=True)


def with_last_answers(app: ASGIApp) -> ASGIApp:
    """Once it has begun, each answer is the last of its connection: a proxy keeps them, and brings people in by them.

    Closed without an answer, a request on its way would be lost: a POST is sent by no proxy a second time.
    """

    async def respond(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_last(message: Message) -> None:
            if message["type"] == "http.response.start" and has_begun():
                message = {**message, "headers": [*message.get("headers", ()), (b"connection", b"close")]}
            await send(message)

        await app(scope, receive, send_last if scope["type"] == "http" else send)

    return respond


async def spread(items: Iterable[T], seconds: float, close: Callable[[T], Awaitable[None]]) -> None:
    """Closes these in an order of chance, the last one after so many seconds."""
    left = list(items)
    random.shuffle(left)
    for one in left:
        await close(one)
        await asyncio.sleep(seconds / len(left))
