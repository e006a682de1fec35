"""Queries about what a conversation's details show."""

from sqlalchemy import RowMapping, text
from sqlmodel import Session

# The condition is the one of ix_message_links.
_LINKED = text("""
    SELECT m.id, m.seq, m.html, m.created_at, m.sender_id, u.username, u.display_name, u.avatar_media_id, u.is_bot
    FROM message m JOIN "user" u ON u.id = m.sender_id
    WHERE m.conversation_id = :conversation_id AND m.seq <= :seq AND m.html LIKE '%<a href=%' AND m.deleted_at IS NULL
    ORDER BY m.seq DESC LIMIT :limit
""")


def messages_with_links(session: Session, conversation_id: int, seq: int, limit: int) -> list[RowMapping]:
    """Messages up to a `seq` that hold links, the newest first."""
    values = {"conversation_id": conversation_id, "seq": seq, "limit": limit}
    return list(session.execute(_LINKED, values).mappings())
