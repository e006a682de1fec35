"""Queries about all that somebody wrote, sent and answered with a sign or a vote."""

from datetime import datetime
from typing import Any

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
# Neither table is sorted by people: the pages together go once through its key, each from where the last one ended.
_REACTIONS = text("""
    SELECT r.message_id, m.conversation_id, r.emoji, r.created_at
    FROM reaction r JOIN message m ON m.id = r.message_id AND m.deleted_at IS NULL
    WHERE r.user_id = :user_id AND (r.message_id, r.emoji) > (:after, :sign) ORDER BY r.message_id, r.emoji LIMIT :limit
""")
_VOTES = text("""
    SELECT v.message_id, m.conversation_id, v.option, m.payload->'options'->>v.option AS answer, v.created_at
    FROM poll_vote v JOIN message m ON m.id = v.message_id AND m.deleted_at IS NULL
    WHERE v.user_id = :user_id AND (v.message_id, v.option) > (:after, :option)
    ORDER BY v.message_id, v.option LIMIT :limit
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


def reactions_of(session: Session, user_id: int, after: tuple[int, str] | None, limit: int) -> list[dict[str, Any]]:
    """The signs that somebody gave, after a message and sign: where, which, when."""
    message_id, sign = after or (0, "")
    values = {"user_id": user_id, "after": message_id, "sign": sign, "limit": limit}
    return [dict(row) for row in session.execute(_REACTIONS, values).mappings()]


def votes_of(session: Session, user_id: int, after: tuple[int, int] | None, limit: int) -> list[dict[str, Any]]:
    """What somebody chose in polls, after a message and option (from 0): where, which, when."""
    message_id, option = after or (0, 0)
    values = {"user_id": user_id, "after": message_id, "option": option, "limit": limit}
    return [dict(row) for row in session.execute(_VOTES, values).mappings()]
