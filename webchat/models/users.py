"""People."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from webchat.models.columns import identity, later, moment, words


class User(SQLModel, table=True):
    """A person. The row outlives the account, so that a name is never given to another."""

    __tablename__ = "user"

    id: int | None = identity()
    username: str
    username_key: str = Field(unique=True)
    search_key: str = Field(index=True)
    display_name: str
    about: str = words()
    last_seen_at: datetime | None = later()
    created_at: datetime = moment()
    deleted_at: datetime | None = later()
