"""Queries about the files of a conversation."""

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.domain.group_views import SharedCounts, SharedView
from webchat.repositories import media, messages

SHELVES = ("media", "files", "voice")
MOST_COUNTED = 9999
Place = tuple[int, int]
"""The `seq` of a message and a file's place in it."""

# Walks ix_message_media_shelf from a place on, either way.
_SHARED = """
    SELECT f.*, c.seq, c.position, m.id AS message_id, m.body, m.html, m.created_at AS sent_at, m.sender_id, u.username,
        u.display_name, u.avatar_media_id, u.is_bot
    FROM message_media c JOIN message m ON m.id = c.message_id AND m.deleted_at IS NULL
    JOIN media f ON f.id = c.media_id JOIN "user" u ON u.id = m.sender_id
    WHERE c.conversation_id = :conversation_id AND c.shelf = :shelf
"""
_OLDER = text(_SHARED + "AND (c.seq, c.position) < (:seq, :position) ORDER BY c.seq DESC, c.position DESC LIMIT :limit")
_NEWER = text(_SHARED + "AND (c.seq, c.position) > (:seq, :position) ORDER BY c.seq, c.position LIMIT :limit")
_COUNT = text("""
    SELECT count(*) FROM (
        SELECT 1 FROM message_media c JOIN message m ON m.id = c.message_id AND m.deleted_at IS NULL
        WHERE c.conversation_id = :conversation_id AND c.shelf = :shelf LIMIT :most
    ) AS counted
""")


def older(session: Session, conversation_id: int, shelf: str, below: Place, limit: int) -> list[SharedView]:
    """Files below a place, the newest first."""
    values = {"conversation_id": conversation_id, "shelf": shelf, "seq": below[0], "position": below[1]}
    return [_view_of(row) for row in session.execute(_OLDER, values | {"limit": limit}).mappings()]


def newer(session: Session, conversation_id: int, shelf: str, above: Place, limit: int) -> list[SharedView]:
    """Files above a place, the oldest first."""
    values = {"conversation_id": conversation_id, "shelf": shelf, "seq": above[0], "position": above[1]}
    return [_view_of(row) for row in session.execute(_NEWER, values | {"limit": limit}).mappings()]


def counts(session: Session, conversation_id: int) -> SharedCounts:
    """How many there are of each kind."""
    values = {"conversation_id": conversation_id, "most": MOST_COUNTED}
    return SharedCounts(**{shelf: session.execute(_COUNT, values | {"shelf": shelf}).scalar_one() for shelf in SHELVES})


def _view_of(row: RowMapping) -> SharedView:
    sender = messages.sender_of(row, row["sender_id"])
    place = (row["message_id"], row["seq"], row["position"])
    return SharedView(media.view_of(row), *place, sender, row["body"], row["html"], row["sent_at"])
