"""Queries about what members marked unread."""

from sqlalchemy import text
from sqlmodel import Session

_MARK = text("""
    UPDATE membership SET unread_mark = :seq WHERE conversation_id = :conversation_id AND user_id = :user_id
""")
_CLEAR = text("""
    UPDATE membership SET unread_mark = NULL
    WHERE conversation_id = :conversation_id AND user_id = :user_id AND unread_mark IS NOT NULL
""")


def mark(session: Session, conversation_id: int, user_id: int, seq: int) -> None:
    """From this `seq` on, a conversation counts as unread for one member."""
    session.execute(_MARK, {"conversation_id": conversation_id, "user_id": user_id, "seq": seq})


def clear(session: Session, conversation_id: int, user_id: int) -> bool:
    """Takes the mark away; False when there was none."""
    values = {"conversation_id": conversation_id, "user_id": user_id}
    return bool(session.execute(_CLEAR, values).rowcount)  # type: ignore[attr-defined]
