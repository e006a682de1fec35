"""Online, away and offline by a clock of our own."""

from datetime import UTC, datetime, timedelta

from webchat.realtime.presence import GRACE, Presence


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
