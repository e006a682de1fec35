"""What is written and not sent: drafts, and messages for later."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from webchat.models.columns import document, identity, later, moment, optional_reference, reference, words


class Draft(SQLModel, table=True):
    """The unfinished text of one person in one conversation, on all their devices."""

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_reply_to_id", "reply_to_id", postgresql_where=text("reply_to_id IS NOT NULL")),)

    user_id: int = reference("user.id", primary_key=True)
    conversation_id: int = reference("conversation.id", primary_key=True)
    body: str
    reply_to_id: int | None = optional_reference("message.id")
    updated_at: datetime = moment()


class ScheduledMessage(SQLModel, table=True):
    """A message that is sent at a time; `client_id` makes sure that it is sent once. `problem` says why it was not.

    `claimed_at` is when a process began to send it.
    """

    __tablename__ = "scheduled_message"
    __table_args__ = (
        UniqueConstraint("user_id", "client_id", name="scheduled_message_once"),
        Index("ix_scheduled_message_due", "send_at"),
        Index("ix_scheduled_message_reply_to_id", "reply_to_id", postgresql_where=text("reply_to_id IS NOT NULL")),
    )

    id: int | None = identity()
    user_id: int = reference("user.id")
    conversation_id: int = reference("conversation.id")
    client_id: UUID
    kind: str = words("text")
    body: str
    payload: dict[str, Any] = document()
    reply_to_id: int | None = optional_reference("message.id")
    send_at: datetime = Field(sa_type=DateTime(timezone=True))
    problem: str = words()
    claimed_at: datetime | None = later()
    created_at: datetime = moment()
