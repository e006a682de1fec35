"""Texts without their marks, and where things stand in them then."""

import re
from html import unescape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from webchat.domain.search import excerpt, find_ranges
from webchat.domain.text import rendered
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
        (
            "The **new *rose* bush**, see [all roses](https://example.org/rose)",
            "rose",
            "The new rose bush, see all roses",
            ["rose", "rose"],
        ),
        ("`a_rose_ ** b` and _a rose_", "rose", "a_rose_ ** b and a rose", ["rose", "rose"]),
    ],
)
def test_what_a_search_shows_has_no_marks(body: str, term: str, shown: str, found: list[str]) -> None:
    text, ranges = excerpt(*without_marks(body, find_ranges(body, [term])))
    assert text == shown
    assert [text[start:end] for start, end in ranges] == found


@pytest.mark.parametrize(
    "body",
    [
        "_roses_ need water, and ***every rose*** a name; `rose_count = 3 * 2 * _x_`",
        "snake_case_name and __init__ and 2*3*4 and 2 * 3 * 4 and **bold**text",
        "**5*3 is 15** and 2**10**2 and *4*4* a*b*c",
        "2**3,**bold** 2*3,*cursive*",
        "> > deep **q**\nback",
        "before\n```python\na = **b** `c` _d_\n```\nafter *x*",
        "```\nnever closed **x**",
        r"\*not bold\* and \_so\_",
        "see https://example.org/_next_/a_b_c and _https://example.org_",
        "``a `b` **c** d`` x ` y",
        "![no picture](https://example.org/a.png) [no link](javascript:1) [a link](http://example.org/(y)z)",
        "**[bold](https://example.org)** [**bold**](https://example.org) **`x`** ~~_gone_~~",
        "@ana_b_ says o_O ¯\\_(ツ)_/¯",
    ],
)
def test_what_is_left_is_what_its_reader_sees(body: str) -> None:
    seen = unescape(re.sub("<[^<>]*>", "", rendered(body).replace("<br>", "\n")))
    assert without_marks(body)[0].split() == seen.split()


@given(st.text("ab*_~`>\\ \n", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_ranges_keep_what_they_held(body: str, one: int, other: int) -> None:
    assume(not re.search("(```|~~~)[^\n]*[ab]", body))  # a language's name goes, too
    start, end = sorted((min(one, len(body)), min(other, len(body))))
    text, ranges = without_marks(body, [(start, end)])
    held = "".join(text[first:last] for first, last in ranges)
    letters = [letter for letter in body[start:end] if letter in "ab"]
    assert [letter for letter in held if letter in "ab"] == letters
    assert [letter for letter in text if letter in "ab"] == [letter for letter in body if letter in "ab"]
