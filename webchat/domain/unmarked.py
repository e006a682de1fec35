"""A text without the marks that a line in a list is easier to read without."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

Range = tuple[int, int]

# Whole lines and their beginnings go; of a pair what it holds stays.
_MARKS = [
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^> ?",
        r"^(?:```|~~~)[\w+-]*$",
        r"\*\*(?=\S)([^*\n]+)\*\*",
        r"~~(?=\S)([^~\n]+)~~",
        r"(?<!`)`([^`\n]+)`(?!`)",
    )
]


def without_marks(body: str, ranges: Iterable[Range] = ()) -> tuple[str, list[Range]]:
    """The text without its marks, and where the `ranges` of it (half-open, in order) are then; empty ones go."""
    text, places = body, list(ranges)
    for mark in _MARKS:
        cuts = list(_cuts(mark, text))
        if cuts:
            places = [(_moved(start, cuts), _moved(end, cuts)) for start, end in places]
            edges = [0, *(edge for cut in cuts for edge in cut), len(text)]
            text = "".join(text[start:end] for start, end in list(pairwise(edges))[::2])
    return text, [(start, end) for start, end in places if start < end]


def _cuts(mark: re.Pattern[str], text: str) -> Iterator[Range]:
    for found in mark.finditer(text):
        if mark.groups:
            yield found.start(), found.start(1)
            yield found.end(1), found.end()
        else:
            yield found.span()


def _moved(place: int, cuts: list[Range]) -> int:
    """Where a place is once the stretches before it are cut out."""
    return place - sum(min(end, place) - start for start, end in cuts if start < place)
