"""Queries about naming people."""

from sqlalchemy import text
from sqlmodel import Session

UNREAD_NAMING = """
    SELECT seq FROM mention WHERE user_id = m.user_id AND conversation_id = c.id AND seq > m.read_seq
    UNION SELECT seq FROM message
        WHERE mentions_all AND deleted_at IS NULL AND conversation_id = c.id AND seq > m.read_seq
        AND sender_id <> m.user_id AND NOT EXISTS (
            SELECT 1 FROM block b WHERE b.blocker_id = m.user_id AND b.blocked_id = message.sender_id
        )
    ORDER BY seq DESC LIMIT 100
"""
"""SQL: the numbers of unread messages that name the member `m` of the conversation `c`, the latest first."""
_MEMBERS_CALLED = text("""
    SELECT u.username_key AS key, u.id,
        EXISTS (SELECT 1 FROM block WHERE blocker_id = u.id AND blocked_id = :author_id) AS deaf
    FROM "user" u
    JOIN membership m ON m.user_id = u.id AND m.conversation_id = :conversation_id
    WHERE u.username_key = ANY(:keys) AND u.deleted_at IS NULL
    UNION ALL SELECT :everyone, 0, false FROM conversation
    WHERE id = :conversation_id AND kind = 'group' AND :everyone = ANY(:keys)
""")


def members_called(
    session: Session, conversation_id: int, author_id: int, keys: list[str], everyone: str
) -> tuple[dict[str, int], set[int]]:
    """Members by those of the folded names that they have, and which of them shut the author out.

    `everyone` is 0 where it is a group and among the keys.
    """
    values = {"conversation_id": conversation_id, "author_id": author_id, "keys": keys, "everyone": everyone}
    rows = session.execute(_MEMBERS_CALLED, values).all()
    return {row.key: row.id for row in rows}, {row.id for row in rows if row.deaf}
