"""Browsers that are told of messages while no page of ours is open."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from webchat.models.columns import flag, identity, moment, reference


class PushSubscription(SQLModel, table=True):
    """Where a browser listens (`endpoint`, at its maker's service) and what it can decrypt; ends with the session."""

    __tablename__ = "push_subscription"

    id: int | None = identity()
    user_id: int = reference("user.id", index=True)
    session_id: int = reference("session.id", index=True)
    endpoint: str = Field(unique=True)
    p256dh: str
    auth: str
    created_at: datetime = moment()


class PushNotice(SQLModel, table=True):
    """The newest message of a conversation that somebody's devices were told of; `is_open`: not taken back yet.

    It only moves forward: of several processes that hear of a message, the one that moves it tells.
    """

    __tablename__ = "push_notice"

    user_id: int = reference("user.id", primary_key=True)
    conversation_id: int = reference("conversation.id", primary_key=True)
    seq: int = Field(sa_type=BigInteger)
    is_open: bool = flag()


class ServerKey(SQLModel, table=True):
    """A private key of this installation, made once; nothing but the server reads it."""

    __tablename__ = "server_key"

    name: str = Field(primary_key=True)
    secret: str
    created_at: datetime = moment()
