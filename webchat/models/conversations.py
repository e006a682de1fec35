"""Conversations."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from webchat.models.columns import avatar, avatar_index, counter, flag, identity, moment, words


class Conversation(SQLModel, table=True):
    """Where messages stand. `direct_key` is `<low id>:<high id>` of a pair, so a pair has one; `<id>:<id>` are notes.

    `slow_seconds`: how long plain members of a group wait between two messages (0: not at all).
    `disappear_seconds`: how long what is sent from now on stays (0: for good).
    `members_count` is kept with each change of membership: lists must not count. `search_key` finds the title.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        # The public directory, by title.
        Index("ix_conversation_public", "search_key", "id", postgresql_where=text("is_public")),
        avatar_index("conversation"),
    )

    id: int | None = identity()
    kind: str
    title: str = words()
    description: str = words()
    avatar_media_id: int | None = avatar("conversation")
    external_key: str | None = Field(default=None, unique=True)
    direct_key: str | None = Field(default=None, unique=True)
    who_can_write: str = words("all")
    who_can_add: str = words("admins")
    is_public: bool = flag()
    slow_seconds: int = counter()
    disappear_seconds: int = counter()
    search_key: str = words()
    members_count: int = counter()
    last_seq: int = counter()
    active_at: datetime = moment()
    created_at: datetime = moment()
