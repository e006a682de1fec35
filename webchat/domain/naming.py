"""Naming people in a text: `@` and a username, in any script, the longest name first."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from webchat.domain.names import LONGEST, SHORTEST, may_hold, username_key

EVERYONE = "all"
# More names than this in one message are text: nobody is meant by them.
MOST_NAMES = 50
# Before an @ these make an address or a path of it.
_NOT_BEFORE = "/.@-+%=&#\\"
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "THAI", "LAO", "KHMER", "MYANMAR")

People = Mapping[str, int]
"""Ids by folded names, as `username_key` makes them; `EVERYONE` has the id 0."""


def mention(state: StateInline, silent: bool) -> bool:
    """The parser's rule. `env["names"]` gathers what may be names, `env["people"]` says who is meant."""
    if state.src[state.pos] != "@" or state.linkLevel > 0 or not _may_begin(state.src, state.pos):
        return False
    names: list[tuple[str, ...]] | None = state.env.get("names")
    if names is not None:
        if not silent and len(names) < MOST_NAMES:
            names.append(tuple(key for key, _ in names_at(state.src, state.pos)))
        return False
    people: People = state.env.get("people", {})
    for key, length in names_at(state.src, state.pos) if people else ():
        if key in people:
            if not silent:
                _push(state, length, people[key])
            state.pos += 1 + length
            return True
    return False


def names_at(text: str, place: int) -> Iterator[tuple[str, int]]:
    """What may be a name after the `@` at `place`, as (folded, length), the longest first."""
    end = place + 1
    if text[end : end + 1].isspace():
        return
    while end < len(text) and end - place <= LONGEST and may_hold(text[end]):
        end += 1
    for stop in range(end, place + SHORTEST, -1):
        if text[stop - 1] != " " and _may_end(text, stop):
            word = text[place + 1 : stop]
            key = username_key(word)
            # What only looks like "all" is somebody's name, and means nobody else.
            if key != EVERYONE or word.casefold() == EVERYONE:
                yield key, stop - place - 1


def render(_renderer: RendererHTML, tokens: list[Token], place: int, _options: Any, _env: Any) -> str:
    """A name as HTML; it holds letters, digits, spaces and . _ - only."""
    who = tokens[place].meta["user_id"] or EVERYONE
    return f'<span class="mention" data-user-id="{who}">{tokens[place].content}</span>'


def _push(state: StateInline, length: int, user_id: int) -> None:
    token = state.push("mention", "", 0)
    token.content = state.src[state.pos : state.pos + 1 + length]
    token.meta = {"user_id": user_id}


def _may_begin(text: str, place: int) -> bool:
    before = text[place - 1] if place else " "
    if before == "_" and place > 1:
        before = text[place - 2]
    return not before.isalnum() and before not in _NOT_BEFORE and unicodedata.category(before)[0] != "M"


def _may_end(text: str, stop: int) -> bool:
    if stop == len(text):
        return True
    after = text[stop]
    if after == "_":  # the end of emphasis, or the middle of a longer name
        return not text[stop + 1 : stop + 2].isalnum()
    if after == "@" or unicodedata.category(after)[0] == "M":
        return False
    return not after.isalnum() or unicodedata.name(text[stop - 1], "").startswith(_UNSPACED)
