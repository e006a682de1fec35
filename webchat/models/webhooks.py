"""Addresses that hear of a conversation, and addresses that write into one."""

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from webchat.models.columns import counter, flag, identity, later, moment, reference, words
from webchat.models.events import Xid8


class Webhook(SQLModel, table=True):
    """Outgoing: `url` hears of `events`; incoming: whoever knows the secret writes as the bot.

    Of an incoming secret only the SHA-256 is kept; an outgoing one is made anew from `salt` and the server's key.
    Up to (`txid`, `event_id`) the log was read for it; nothing up to `since_event_id` concerns it.
    """

    __tablename__ = "webhook"

    id: int | None = identity()
    kind: str
    conversation_id: int = reference("conversation.id", index=True)
    created_by: int = reference("user.id")
    by_service: bool = flag()
    bot_id: int = reference("user.id", index=True)
    name: str
    url: str = words()
    events: list[str] = Field(
        default_factory=list, sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'"))
    )
    secret_hash: bytes | None = Field(default=None, unique=True)
    salt: bytes | None = Field(default=None)
    txid: int = Field(default=0, sa_column=Column(Xid8, nullable=False, server_default=text("'0'::xid8")))
    event_id: int = counter()
    since_event_id: int = counter()
    created_at: datetime = moment()
    ended_at: datetime | None = later()
    deleted_at: datetime | None = later()


class WebhookDelivery(SQLModel, table=True):
    """One event for one outgoing webhook: due, done or parked. What it says is joined when it is sent."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id", name="uq_webhook_delivery_event"),
        Index("ix_webhook_delivery_due", "webhook_id", "due_at", "id", postgresql_where=text("due_at IS NOT NULL")),
    )

    id: int | None = identity()
    webhook_id: int = reference("webhook.id")
    event_id: int = Field(sa_type=BigInteger)
    attempts: int = counter()
    first_at: datetime | None = later()
    due_at: datetime | None = later()
    done_at: datetime | None = later()
    parked_at: datetime | None = later()
    last_error: str = words()
    created_at: datetime = moment()
