"""Queries about messages."""

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.domain.views import MessageView, SenderView

_COLUMNS = """
    SELECT m.*, u.username, u.display_name, others.delivered_to, others.read_by
    FROM message m JOIN "user" u ON u.id = m.sender_id
    CROSS JOIN LATERAL (
        SELECT min(o.delivered_seq) AS delivered_to, min(o.read_seq) AS read_by FROM membership o
        WHERE o.conversation_id = m.conversation_id AND o.user_id <> m.sender_id AND o.joined_seq < m.seq
    ) AS others
"""
_SOME = text(_COLUMNS + "WHERE m.id = ANY(:ids)")
_MINE_TO_SEE = text(
    _COLUMNS
    + """JOIN membership mine ON mine.conversation_id = m.conversation_id AND mine.user_id = :user_id
    WHERE m.id = :id"""
)
_OLDER = text(_COLUMNS + "WHERE m.conversation_id = :conversation_id AND m.seq < :seq ORDER BY m.seq DESC LIMIT :limit")
_NEWER = text(_COLUMNS + "WHERE m.conversation_id = :conversation_id AND m.seq > :seq ORDER BY m.seq LIMIT :limit")
_CHANGED = text("""
    SELECT DISTINCT message_id FROM (
        SELECT (payload->>'message_id')::bigint AS message_id FROM event
        WHERE conversation_id = :conversation_id AND (txid, id) > (cast(:txid AS xid8), :id) LIMIT :limit
    ) AS seen WHERE message_id IS NOT NULL
""")
_DELETE = text("""
    UPDATE message SET deleted_at = now(), version = version + 1 WHERE id = :id AND deleted_at IS NULL
""")
_LATEST = 2**62


def get_many(session: Session, ids: list[int]) -> dict[int, MessageView]:
    """Messages by their ids."""
    if not ids:
        return {}
    return {row["id"]: view_of(row) for row in session.execute(_SOME, {"ids": ids}).mappings()}


def get_visible(session: Session, message_id: int, user_id: int) -> MessageView | None:
    """A message in a conversation that the user is in."""
    row = session.execute(_MINE_TO_SEE, {"id": message_id, "user_id": user_id}).mappings().first()
    return view_of(row) if row else None


def older(session: Session, conversation_id: int, before: int | None, limit: int) -> list[MessageView]:
    """Messages below a `seq` (None: the latest), oldest first."""
    seq = _LATEST if before is None else before
    values = {"conversation_id": conversation_id, "seq": seq, "limit": limit}
    return [view_of(row) for row in session.execute(_OLDER, values).mappings()][::-1]


def newer(session: Session, conversation_id: int, after: int, limit: int) -> list[MessageView]:
    """Messages above a `seq`, oldest first."""
    values = {"conversation_id": conversation_id, "seq": after, "limit": limit}
    return [view_of(row) for row in session.execute(_NEWER, values).mappings()]


def changed_since(session: Session, conversation_id: int, txid: int, event_id: int, limit: int) -> list[int]:
    """Ids of the messages that have events after a position of the log."""
    values = {"conversation_id": conversation_id, "txid": str(txid), "id": event_id, "limit": limit}
    return list(session.execute(_CHANGED, values).scalars())


def mark_deleted(session: Session, message_id: int) -> bool:
    """Makes a message a tombstone; False when it was one."""
    return bool(session.execute(_DELETE, {"id": message_id}).rowcount)  # type: ignore[attr-defined]


def view_of(row: RowMapping) -> MessageView:
    """A row as all members see it; of a deleted one only the place is left."""
    gone = row["deleted_at"] is not None
    return MessageView(
        id=row["id"],
        conversation_id=row["conversation_id"],
        seq=row["seq"],
        version=row["version"],
        client_id=row["client_id"],
        sender=SenderView(row["sender_id"], row["username"], row["display_name"]),
        kind=row["kind"],
        body="" if gone else row["body"],
        html="" if gone else row["html"],
        created_at=row["created_at"],
        edited_at=row["edited_at"],
        deleted_at=row["deleted_at"],
        is_delivered=(row["delivered_to"] or 0) >= row["seq"],
        is_read=(row["read_by"] or 0) >= row["seq"],
    )
