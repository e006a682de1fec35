"""Browser stories share one server and one browser; each story's people carry names of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from tests.support.browser import browser
from tests.support.person import Person, people

__all__ = ["browser", "pair", "people"]

_numbers = itertools.count(1)


@pytest.fixture
def pair(people: Callable[..., Person]) -> tuple[Person, Person]:
    """Ana and Ben, who have joined and look at their conversation."""
    number = next(_numbers)
    ana, ben = people(f"Ana Pair {number}").join(), people(f"Ben Pair {number}").join()
    ana.find(ben.name)
    ben.open(ana.name)
    return ana, ben
