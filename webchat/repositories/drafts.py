"""Queries about drafts."""

from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlmodel import Session

# An emptied draft stays as a row: an older text that another device still holds must not come back.
_SAVE = text("""
    INSERT INTO draft (user_id, conversation_id, body, reply_to_id, updated_at)
    VALUES (:user_id, :conversation_id, :body, (
        SELECT id FROM message WHERE id = :reply_to_id AND conversation_id = :conversation_id AND deleted_at IS NULL
    ), :written_at)
    ON CONFLICT (user_id, conversation_id) DO UPDATE
        SET body = excluded.body, reply_to_id = excluded.reply_to_id, updated_at = excluded.updated_at
        WHERE draft.updated_at <= excluded.updated_at
""")
_ONE = text("SELECT * FROM draft WHERE user_id = :user_id AND conversation_id = :conversation_id")
_ALL = text("""
    SELECT d.* FROM draft d JOIN membership m USING (conversation_id, user_id)
    WHERE d.user_id = :user_id AND (d.body <> '' OR d.reply_to_id IS NOT NULL)
    ORDER BY d.updated_at DESC LIMIT :limit
""")

_FORGET = text("DELETE FROM draft WHERE user_id = :user_id")


def save(
    session: Session, user_id: int, conversation_id: int, body: str, reply_to_id: int | None, written_at: datetime
) -> RowMapping:
    """Keeps a draft unless a later one is kept; gives what is kept now."""
    place = {"user_id": user_id, "conversation_id": conversation_id}
    session.execute(_SAVE, place | {"body": body, "reply_to_id": reply_to_id, "written_at": written_at})
    return session.execute(_ONE, place).mappings().one()


def list_all(session: Session, user_id: int, limit: int) -> list[RowMapping]:
    """Drafts in conversations that the user is in, the latest first."""
    return list(session.execute(_ALL, {"user_id": user_id, "limit": limit}).mappings())


def forget(session: Session, user_id: int) -> None:
    """All of the user's drafts are gone."""
    session.execute(_FORGET, {"user_id": user_id})
