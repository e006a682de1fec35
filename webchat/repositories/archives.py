"""Queries about all that somebody wrote and sent."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from webchat.domain.media_views import MediaView
from webchat.domain.message_views import MessageView
from webchat.repositories import media, messages

_MESSAGES = text("""
    SELECT id FROM message WHERE sender_id = :user_id AND deleted_at IS NULL
        AND (cast(:at AS timestamptz) IS NULL OR (created_at, id) > (:at, :after))
    ORDER BY created_at, id LIMIT :limit
""")
_MEDIA = text("""
    SELECT * FROM media WHERE owner_id = :user_id AND id > :after AND dropped_at IS NULL ORDER BY id LIMIT :limit
""")


def messages_of(session: Session, user_id: int, after: tuple[datetime, int] | None, limit: int) -> list[MessageView]:
    """What somebody wrote and did not delete, after a time and id, the oldest first."""
    at, message_id = after or (None, 0)
    values = {"user_id": user_id, "at": at, "after": message_id, "limit": limit}
    ids = list(session.execute(_MESSAGES, values).scalars())
    found = messages.get_many(session, ids)
    return [found[one] for one in ids]


def media_of(session: Session, user_id: int, after: int, limit: int) -> list[MediaView]:
    """The files that somebody sent, above an id, the oldest first."""
    values = {"user_id": user_id, "after": after, "limit": limit}
    return [media.view_of(row) for row in session.execute(_MEDIA, values).mappings()]
