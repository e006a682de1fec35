"""Who a person is to a host."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from webchat.models.columns import reference


class HostIdentity(SQLModel, table=True):
    """A user of a host application: never a local user of the same name."""

    __tablename__ = "host_identity"
    __table_args__ = (Index("ix_host_identity_subject", "subject"),)

    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    user_id: int = reference("user.id", unique=True)
    name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    avatar: str = Field(default="", sa_column_kwargs={"server_default": ""})
