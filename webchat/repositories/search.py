"""Queries of the search: bounded ways to the latest messages that match.

Every way orders by `created_at`. Which one is quick depends on how common the words are and how much of everything
the person may see, so the service tries them in turn: see `services/search.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, TextClause, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from webchat.domain.errors import SearchTooSlow
from webchat.domain.search import is_sign
from webchat.repositories.patterns import escaped

TIMEOUT_MS = 2000
_CANCELED = "57014"
_LIMITS = text("""
    SELECT set_config('statement_timeout', :timeout, true), set_config('jit', 'off', true),
        set_config('enable_seqscan', 'off', true)
""")
_PLACES = """membership m JOIN conversation c ON c.id = m.conversation_id
    CROSS JOIN LATERAL string_to_array(c.direct_key, chr(58)) AS pair
    LEFT JOIN "user" u ON u.id = (CASE WHEN pair[1] = m.user_id::text THEN pair[2] ELSE pair[1] END)::bigint"""
_TITLE, _KEY = "coalesce(u.display_name, c.title)", "coalesce(u.search_key, c.search_key)"
_ROOMS = """
    SELECT array_agg(c.id) AS ids, coalesce(sum(c.last_seq), 0) AS messages FROM {places}
    WHERE m.user_id = :user_id AND (cast(:id AS bigint) IS NULL OR m.conversation_id = :id) AND {match}
"""
_NAMED = f"""
    SELECT c.id FROM {_PLACES} WHERE m.user_id = :user_id AND {{match}}
    ORDER BY NOT (' ' || {_KEY}) LIKE :beginning, c.active_at DESC, c.id DESC LIMIT :limit
"""  # noqa: S608  constants
_TITLES = text(f"SELECT c.id, {_TITLE} AS title FROM {_PLACES} WHERE m.user_id = :user_id AND c.id = ANY(:ids)")  # noqa: S608
_FIELDS = "m.id, m.conversation_id, m.created_at, m.search_text"
_HAS = {
    "link": "m.html LIKE '%<a href=%'",
    "file": "m.kind IN ('file', 'audio', 'video', 'voice')",
    "image": "m.kind IN ('image', 'gif')",
    "reaction": "EXISTS (SELECT FROM reaction r WHERE r.message_id = m.id)",
}


@dataclass(frozen=True, slots=True)
class Rooms:
    """Conversations that a search goes through, and about how many messages they hold."""

    ids: list[int]
    messages: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What messages must be: in one of the rooms, before a place, with all the terms, and so on."""

    rooms: list[int]
    before: tuple[datetime, int]
    terms: tuple[str, ...] = ()
    senders: tuple[list[int], ...] = ()
    has: tuple[str, ...] = ()
    since: datetime | None = None


def limit_time(session: Session) -> None:
    """For the rest of this transaction: no statement for longer than `TIMEOUT_MS`, and indexes wherever they serve."""
    session.execute(_LIMITS, {"timeout": str(TIMEOUT_MS)})


def rooms_of(session: Session, user_id: int, titles: Sequence[str], only: int | None = None) -> Rooms:
    """A user's conversations whose names hold all of `titles`: one row, however many they are; `only` one of them."""
    match, values = _names_hold(titles)
    places = _PLACES if titles else "membership m JOIN conversation c ON c.id = m.conversation_id"
    statement = text(_ROOMS.format(places=places, match=match))
    row = session.execute(statement, values | {"user_id": user_id, "id": only}).one()
    return Rooms(row.ids or [], int(row.messages))


def named(session: Session, user_id: int, words: Sequence[str], limit: int) -> list[int]:
    """Conversations whose names hold all the words: those that begin so first, then the latest."""
    match, values = _names_hold(words)
    values |= {"user_id": user_id, "beginning": f" {escaped(words[0])}%", "limit": limit}
    return list(session.execute(text(_NAMED.format(match=match)), values).scalars())


def titles_of(session: Session, user_id: int, ids: list[int]) -> dict[int, str]:
    """What conversations are called for a user."""
    rows = session.execute(_TITLES, {"user_id": user_id, "ids": ids}) if ids else ()
    return {row.id: row.title for row in rows}


def _names_hold(words: Sequence[str]) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {f"word_{number}": f"%{escaped(word)}%" for number, word in enumerate(words)}
    return " AND ".join(f"{_KEY} LIKE :{name}" for name in values) or "true", values


def among_latest(session: Session, wanted: Wanted, latest: int, limit: int) -> list[RowMapping]:
    """Hits among the latest messages of all conversations: quick where hits are common."""
    return _run(session, _LATEST, wanted, latest=latest, limit=limit)


def among_latest_of_each(session: Session, wanted: Wanted, latest: int, limit: int) -> list[RowMapping]:
    """Hits among the latest messages of each of a few rooms, down to where all of them were looked at."""
    return _run(session, _LATEST_OF_EACH, wanted, latest=latest, limit=limit)


def by_rooms(session: Session, wanted: Wanted, limit: int) -> list[RowMapping]:
    """The latest of all hits, by looking at every message of the rooms: for who has little."""
    return _run(session, _BY_ROOMS, wanted, limit=limit)


def by_words(session: Session, wanted: Wanted, limit: int) -> list[RowMapping]:
    """The latest of all hits, by the index of words: for words that are not common."""
    return _run(session, _BY_WORDS, wanted, limit=limit)


def by_time(session: Session, wanted: Wanted, limit: int) -> list[RowMapping]:
    """The latest of all hits, back through time: where no words are given, or only signs, which no index has."""
    return _run(session, _BY_TIME, wanted, limit=limit)


_PLACE = "(m.created_at, m.id) < (:before_at, :before_id)"
_LATEST = f"""
    SELECT {_FIELDS} FROM (
        SELECT * FROM message m WHERE m.created_at <= :before_at AND {_PLACE} AND {{since}}
        ORDER BY m.created_at DESC LIMIT :latest
    ) AS m WHERE m.conversation_id = ANY(:rooms) AND {{match}}
    ORDER BY m.created_at DESC, m.id DESC LIMIT :limit
"""  # noqa: S608  constants, with conditions made below of constants
_LATEST_OF_EACH = f"""
    WITH seen AS MATERIALIZED (
        SELECT m.* FROM unnest(cast(:rooms AS bigint[])) AS room (id) CROSS JOIN LATERAL (
            SELECT * FROM message m WHERE m.conversation_id = room.id AND {_PLACE} AND {{since}}
            ORDER BY m.seq DESC LIMIT :latest
        ) AS m
    ), edge AS (
        SELECT max(oldest) AS at FROM (
            SELECT min(created_at) AS oldest FROM seen GROUP BY conversation_id HAVING count(*) >= :latest
        ) AS ends
    )
    SELECT {_FIELDS} FROM seen m CROSS JOIN edge WHERE m.created_at >= coalesce(edge.at, m.created_at) AND {{match}}
    ORDER BY m.created_at DESC, m.id DESC LIMIT :limit
"""  # noqa: S608
_LAST = "SELECT * FROM m ORDER BY created_at DESC, id DESC LIMIT :limit"


def _all_in(rooms: str) -> str:
    return f"SELECT {_FIELDS} FROM message m WHERE {rooms} = ANY(:rooms) AND {_PLACE} AND {{since}} AND {{match}}"  # noqa: S608


# Materialised and with plain expressions, so that each goes by its own index and never by both, nor back through time.
_BY_ROOMS = f"WITH m AS MATERIALIZED ({_all_in('m.conversation_id')}) {_LAST}"
_BY_WORDS = f"WITH m AS MATERIALIZED ({_all_in('m.conversation_id + 0')}) {_LAST}"
_BY_TIME = f"{_all_in('m.conversation_id')} ORDER BY m.created_at DESC, m.id DESC LIMIT :limit"
_PLAIN = "m.search_text || ''"


def _run(session: Session, statement: str, wanted: Wanted, **values: Any) -> list[RowMapping]:
    match, given = _match(wanted, _PLAIN if statement in (_BY_ROOMS, _BY_TIME) else "m.search_text")
    since = "m.created_at >= :since" if wanted.since else "true"
    before_at, before_id = wanted.before
    values |= given | {"rooms": wanted.rooms, "before_at": before_at, "before_id": before_id, "since": wanted.since}
    made: TextClause = text(statement.format(match=match, since=since))
    try:
        return list(session.execute(made, values).mappings())
    except DBAPIError as error:
        if getattr(error.orig, "pgcode", None) == _CANCELED:
            raise SearchTooSlow from error
        raise


def _match(wanted: Wanted, words: str) -> tuple[str, dict[str, Any]]:
    """Conditions made of constants, and the values of their parameters."""
    conditions = ["m.deleted_at IS NULL", "m.kind <> 'system'"]
    values: dict[str, Any] = {}
    for number, term in enumerate(wanted.terms):
        part = escaped(term)
        short = len(term) < 3 and not is_sign(term)
        values[f"term_{number}"] = f"{part}%" if short else f"%{part}%"
        condition = f"{words} LIKE :term_{number}"
        if short:  # the index holds no parts as short as this, but it holds the beginnings of words
            values[f"later_{number}"] = f"% {part}%"
            condition = f"({condition} OR {words} LIKE :later_{number})"
        conditions.append(condition)
    for number, ids in enumerate(wanted.senders):
        values[f"senders_{number}"] = ids
        conditions.append(f"m.sender_id = ANY(:senders_{number})")
    conditions += [_HAS[thing] for thing in wanted.has]
    return " AND ".join(conditions), values
