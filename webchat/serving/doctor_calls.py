"""What `python -m webchat doctor` says of calls: whether a relay can be had, over which ways, in words."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from datetime import timedelta

from webchat.domain.clock import Clock, now
from webchat.gateways.turn import TurnError, allocate, parse
from webchat.services.call_media import TEST_TTL, ice
from webchat.serving.finding import Finding
from webchat.settings import get_settings

_PATIENCE = 5.0
_FAR_AHEAD = timedelta(days=3650)
NO_RELAY = (
    "Calls work where people reach each other directly, such as within one network. From mobile networks they will "
    "fail: no relay is configured; set WEBCHAT_TURN_URL."
)


def look_at_calls(
    seconds: float = _PATIENCE, context: ssl.SSLContext | None = None, clock: Clock = now
) -> Iterator[Finding]:
    """Asks each configured address for a relay with a credential like those of calls."""
    settings = get_settings()
    if not settings.turn_urls:
        yield Finding(True, NO_RELAY)
    for url in settings.turn_urls:
        yield _look_at_relay(url, seconds, context, clock)
    missing = {"UDP", "TCP", "TLS"} - {parse(url).way for url in settings.turn_urls}
    if settings.turn_urls and "TLS" in missing:
        yield Finding(True, "No relay over TLS (turns:) is configured: networks that let only HTTPS out need one.")
    if settings.livekit_url:
        yield Finding(True, f"Groups that a mesh cannot hold talk over LiveKit at {settings.livekit_url}.")


def _look_at_relay(url: str, seconds: float, context: ssl.SSLContext | None, clock: Clock) -> Finding:
    way = parse(url).way
    try:
        host, port = _allocate(url, seconds, context, TEST_TTL, clock)
    except TurnError as error:
        why = _why_refused(url, seconds, context, clock) if error.refused else f"{error}."
        return Finding(False, f"No relay over {way} at {url}: {why}")
    return Finding(True, f"Relay over {way} at {url}: works, others will see {host}:{port}.")


def _why_refused(url: str, seconds: float, context: ssl.SSLContext | None, clock: Clock) -> str:
    """Where only the time of the credential is not believed, a clock is wrong."""
    try:
        _allocate(url, seconds, context, _FAR_AHEAD, clock)
    except TurnError:
        return "it does not believe our credentials; WEBCHAT_TURN_SECRET must be its static-auth-secret."
    return "its clock is ahead of ours by more than two minutes; set both (NTP), or calls will have no relay."


def _allocate(
    url: str, seconds: float, context: ssl.SSLContext | None, ttl: timedelta, clock: Clock
) -> tuple[str, int]:
    given = ice(0, ttl, clock())
    return asyncio.run(allocate(url, given.username, given.credential, seconds, context))
