"""People."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from webchat.models.columns import avatar, avatar_index, identity, later, moment, words


class User(SQLModel, table=True):
    """A person. The row outlives the account, so that a name is never given to another."""

    __tablename__ = "user"
    __table_args__ = (avatar_index("user"),)

    id: int | None = identity()
    username: str
    username_key: str = Field(unique=True)
    search_key: str = Field(index=True)
    display_name: str
    about: str = words()
    avatar_media_id: int | None = avatar("user")
    last_seen_at: datetime | None = later()
    created_at: datetime = moment()
    deleted_at: datetime | None = later()
