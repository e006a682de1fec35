"""Texts that people see, in their language: English in the source, which is the key to the catalogues in `locale/`."""

import re
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

SOURCE = "en"
LANGUAGES = (SOURCE, "de", "es", "ar")
_HOLE = re.compile(r"\{(\w+)\}")
_WISH = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")


def mark(text: str) -> str:
    """The text as it is: it stands here and is looked up elsewhere (`bin/texts` finds it by this)."""
    return text


def mark_counted(one: str, other: str) -> tuple[str, str]:
    """The same for a text that depends on `{count}`: how it is said of one, and of any other number."""
    return one, other


def filled(text: str, params: Mapping[str, object]) -> str:
    """The text with `{name}` filled from `params`; other braces stay."""
    return _HOLE.sub(lambda hole: str(params.get(hole[1], hole[0])), text)


def translated(language: str, text: str, params: Mapping[str, object]) -> str:
    """The English `text` in `language`, filled."""
    return filled(_catalogue(language).gettext(text), params)


def counted(language: str, one: str, other: str, count: int) -> str:
    """`one` or `other` in the form that `language` has for `count`, filled."""
    return filled(_catalogue(language).ngettext(one, other, count), {"count": count})


def best_language(accepted: str) -> str:
    """The language of ours that an `Accept-Language` header likes best; English when it names none."""
    wishes = [wish for wish in map(_WISH.fullmatch, accepted[:500].split(",")) if wish]
    liked: dict[str, float] = {}
    for wish in wishes:
        liked.setdefault(wish[1].lower(), float(wish[2] or 1))
    known = [language for language in liked if language in LANGUAGES and liked[language] > 0]
    return max(known, key=lambda language: liked[language], default=SOURCE)


@cache
def _catalogue(language: str) -> NullTranslations:
    if language == SOURCE or language not in LANGUAGES:
        return NullTranslations()
    with (files("webchat") / "locale" / f"{language}.mo").open("rb") as file:
        return GNUTranslations(file)
