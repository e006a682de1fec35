"""Time as a value that can be passed in, so that no test has to wait; it is the database's, for all processes alike."""

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

Clock = Callable[[], datetime]

# How far the clocks of two machines that nobody sets may part, seconds per second.
_DRIFT = 1e-4


class Followed:
    """The time of somebody else, told now and then, by how far it is ahead of `monotonic`.

    Each answer says between which bounds that is, for nobody knows when exactly on the way it was given; what all
    answers leave open gets narrower with each. One that fits none of the earlier ones says that the clock was set.
    """

    def __init__(self) -> None:
        self._ahead: float | None = None
        self._bounds = (float("-inf"), float("inf"))
        self._since = 0.0

    def now(self) -> datetime:
        """The present moment there; this machine's while nothing was told."""
        if self._ahead is None:
            return datetime.now(UTC)
        return datetime.fromtimestamp(monotonic() + self._ahead, UTC)

    def follow(self, moment: datetime, asked: float, answered: float) -> None:
        """It was `moment` there, at some time between these two (`monotonic`, seconds)."""
        told = moment.timestamp()
        low, high = told - answered, told - asked
        parted = abs(answered - self._since) * _DRIFT
        before_low, before_high = self._bounds
        if before_low - parted <= high and low <= before_high + parted:
            low, high = max(low, before_low - parted), min(high, before_high + parted)
        self._bounds, self._since, self._ahead = (low, high), answered, (low + high) / 2


_database = Followed()
now = _database.now
follow = _database.follow
