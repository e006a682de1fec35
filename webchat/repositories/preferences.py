"""Queries about what one member wants of one conversation."""

from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from webchat.models import Membership

_LAST = text("SELECT last_seq FROM conversation WHERE id = :id")


def change(session: Session, conversation_id: int, user_id: int, values: dict[str, Any]) -> bool:
    """Sets columns of a membership; False when there is none."""
    row = session.get(Membership, (conversation_id, user_id))
    if row is None:
        return False
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return True


def last_seq(session: Session, conversation_id: int) -> int:
    """The number of the latest message."""
    return session.execute(_LAST, {"id": conversation_id}).scalar() or 0
