"""Queries about pinned messages."""

from sqlalchemy import text
from sqlmodel import Session

from webchat.domain.message_views import MessageView
from webchat.repositories import messages

_PIN = text("""
    UPDATE message SET pinned_at = clock_timestamp(), pinned_by = :user_id, version = version + 1
    WHERE id = :id AND pinned_at IS NULL
""")
_UNPIN = text("""
    UPDATE message SET pinned_at = NULL, pinned_by = NULL, version = version + 1
    WHERE id = :id AND pinned_at IS NOT NULL
""")
_PAGE = text("""
    SELECT id, pinned_at FROM message
    WHERE conversation_id = :conversation_id AND pinned_at IS NOT NULL AND deleted_at IS NULL
        AND (cast(:before AS timestamptz) IS NULL OR (pinned_at, id) < (:before, :before_id))
    ORDER BY pinned_at DESC, id DESC LIMIT :limit
""")
Place = tuple[str, int]
"""A moment and a message's id."""


def pin(session: Session, message_id: int, user_id: int) -> bool:
    """False when it was pinned before."""
    return bool(session.execute(_PIN, {"id": message_id, "user_id": user_id}).rowcount)  # type: ignore[attr-defined]


def unpin(session: Session, message_id: int) -> bool:
    """False when it was not pinned."""
    return bool(session.execute(_UNPIN, {"id": message_id}).rowcount)  # type: ignore[attr-defined]


def page(session: Session, conversation_id: int, before: Place | None, limit: int) -> list[tuple[Place, MessageView]]:
    """Pinned messages, the newest pin first, each with its place in this list."""
    at, message_id = before or (None, None)
    values = {"conversation_id": conversation_id, "before": at, "before_id": message_id, "limit": limit}
    rows = session.execute(_PAGE, values).mappings().all()
    views = messages.get_many(session, [row["id"] for row in rows])
    return [((row["pinned_at"].isoformat(), row["id"]), views[row["id"]]) for row in rows]
