"""Online, away and offline by a clock of our own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from tests.support.chat import Listener
from webchat.realtime.hub import hub
from webchat.realtime.presence import GRACE, TOLD_EVERY, Presence


class _Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def test_a_reload_does_not_flicker() -> None:
    clock = _Clock()
    presence = Presence(clock)
    presence.connected(1, "tab")
    presence.disconnected(1, "tab")
    clock.at += GRACE - timedelta(seconds=1)
    assert presence.sweep() == {}
    presence.connected(1, "tab again")
    clock.at += GRACE
    assert presence.sweep() == {}
    assert presence.of(1)[0] == "online"


def test_offline_after_the_grace_with_the_time_of_leaving() -> None:
    clock = _Clock()
    presence = Presence(clock)
    presence.connected(1, "tab")
    left = clock.at
    presence.disconnected(1, "tab")
    clock.at += GRACE
    assert presence.sweep() == {1: left}
    assert presence.of(1) == ("offline", left)


def test_away_only_when_every_tab_is_idle() -> None:
    presence = Presence(_Clock())
    presence.connected(1, "a")
    presence.connected(1, "b")
    presence.report("a", active=False)
    assert presence.of(1)[0] == "online"
    presence.report("b", active=False)
    assert presence.of(1)[0] == "away"
    presence.report("made up", active=True)
    assert presence.of(1)[0] == "away"


async def test_a_person_who_comes_and_goes_is_told_now_and_then() -> None:
    clock = _Clock()
    presence = Presence(clock)
    async with _hearing() as told:
        presence.connected(1, "tab")
        for _ in range(100):
            presence.report("tab", active=False)
            presence.report("tab", active=True)
        presence.report("tab", active=False)
        presence.sweep()
        assert await told() == ["online"]
        clock.at += TOLD_EVERY
        presence.sweep()
        assert await told() == ["online", "away"]
        presence.report("tab", active=True)
        presence.report("tab", active=False)
        clock.at += TOLD_EVERY
        presence.sweep()
        assert await told() == ["online", "away"]
        # After a while of rest a change is told at once.
        presence.report("tab", active=True)
        assert await told() == ["online", "away", "online"]


async def test_nobody_stays_as_they_were_told_last() -> None:
    clock = _Clock()
    presence = Presence(clock)
    async with _hearing() as told:
        presence.connected(1, "tab")
        presence.report("tab", active=False)
        presence.disconnected(1, "tab")
        for _ in range(int(GRACE / timedelta(seconds=1)) + 1):
            clock.at += timedelta(seconds=1)
            presence.sweep()
        assert await told() == ["online", "offline"]
        clock.at += TOLD_EVERY
        presence.sweep()
        assert presence._told == {}


@asynccontextmanager
async def _hearing() -> AsyncIterator[Callable[[], Awaitable[list[str]]]]:
    """Gives what asks for all that was told until now."""
    hub.restart()
    listener = Listener()
    hub.subscribe(listener)
    task = asyncio.create_task(hub.run())

    async def told() -> list[str]:
        await hub.drained()
        return [signal.data["presence"] for signal in listener.signals]

    try:
        yield told
    finally:
        hub.unsubscribe(listener)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
