"""What people answer with one sign."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from webchat.models.columns import moment, reference


class Reaction(SQLModel, table=True):
    """One person's sign under one message."""

    __tablename__ = "reaction"

    message_id: int = reference("message.id", primary_key=True)
    user_id: int = reference("user.id", primary_key=True)
    emoji: str = Field(primary_key=True)
    created_at: datetime = moment()


class PollVote(SQLModel, table=True):
    """One person's choice in a poll; `option` counts from 0."""

    __tablename__ = "poll_vote"

    message_id: int = reference("message.id", primary_key=True)
    user_id: int = reference("user.id", primary_key=True)
    option: int = Field(primary_key=True)
    created_at: datetime = moment()
