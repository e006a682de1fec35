"""Parts of lists."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Part of a list; `next` is the cursor of what follows, None at the end."""

    items: list[T]
    next: str | None


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events of the log after a cursor; `reset`: drop what you hold and read afresh."""

    items: list[Any]
    cursor: str
    has_more: bool = False
    reset: bool = False
