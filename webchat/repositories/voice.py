"""Queries about who heard a voice message."""

from sqlalchemy import text
from sqlmodel import Session

_ADD = text("""
    WITH heard AS (
        INSERT INTO voice_heard (message_id, user_id) VALUES (:message_id, :user_id)
        ON CONFLICT DO NOTHING RETURNING message_id
    )
    UPDATE message SET version = version + 1 FROM heard WHERE id = message_id
""")


def add(session: Session, message_id: int, user_id: int) -> bool:
    """Notes that somebody heard it; False when that was known."""
    return bool(session.execute(_ADD, {"message_id": message_id, "user_id": user_id}).rowcount)  # type: ignore[attr-defined]
