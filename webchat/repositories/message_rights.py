"""Messages as rows, beside what their reader is in the conversation: for those who want to change them."""

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.repositories.blocks import block_of

_SOME = text(f"""
    SELECT m.*, me.role, c.kind AS conversation_kind, c.who_can_write, u.display_name, {block_of("me.user_id")}
    FROM message m JOIN membership me ON me.conversation_id = m.conversation_id AND me.user_id = :user_id
    JOIN conversation c ON c.id = m.conversation_id JOIN "user" u ON u.id = m.sender_id
    WHERE m.id = ANY(:ids)
""")  # noqa: S608  constants
_PLACES = text(f"""
    SELECT c.id AS conversation_id, c.kind AS conversation_kind, c.who_can_write, me.role, {block_of("me.user_id")}
    FROM conversation c JOIN membership me ON me.conversation_id = c.id AND me.user_id = :user_id
    WHERE c.id = ANY(:ids)
""")  # noqa: S608  constants


def of_messages(session: Session, user_id: int, message_ids: list[int]) -> dict[int, RowMapping]:
    """Those of the messages that stand in conversations of the user; deleted ones with their words."""
    rows = session.execute(_SOME, {"user_id": user_id, "ids": message_ids}).mappings()
    return {row["id"]: row for row in rows}


def of_conversations(session: Session, user_id: int, ids: list[int]) -> dict[int, RowMapping]:
    """Those of the conversations that the user is in."""
    rows = session.execute(_PLACES, {"user_id": user_id, "ids": ids}).mappings()
    return {row["conversation_id"]: row for row in rows}
