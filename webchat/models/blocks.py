"""Who wants nothing to do with whom, and what people told the operator about others."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from webchat.models.columns import document, identity, later, moment, optional_reference, reference, words


class Block(SQLModel, table=True):
    """One person shut another out."""

    __tablename__ = "block"

    blocker_id: int = reference("user.id", primary_key=True)
    blocked_id: int = reference("user.id", primary_key=True, index=True)
    created_at: datetime = moment()


class Report(SQLModel, table=True):
    """A person (`user_id`), or a message of theirs, that somebody wants the operator to look at.

    `snapshot` holds the message and its neighbours as they were then, whatever happens to them afterwards.
    """

    __tablename__ = "report"
    # One of each person about each message; about a person again once the last one was handled.
    __table_args__ = (
        Index("ux_report_message", "reporter_id", "message_id", unique=True),
        Index(
            "ux_report_user",
            "reporter_id",
            "user_id",
            unique=True,
            postgresql_where=text("message_id IS NULL AND handled_at IS NULL"),
        ),
        Index("ix_report_message_id", "message_id", postgresql_where=text("message_id IS NOT NULL")),
        Index("ix_report_open", "id", postgresql_where=text("handled_at IS NULL")),
    )

    id: int | None = identity()
    reporter_id: int = reference("user.id")
    user_id: int = reference("user.id")
    message_id: int | None = optional_reference("message.id")
    conversation_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    reason: str
    words: str = words()
    snapshot: dict[str, Any] = document()
    created_at: datetime = moment()
    handled_at: datetime | None = later()
