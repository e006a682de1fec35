"""What all processes counted, added up: each tells Valkey what it counted, and learns the sum."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from webchat.gateways.valkey import FAILURES, PATIENCE, shared
from webchat.realtime.hub import hub
from webchat.services.beside import beside
from webchat.services.limits import Limit, all_limits

_PAUSE = 0.1
_AWAY = 1.0
_log = logging.getLogger(__name__)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Adds up as long as this is open, if there are other processes."""
    valkey = shared()
    if valkey is None:
        yield
        return
    async with beside(_run(valkey)):
        yield


async def _run(valkey: Redis) -> None:
    """While Valkey is away each process counts for itself; what it counted then is not added later."""
    while True:
        await asyncio.sleep(_PAUSE)
        counted = {limit: found for limit in all_limits() if (found := limit.unshared())}
        if not counted:
            continue
        try:
            async with asyncio.timeout(PATIENCE):
                await add_up(valkey, counted, hub.cursor.partition(".")[0])
        except FAILURES:
            await asyncio.sleep(_AWAY)
        except Exception:  # noqa: BLE001  without this task the limits would be each process's own
            _log.exception("Limits could not be shared.")


async def add_up(valkey: Redis, counted: dict[Limit, dict[str, int]], installation: str) -> None:
    """Adds counts to those of the others; the window of a key begins with its first count anywhere."""
    places = [(limit, key, count) for limit, counts in counted.items() for key, count in counts.items()]
    pipeline = valkey.pipeline(transaction=False)
    for limit, key, count in places:
        name = f"webchat:{installation}:limit:{limit.name}:{key}"
        pipeline.incrby(name, count)
        pipeline.pexpire(name, int(limit.seconds * 1000), nx=True)
        pipeline.pttl(name)
    answers = await pipeline.execute()
    for place, (limit, key, _) in enumerate(places):
        used, _, left = answers[place * 3 : place * 3 + 3]
        limit.settle(key, used, max(left, 0) / 1000)
