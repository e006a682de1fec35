"""Queries about the pictures of people and groups."""

from sqlalchemy import text
from sqlmodel import Session

_OF_USER = text("""
    SELECT f.sha256 FROM "user" u JOIN media f ON f.id = u.avatar_media_id AND f.dropped_at IS NULL
    WHERE u.id = :id AND u.deleted_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM block WHERE blocker_id = u.id AND blocked_id = :reader_id)
""")
_OF_GROUP = """
    SELECT f.sha256 FROM conversation c JOIN media f ON f.id = c.avatar_media_id AND f.dropped_at IS NULL
    WHERE c.id = :id
"""
_SEEN = "(c.is_public OR EXISTS (SELECT 1 FROM membership WHERE conversation_id = c.id AND user_id = :user_id))"
_OF_SEEN_GROUP = text(f"{_OF_GROUP} AND {_SEEN}")
_OF_ANY_GROUP = text(_OF_GROUP)


def of_user(session: Session, user_id: int, reader_id: int) -> str | None:
    """The hash of the picture of somebody who is still here and did not shut the reader out."""
    return session.execute(_OF_USER, {"id": user_id, "reader_id": reader_id}).scalar()


def of_seen_group(session: Session, conversation_id: int, user_id: int) -> str | None:
    """The hash of a group's picture, if this user is in the group or may find it in the directory."""
    return session.execute(_OF_SEEN_GROUP, {"id": conversation_id, "user_id": user_id}).scalar()


def of_group(session: Session, conversation_id: int) -> str | None:
    """The hash of a group's picture."""
    return session.execute(_OF_ANY_GROUP, {"id": conversation_id}).scalar()
