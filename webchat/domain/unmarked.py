"""A text without the marks that a line in a list is easier to read without: what its reader sees of it."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

Range = tuple[int, int]

_SOME = re.compile(r"[*_~`>\\]|\]\(")
# Of a pair of marks what it holds stays, the rest goes. True: what is held is left as it is from then on.
_MARKS = [
    (re.compile(pattern, re.MULTILINE), untouched)
    for pattern, untouched in (
        (r"^(?:> ?)+", False),
        (r"^(?:```|~~~)[^\n`]*$((?:\n(?!```|~~~).*)*\n?)(?:^(?:```|~~~)[`~]* *$)?", True),
        (r"(?<![`\\])(?P<ticks>`+)(?!`)((?:[^`\n]|(?!(?P=ticks)(?!`))`)+)(?P=ticks)(?!`)", True),
        (
            r"(?<![!\\])\[([^\[\]\n]+)\]\((?:https?://|mailto:)[^\s()]*(?:\([^\s()]*\)[^\s()]*)*(?: +\"[^\"\n]*\")?\)",
            False,
        ),
        (r"(https?://[^\s<>*~`]+(?<!_))", True),
        (r"((?<=\d)\*+(?=\d))", True),
        (r"(?<!\\)(?!(?<=\d)\*+\d)\*\*(?=\S)((?:[^*\n]|\*(?!\*))+)(?<![\s\\])\*\*", False),
        (r"(?<![\w\\])__(?=\S)((?:[^_\n]|(?<=\w)_(?=\w))+)(?<![\s\\])__(?!\w)", False),
        (r"(?<!\\)~~(?=\S)([^~\n]+)(?<![\s\\])~~", False),
        (r"(?<![\\*])(?!(?<=\d)\*\d)\*(?=[^\s*])((?:[^*\n]|(?<=\d)\*(?=\d))+)(?<![\s\\])\*", False),
        (r"(?<![\w\\])_(?=[^\s_])((?:[^_\n]|(?<=\w)_(?=\w))+)(?<![\s\\])_(?!\w)", False),
        (r"\\(?=[!-/:-@\[-`{-~])", False),
    )
]


def without_marks(body: str, ranges: Iterable[Range] = ()) -> tuple[str, list[Range]]:
    """The text without its marks, and where the `ranges` of it (half-open, in order) are then; empty ones go."""
    text, places = body, list(ranges)
    kept = bytearray(len(text))  # 1 for each character that is left as it is
    for mark, untouched in _MARKS if _SOME.search(text) else ():
        cuts: list[Range] = []
        for held, around in _found(mark, text):
            if any(any(kept[start:end]) for start, end in around):
                continue
            cuts += around
            if untouched:
                kept[slice(*held)] = b"\1" * (held[1] - held[0])
        if cuts:
            places = [(_moved(start, cuts), _moved(end, cuts)) for start, end in places]
            left = _between(cuts, len(text))
            text, kept = "".join(text[a:b] for a, b in left), bytearray().join(kept[a:b] for a, b in left)
    return text, [(start, end) for start, end in places if start < end]


def _found(mark: re.Pattern[str], text: str) -> Iterator[tuple[Range, list[Range]]]:
    """What each pair of marks holds, and the stretches of text that the marks themselves are."""
    last = mark.groups
    for found in mark.finditer(text):
        held = found.span(last) if last else (found.end(), found.end())
        yield held, [(start, end) for start, end in ((found.start(), held[0]), (held[1], found.end())) if start < end]


def _between(cuts: list[Range], length: int) -> list[Range]:
    edges = [0, *(edge for cut in cuts for edge in cut), length]
    return list(pairwise(edges))[::2]


def _moved(place: int, cuts: list[Range]) -> int:
    """Where a place is once the stretches before it are cut out."""
    return place - sum(min(end, place) - start for start, end in cuts if start < place)
