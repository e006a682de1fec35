"""What is remembered for a while only, and not without bound."""

from __future__ import annotations

import pytest

from webchat.services import lately
from webchat.services.lately import Lately


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    at = [1000.0]
    monkeypatch.setattr(lately, "monotonic", lambda: at[0])
    return at


def test_it_lapses_and_begins_anew(clock: list[float]) -> None:
    memory = Lately[str, int](10.0, 5)
    assert (memory.get("a"), "a" in memory) == (None, False)
    memory.keep("a", 1)
    clock[0] += 9
    assert (memory.get("a"), "a" in memory) == (1, True)
    memory.keep("a", 2)
    clock[0] += 9
    assert memory.get("a") == 2
    clock[0] += 1
    assert (memory.get("a"), "a" in memory) == (None, False)


def test_the_oldest_goes_where_there_is_no_more_room(clock: list[float]) -> None:
    memory = Lately[int, None](10.0, 3)
    for key in (1, 2, 3, 1, 4):
        memory.keep(key, None)
    assert [key for key in range(6) if key in memory] == [1, 3, 4]


def test_what_is_forgotten_never_was(clock: list[float]) -> None:
    memory = Lately[str, None](10.0, 3)
    memory.keep("a", None)
    memory.keep("b", None)
    memory.forget("a")
    memory.forget("c")
    assert ("a" in memory, "b" in memory) == (False, True)
    memory.clear()
    assert "b" not in memory
