"""Mails to those who were away for long."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, text, true
from sqlmodel import Field, SQLModel

from webchat.models.columns import later, reference, words


class MailDigest(SQLModel, table=True):
    """Where somebody wants to hear of what they missed, and after how many hours (0: never); nobody else sees it.

    `address` is proven, `wanted_address` waits for the code that was sent to it. `look_at`: when to look again whether
    there is something to tell, `sent_at`: when something was told last.
    """

    __tablename__ = "mail_digest"
    __table_args__ = (
        Index("ix_mail_digest_due", "look_at", postgresql_where=text("address <> '' AND after_hours > 0")),
    )

    user_id: int = reference("user.id", primary_key=True)
    address: str = words()
    wanted_address: str = words()
    code_hash: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    code_until: datetime | None = later()
    tries: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    after_hours: int = Field(default=24, sa_column_kwargs={"server_default": "24"})
    texts: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    language: str = words()
    look_at: datetime | None = later()
    sent_at: datetime | None = later()
