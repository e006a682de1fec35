"""People."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from webchat.models.columns import avatar, avatar_index, flag, identity, later, moment, optional_reference, words


class User(SQLModel, table=True):
    """A person, or a bot that was `made_by` one. The row outlives the account: a name is never given to another.

    Who is suspended cannot come in and is still named. Admins look after the whole installation. `language`, `theme`
    and `accent` are what they chose for all their devices; empty: each browser's own.
    """

    __tablename__ = "user"
    __table_args__ = (
        avatar_index("user"),
        Index("ix_user_suspended", "id", postgresql_where=text("suspended_at IS NOT NULL")),
        Index("ix_user_made_by", "made_by", postgresql_where=text("made_by IS NOT NULL")),
    )

    id: int | None = identity()
    username: str
    username_key: str = Field(unique=True)
    search_key: str = Field(index=True)
    display_name: str
    about: str = words()
    avatar_media_id: int | None = avatar("user")
    last_seen_at: datetime | None = later()
    is_bot: bool = flag()
    hides_receipts: bool = flag()
    hides_presence: bool = flag()
    language: str = words()
    theme: str = words()
    accent: str = words()
    made_by: int | None = optional_reference("user.id")
    is_admin: bool = flag()
    suspended_at: datetime | None = later()
    created_at: datetime = moment()
    deleted_at: datetime | None = later()
