"""Queries about naming people."""

from sqlalchemy import text
from sqlmodel import Session

_MEMBERS_CALLED = text("""
    SELECT u.username_key AS key, u.id FROM "user" u
    JOIN membership m ON m.user_id = u.id AND m.conversation_id = :conversation_id
    WHERE u.username_key = ANY(:keys) AND u.deleted_at IS NULL
    UNION ALL SELECT :everyone, 0 FROM conversation
    WHERE id = :conversation_id AND kind = 'group' AND :everyone = ANY(:keys)
""")


def members_called(session: Session, conversation_id: int, keys: list[str], everyone: str) -> dict[str, int]:
    """Members by those of the folded names that they have; `everyone` is 0 where it is a group and among the keys."""
    values = {"conversation_id": conversation_id, "keys": keys, "everyone": everyone}
    return {row.key: row.id for row in session.execute(_MEMBERS_CALLED, values)}
