"""What is done before the server lets go of its connections."""

from collections.abc import Awaitable, Callable

_works: list[Callable[[], Awaitable[None]]] = []


def before_stop(work: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """Runs this when the server was told to stop; it is to be quick."""
    _works.append(work)
    return work


async def stop() -> None:
    """Runs all of them."""
    for work in _works:
        await work()
