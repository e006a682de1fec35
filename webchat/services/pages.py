"""Cursors of lists: where the last item stood, opaque to who gives them back."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any, TypeVar

from webchat.domain.errors import InvalidInput
from webchat.domain.pages import Page
from webchat.domain.text import check_text

Item = TypeVar("Item")


def page_of(found: Sequence[tuple[Sequence[Any], Item]], limit: int) -> Page[Item]:
    """A page of what was found, each with its place; one more than `limit` says that there is more."""
    shown = found[:limit]
    last = json.dumps(list(shown[-1][0])) if len(found) > limit else None
    return Page([item for _, item in shown], urlsafe_b64encode(last.encode()).decode() if last else None)


def read_place(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The place that a cursor holds; None for the beginning. Raises `InvalidInput`."""
    if not cursor:
        return None
    try:
        place = json.loads(urlsafe_b64decode(cursor.encode()))
    except ValueError as error:
        raise _not_ours() from error
    if not isinstance(place, list) or [type(part) for part in place] != list(kinds):
        raise _not_ours()
    for part in place:
        if isinstance(part, str):
            check_text(part, field="cursor")
    return tuple(place)


def _not_ours() -> InvalidInput:
    return InvalidInput("This is not a cursor of this list.", field="cursor")
