"""Queries about the messages that people saved for themselves."""

from sqlalchemy import text
from sqlmodel import Session

from webchat.domain.events import STAR_ADDED, STAR_REMOVED
from webchat.domain.message_views import MessageView
from webchat.repositories import messages

_ADD = text("""
    INSERT INTO star (user_id, message_id) VALUES (:user_id, :message_id) ON CONFLICT DO NOTHING RETURNING message_id
""")
_REMOVE = text("DELETE FROM star WHERE user_id = :user_id AND message_id = :message_id")
_PAGE = text("""
    SELECT s.message_id, s.created_at FROM star s JOIN message m ON m.id = s.message_id AND m.deleted_at IS NULL
    JOIN membership mine ON mine.conversation_id = m.conversation_id AND mine.user_id = s.user_id
    WHERE s.user_id = :user_id
        AND (cast(:before AS timestamptz) IS NULL OR (s.created_at, s.message_id) < (:before, :before_id))
    ORDER BY s.created_at DESC, s.message_id DESC LIMIT :limit
""")
_CHANGED = text("""
    SELECT e.message_id, s.message_id IS NOT NULL AS starred FROM (
        SELECT DISTINCT (payload->>'message_id')::bigint AS message_id FROM event
        WHERE user_id = :user_id AND type IN (:added, :removed) AND (txid, id) > (cast(:txid AS xid8), :id)
    ) AS e LEFT JOIN star s ON s.user_id = :user_id AND s.message_id = e.message_id
""")
_AMONG = text("SELECT message_id FROM star WHERE user_id = :user_id AND message_id = ANY(:ids)")
Place = tuple[str, int]
"""A moment and a message's id."""


def add(session: Session, user_id: int, message_id: int) -> bool:
    """False when it was starred before."""
    return session.execute(_ADD, {"user_id": user_id, "message_id": message_id}).scalar() is not None


def remove(session: Session, user_id: int, message_id: int) -> bool:
    """False when it was not starred."""
    values = {"user_id": user_id, "message_id": message_id}
    return bool(session.execute(_REMOVE, values).rowcount)  # type: ignore[attr-defined]


def page(session: Session, user_id: int, before: Place | None, limit: int) -> list[tuple[Place, MessageView]]:
    """A user's stars in conversations that they are in now, the newest first, each with its place in this list."""
    at, message_id = before or (None, None)
    values = {"user_id": user_id, "before": at, "before_id": message_id, "limit": limit}
    rows = session.execute(_PAGE, values).mappings().all()
    views = messages.get_many(session, [row["message_id"] for row in rows])
    return [((row["created_at"].isoformat(), row["message_id"]), views[row["message_id"]]) for row in rows]


def among(session: Session, user_id: int, message_ids: list[int]) -> set[int]:
    """Those of the messages that the user starred."""
    return set(session.execute(_AMONG, {"user_id": user_id, "ids": message_ids}).scalars())


def changed_since(session: Session, user_id: int, txid: int, event_id: int) -> dict[int, bool]:
    """The messages of a user's star events after a position of the log, and whether they are starred now."""
    values = {"user_id": user_id, "txid": str(txid), "id": event_id, "added": STAR_ADDED, "removed": STAR_REMOVED}
    return {row.message_id: row.starred for row in session.execute(_CHANGED, values)}
