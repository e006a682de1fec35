"""Who is in which conversation, and how far they have read."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from webchat.models.columns import counter, flag, later, moment, reference, words


class Membership(SQLModel, table=True):
    """One user's place in one conversation. Cursors only move forward; `joined_seq` is where they began."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("read_seq <= delivered_seq", name="membership_read_is_delivered"),
        Index("ix_membership_user_id", "user_id"),
    )

    conversation_id: int = reference("conversation.id", primary_key=True)
    user_id: int = reference("user.id", primary_key=True)
    role: str = words("member")
    joined_seq: int = counter()
    delivered_seq: int = counter()
    read_seq: int = counter()
    muted_until: datetime | None = later()
    pinned: bool = flag()
    archived: bool = flag()
    joined_at: datetime = moment()
