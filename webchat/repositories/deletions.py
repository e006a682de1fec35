"""Queries that make tombstones, and messages of them again."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

_DELETE = text("""
    WITH gone AS (
        UPDATE message SET deleted_at = :at, deleted_by = :user_id, version = version + 1, search_text = '',
            pinned_at = NULL, pinned_by = NULL
        WHERE id = ANY(:ids) AND deleted_at IS NULL RETURNING id
    ), unnamed AS (
        DELETE FROM mention USING gone WHERE mention.message_id = gone.id
    ), unstarred AS (
        DELETE FROM star USING gone WHERE star.message_id = gone.id
    )
    SELECT id FROM gone
""")
_RESTORE = text("""
    UPDATE message m SET deleted_at = NULL, deleted_by = NULL, version = m.version + 1, search_text = w.search_text
    FROM unnest(cast(:ids AS bigint[]), cast(:search_texts AS text[])) AS w (id, search_text) WHERE m.id = w.id
""")


def delete(session: Session, user_id: int | None, message_ids: list[int], at: datetime) -> set[int]:
    """Makes messages tombstones, however many in one statement; gives those that were none before."""
    return set(session.execute(_DELETE, {"ids": message_ids, "user_id": user_id, "at": at}).scalars())


def restore(session: Session, search_texts: dict[int, str]) -> None:
    """Makes tombstones messages again, by what each is found by: their words have stayed in the rows."""
    session.execute(_RESTORE, {"ids": list(search_texts), "search_texts": list(search_texts.values())})
