"""Usernames: what is allowed, and when two of them are the same to the eye."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from confusable_homoglyphs import confusables

from webchat.domain.errors import InvalidUsername
from webchat.domain.folding import fold

SHORTEST, LONGEST = 2, 32
DELETED_USER = "Deleted user"
"""Under this name stands what was said by who has ended their account."""
RESERVED = frozenset({"me", "admin", "system", "all", "here"})
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"})


def clean_username(name: str) -> str:
    """The name as it is kept: NFKC, single spaces. Raises `InvalidUsername` in words."""
    cleaned = " ".join(unicodedata.normalize("NFKC", name).split())
    if not SHORTEST <= len(cleaned) <= LONGEST:
        raise InvalidUsername(
            "A name has {least} to {most} characters.", least=SHORTEST, most=LONGEST, field="username"
        )
    if not all(may_hold(character) for character in cleaned):
        raise InvalidUsername("A name has letters, digits, spaces and . _ - only.", field="username")
    if len(scripts_of(cleaned)) > 1:
        raise InvalidUsername("A name is written in one script.", field="username")
    if not any(unicodedata.category(character).startswith("L") for character in cleaned):
        raise InvalidUsername("A name needs a letter.", field="username")
    if username_key(cleaned) in _reserved_keys():
        raise InvalidUsername("This name is reserved.", field="username")
    return cleaned


def username_key(name: str) -> str:
    """Equal for names that differ only by case, accents, spacing or look-alike characters."""
    lookalike = re.sub(r"(?<=[a-z])I", "l", unicodedata.normalize("NFKC", name))
    bare = "".join(_bare(character) for character in unicodedata.normalize("NFKD", lookalike.casefold()))
    return " ".join(bare.casefold().split())


def search_key(text: str) -> str:
    """Case and accents taken off, for finding people and words while typing."""
    return fold(text)


def suggestions(name: str) -> Iterator[str]:
    """Names near `name`, without end."""
    stem = name[: LONGEST - 5].rstrip(" ._-") or name
    number = 2
    while True:
        yield f"{stem} {number}"
        number += 1


def may_hold(character: str) -> bool:
    """Whether a username can have this character."""
    return character in "_.- " or unicodedata.category(character)[0] in "LM" or unicodedata.category(character) == "Nd"


def looks_latin(word: str) -> bool:
    """Whether a word of another script has only letters that are taken for Latin ones."""
    letters = [character for character in word if unicodedata.category(character).startswith("L")]
    return scripts_of(word) != {"LATIN"} and all(_bare(character.casefold()).isascii() for character in letters)


def scripts_of(name: str) -> set[str]:
    """The scripts of a name's letters; those of East Asia are written together and count as one."""
    words = {unicodedata.name(c, "UNKNOWN").split()[0] for c in name if unicodedata.category(c).startswith("L")}
    return {"EAST ASIAN" if word in _EAST_ASIAN else word for word in words}


@cache
def _bare(character: str) -> str:
    if unicodedata.combining(character):
        return ""
    if character.isascii():
        return {"0": "o", "1": "l"}.get(character, character)
    twins = [entry["c"] for entry in confusables.confusables_data.get(character, ())]
    latin = sorted(twin.casefold() for twin in twins if len(twin) == 1 and twin.isascii() and twin.isalpha())
    return latin[0] if latin else character


@cache
def _reserved_keys() -> frozenset[str]:
    return frozenset(username_key(name) for name in RESERVED)
