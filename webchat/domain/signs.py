"""Emoji in texts: written as `:name:`, and drawn large where a message is nothing else."""

import re
from collections.abc import Callable, Iterator

import emoji

_SHORTCODE = re.compile(r":[\w+-]{1,64}:(?!\w)", re.ASCII)
# Stand-ins while the parser looks: private characters that nobody types.
_STAND_IN = 0xF0000
_MOST = 2000
LARGE = 3


def is_large(body: str) -> bool:
    """Whether the text is one to three emoji and nothing else."""
    signs = "".join(body.split())
    return 0 < len(signs) <= 12 * LARGE and emoji.purely_emoji(signs) and emoji.emoji_count(signs) <= LARGE


def with_emoji(body: str, words_of: Callable[[str], str]) -> str:
    """The text with `:name:` as emoji, except in code and addresses.

    `words_of(text)` gives what the parser takes for words of a text, so both always agree on what is code.
    """
    found = list(_shortcodes(body))[:_MOST]
    if not found or any(_STAND_IN <= ord(character) < _STAND_IN + _MOST for character in body):
        return body
    words = set(words_of(_replace(body, found, [chr(_STAND_IN + n) for n in range(len(found))])))
    signs = [sign if chr(_STAND_IN + n) in words else body[a:b] for n, (a, b, sign) in enumerate(found)]
    return _replace(body, found, signs)


def _shortcodes(body: str) -> Iterator[tuple[int, int, str]]:
    place = last = 0
    while match := _SHORTCODE.search(body, place):
        start, end = match.span()
        # Part of a word (std::a::b) is no sign, unless a sign stands before it.
        free = start == last or not (body[start - 1].isalnum() or body[start - 1] in "_:")
        sign = emoji.emojize(match[0], language="alias") if free else match[0]
        if sign != match[0]:
            yield start, end, sign
            place = last = end
        else:  # the colon that ends one word may begin the next
            place = end - 1


def _replace(body: str, found: list[tuple[int, int, str]], by: list[str]) -> str:
    parts, place = [], 0
    for (start, end, _), text in zip(found, by, strict=True):
        parts += [body[place:start], text]
        place = end
    return "".join([*parts, body[place:]])
