"""Text as it is looked for: without case and accents, in every script, with the way back to the original."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Written without spaces: each character is a word, so that an index of words finds every part of a sentence.
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded text; character `i` of it comes from character `places[i]` of the original."""

    text: str
    places: tuple[int, ...]


def fold(text: str) -> str:
    """Case and accents taken off, single spaces, characters of unspaced scripts apart."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join("".join(map(_folded, text)).split())


def fold_with_places(text: str) -> Folded:
    """The same, with where each character came from."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for one in _folded(character):
            blank = one.isspace()
            if blank and (not characters or characters[-1] == " "):
                continue
            characters.append(" " if blank else one)
            places.append(place)
    if characters and characters[-1] == " ":
        characters.pop()
        places.pop()
    return Folded("".join(characters), tuple(places))


@lru_cache(maxsize=20_000)
def _folded(character: str) -> str:
    whole = unicodedata.normalize("NFKD", character.casefold()).casefold()
    bare = (one for one in whole if not unicodedata.combining(one))
    return "".join(f" {one} " if _stands_alone(one) else one for one in bare)


def _stands_alone(character: str) -> bool:
    code = ord(character)
    return code >= 0x0E00 and any(first <= code <= last for first, last in _UNSPACED)
