"""Queries about the signs under messages."""

from sqlalchemy import RowMapping, TextClause, text
from sqlmodel import Session

_PLACE = text("""
    SELECT m.conversation_id, m.seq, m.kind, m.deleted_at IS NOT NULL AS deleted
    FROM message m JOIN membership mine ON mine.conversation_id = m.conversation_id AND mine.user_id = :user_id
    WHERE m.id = :message_id
""")
_KINDS = text("SELECT DISTINCT emoji FROM reaction WHERE message_id = :message_id")
_ADD = text("""
    WITH given AS (
        INSERT INTO reaction (message_id, user_id, emoji) VALUES (:message_id, :user_id, :emoji)
        ON CONFLICT DO NOTHING RETURNING message_id
    )
    UPDATE message SET version = version + 1 FROM given WHERE id = message_id
""")
_REMOVE = text("""
    WITH taken AS (
        DELETE FROM reaction WHERE message_id = :message_id AND user_id = :user_id AND emoji = :emoji
        RETURNING message_id
    )
    UPDATE message SET version = version + 1 FROM taken WHERE id = message_id
""")


def place(session: Session, message_id: int, user_id: int) -> RowMapping | None:
    """Where a message stands that the user may see, and whether it can carry signs."""
    return session.execute(_PLACE, {"message_id": message_id, "user_id": user_id}).mappings().first()


def signs_of(session: Session, message_id: int) -> set[str]:
    """The different signs under a message."""
    return set(session.execute(_KINDS, {"message_id": message_id}).scalars())


def add(session: Session, message_id: int, user_id: int, emoji: str) -> bool:
    """Gives a sign; False when it was given before."""
    return _change(session, _ADD, message_id, user_id, emoji)


def remove(session: Session, message_id: int, user_id: int, emoji: str) -> bool:
    """Takes a sign back; False when there was none."""
    return _change(session, _REMOVE, message_id, user_id, emoji)


def _change(session: Session, statement: TextClause, message_id: int, user_id: int, emoji: str) -> bool:
    values = {"message_id": message_id, "user_id": user_id, "emoji": emoji}
    return bool(session.execute(statement, values).rowcount)  # type: ignore[attr-defined]
