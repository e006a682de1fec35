"""The bot that welcomes people, and whom it has welcomed."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from webchat.models.columns import later, reference, words


class Guide(SQLModel, table=True):
    """Which bot it is: one row, made once."""

    __tablename__ = "guide"

    user_id: int = reference("user.id", primary_key=True)


class Welcome(SQLModel, table=True):
    """Somebody whom the guide is to welcome, or did; `language` is what their browser asked for then."""

    __tablename__ = "welcome"
    __table_args__ = (Index("ix_welcome_unsaid", "user_id", postgresql_where=text("said_at IS NULL")),)

    user_id: int = reference("user.id", primary_key=True)
    language: str = words()
    claimed_at: datetime | None = later()
    said_at: datetime | None = later()
