"""The time of the database, as far as it can be known from here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import monotonic

from webchat.domain.clock import Followed

_SECOND = timedelta(seconds=1)


def _there(at: float, ahead: timedelta) -> datetime:
    """What a clock that is `ahead` of this machine's said at that moment of `monotonic`."""
    return datetime.now(UTC) + timedelta(seconds=at - monotonic()) + ahead


def _ahead(clock: Followed) -> timedelta:
    return clock.now() - datetime.now(UTC)


def test_until_it_is_told_it_is_this_machines() -> None:
    assert abs(_ahead(Followed())) < _SECOND


def test_a_quick_answer_counts_more_than_a_slow_one_that_follows() -> None:
    clock, at = Followed(), monotonic()
    clock.follow(_there(at, timedelta(hours=2)), at - 0.001, at + 0.001)
    clock.follow(_there(at + 1, timedelta(hours=2)), at + 1, at + 61)
    assert abs(_ahead(clock) - timedelta(hours=2)) < _SECOND


def test_a_clock_that_was_set_is_followed() -> None:
    clock, at = Followed(), monotonic()
    for hours in (0, 2, -2):
        clock.follow(_there(at, timedelta(hours=hours)), at - 0.001, at + 0.001)
        assert abs(_ahead(clock) - timedelta(hours=hours)) < _SECOND


def test_what_was_known_long_ago_counts_less() -> None:
    clock, at = Followed(), monotonic()
    clock.follow(_there(at, timedelta(0)), at - 0.001, at + 0.001)
    later = at + 86_400 * 30
    clock.follow(_there(later, 60 * _SECOND), later - 0.001, later + 0.001)
    assert abs(_ahead(clock) - 60 * _SECOND) < _SECOND
