"""Time as a value that can be passed in, so that no test has to wait; it is the database's, for all processes alike."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

Clock = Callable[[], datetime]
_anchor: tuple[datetime, float] | None = None


def now() -> datetime:
    """The present moment, aware, in UTC: the database's where it was asked once, whatever this machine's clock does."""
    if _anchor is None:
        return datetime.now(UTC)
    moment, since = _anchor
    return moment + timedelta(seconds=monotonic() - since)


def follow(moment: datetime, asked: float, answered: float) -> None:
    """The database said what time it is, between these two moments (`monotonic`, seconds)."""
    global _anchor
    _anchor = (moment.astimezone(UTC), (asked + answered) / 2)
