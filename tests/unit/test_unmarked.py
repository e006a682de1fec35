"""Texts without their marks, and where things stand in them then."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webchat.domain.search import excerpt, find_ranges
from webchat.domain.unmarked import without_marks


@pytest.mark.parametrize(
    ("body", "term", "shown", "found"),
    [
        ("I said **no** to it", "no", "I said no to it", ["no"]),
        ("> well **met**\nby `moonlight`", "moonlight", "well met by moonlight", ["moonlight"]),
        ("~~one **two**~~ three", "two", "one two three", ["two"]),
        ("half **bol**d", "bold", "half bold", []),
        ("```python\nprint(1)\n```", "python", " print(1) ", []),
        ("nothing * to ** take", "take", "nothing * to ** take", ["take"]),
    ],
)
def test_what_a_search_shows_has_no_marks(body: str, term: str, shown: str, found: list[str]) -> None:
    text, ranges = excerpt(*without_marks(body, find_ranges(body, [term])))
    assert text == shown
    assert [text[start:end] for start, end in ranges] == found


@given(st.text("ab*~`> \n", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_ranges_keep_what_they_held(body: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(body)), min(other, len(body))))
    text, ranges = without_marks(body, [(start, end)])
    held = "".join(text[first:last] for first, last in ranges)
    letters = [letter for letter in body[start:end] if letter in "ab"]
    assert [letter for letter in held if letter in "ab"] == letters
    assert [letter for letter in text if letter in "ab"] == [letter for letter in body if letter in "ab"]
