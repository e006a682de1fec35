"""What is done before the server lets go of its connections.

A process that others outlive closes its sockets one after another, so that nobody storms the rest.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

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


async def spread(items: Iterable[T], seconds: float, close: Callable[[T], Awaitable[None]]) -> None:
    """Closes these in an order of chance, the last one after so many seconds."""
    left = list(items)
    random.shuffle(left)
    for one in left:
        await close(one)
        await asyncio.sleep(seconds / len(left))
