"""How somebody wants to hear of what is said."""

from sqlalchemy import true
from sqlmodel import Field, SQLModel

from webchat.models.columns import reference, words


class NotificationSettings(SQLModel, table=True):
    """Everywhere and on all devices; who has no row never changed anything. Quiet hours are "HH:MM" in `time_zone`."""

    __tablename__ = "notification_settings"

    user_id: int = reference("user.id", primary_key=True)
    sound: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    previews: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    quiet_from: str | None = Field(default=None, nullable=True)
    quiet_until: str | None = Field(default=None, nullable=True)
    time_zone: str = words("UTC")
