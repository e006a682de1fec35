"""Valkey (or Redis), where several processes serve one chat: hints, counts and tickets, nothing that must be kept.

Every call may fail and takes at most a second: whoever calls goes on without the answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from webchat.settings import get_settings

PATIENCE = 1.0
"""Seconds that a call may take; a server that is frozen does not answer at all."""

FAILURES = (RedisError, OSError, TimeoutError)
"""What calls raise while Valkey is away."""

_client: Redis | None = None


def shared() -> Redis | None:
    """The connections of this process; None where it is the only one."""
    return _client


@asynccontextmanager
async def opened() -> AsyncIterator[Redis | None]:
    """Connects to REDIS_URL when somebody asks, as long as this is open."""
    global _client
    url = get_settings().redis_url
    _client = connect(url) if url else None
    try:
        yield _client
    finally:
        client, _client = _client, None
        if client is not None:
            await client.aclose()


def connect(url: str) -> Redis:
    """Connections that give up after a second instead of trying again: their users do, or do without."""
    return Redis.from_url(
        url,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
        retry_on_timeout=False,
    )
