"""Whom a message names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.naming import EVERYONE
from webchat.domain.text import names_in
from webchat.repositories import mentions


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Those whom a text names. `people` are their ids by folded names: what `to_html(body, people)` marks up."""

    user_ids: tuple[int, ...] = ()
    everyone: bool = False
    people: Mapping[str, int] = field(default_factory=dict)


NOBODY = Mentioned()


def find_mentions(uow: UnitOfWork, conversation_id: int, author_id: int, body: str) -> Mentioned:
    """Members whom `@name` means, the longest name first, and whether `@all` stands in a group's text.

    Who shut the author out is marked up like all, and not among those who hear of it.
    Nothing in code, addresses or links names anybody. It says nothing about whether the caller may ask:
    the use case that stores the text does.
    """
    places = names_in(body) if "@" in body else []
    keys = sorted({key for names in places for key in names})
    if not keys:
        return NOBODY
    known, deaf = mentions.members_called(uow.session, conversation_id, author_id, keys, EVERYONE)
    meant = {key: known[key] for names in places if (key := next((one for one in names if one in known), None))}
    return Mentioned(
        user_ids=tuple(sorted({user_id for key, user_id in meant.items() if key != EVERYONE} - deaf)),
        everyone=EVERYONE in meant,
        people=meant,
    )


def without_everyone(mentioned: Mentioned) -> Mentioned:
    """Only those who are named one by one."""
    people = {key: user_id for key, user_id in mentioned.people.items() if key != EVERYONE}
    return Mentioned(mentioned.user_ids, people=people)
