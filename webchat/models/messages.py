"""Messages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from webchat.models.columns import counter, identity, later, moment, reference, words


class Message(SQLModel, table=True):
    """One message; `seq` is its gap-free place in the conversation, `client_id` the sender's own name for it."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq", name="message_place"),
        UniqueConstraint("sender_id", "client_id", name="message_once"),
    )

    id: int | None = identity()
    conversation_id: int = reference("conversation.id")
    sender_id: int = reference("user.id")
    seq: int = Field(sa_type=BigInteger)
    version: int = counter(1)
    client_id: UUID
    kind: str = words("text")
    body: str
    html: str
    created_at: datetime = moment()
    edited_at: datetime | None = later()
    deleted_at: datetime | None = later()
