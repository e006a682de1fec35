"""Conversations."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from webchat.models.columns import counter, identity, moment, words


class Conversation(SQLModel, table=True):
    """Where messages stand. `direct_key` is `<low id>:<high id>` of a pair, so a pair has one."""

    __tablename__ = "conversation"

    id: int | None = identity()
    kind: str
    title: str = words()
    description: str = words()
    external_key: str | None = Field(default=None, unique=True)
    direct_key: str | None = Field(default=None, unique=True)
    last_seq: int = counter()
    active_at: datetime = moment()
    created_at: datetime = moment()
