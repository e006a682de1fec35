"""What was done or found a short while ago, so that it need not be done again."""

from collections import OrderedDict
from collections.abc import Hashable
from time import monotonic
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Lately(Generic[K, V]):
    """Remembers each thing for so many `seconds`, and not more than `most` things: the oldest go first."""

    def __init__(self, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        kept = self._kept.get(key)
        return kept is not None and monotonic() < kept[0]

    def get(self, key: K) -> V | None:
        """What was kept under `key`; None once it is too long ago."""
        return self._kept[key][1] if key in self else None

    def keep(self, key: K, value: V) -> None:
        """Remembers it from now on, also where it was known already."""
        self._kept[key] = monotonic() + self._seconds, value
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self, key: K) -> None:
        """As if it had never been; also where it had not."""
        self._kept.pop(key, None)

    def clear(self) -> None:
        """Forgets everything."""
        self._kept.clear()
