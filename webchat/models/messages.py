"""Messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from webchat.models.columns import (
    counter,
    document,
    flag,
    identity,
    later,
    moment,
    optional_reference,
    reference,
    words,
)


class Message(SQLModel, table=True):
    """One message; `seq` is its gap-free place in the conversation, `client_id` the sender's own name for it.

    `search_text` is the body as it is looked for: folded in Python, for `unaccent` is not immutable.
    `expires_at`: when it disappears; `vanished_at`: when it did, and holds nothing any more.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq", name="message_place"),
        UniqueConstraint("sender_id", "client_id", name="message_once"),
        Index("ix_message_pinned", "conversation_id", "pinned_at", postgresql_where=text("pinned_at is not null")),
        Index("ix_message_reply_to_id", "reply_to_id", postgresql_where=text("reply_to_id is not null")),
        # Deleted ones that still hold words.
        Index(
            "ix_message_deleted",
            "deleted_at",
            postgresql_where=text("deleted_at IS NOT NULL AND (body <> '' OR payload <> '{}')"),
        ),
        # What a conversation's list of shared links reads.
        Index(
            "ix_message_links",
            "conversation_id",
            "seq",
            postgresql_where=text("html like '%<a href=%' and deleted_at is null"),
        ),
        # Every part of a word of three letters or more, and the beginnings of all words.
        Index(
            "ix_message_search", "search_text", postgresql_using="gin", postgresql_ops={"search_text": "gin_trgm_ops"}
        ),
        # The latest of everything, and of one person: what a search walks when its words are common, or none.
        Index("ix_message_recent", "created_at"),
        Index("ix_message_sender", "sender_id", "created_at"),
        # What disappears next, and the places of what did.
        Index(
            "ix_message_expires", "expires_at", postgresql_where=text("expires_at IS NOT NULL AND vanished_at IS NULL")
        ),
        Index("ix_message_vanished", "vanished_at", postgresql_where=text("vanished_at IS NOT NULL")),
        Index("ix_message_to_all", "conversation_id", "seq", postgresql_where=text("mentions_all")),
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
    search_text: str = words()
    payload: dict[str, Any] = document()
    reply_to_id: int | None = optional_reference("message.id")
    mentions_all: bool = flag()
    link_preview: dict[str, Any] | None = document(None)
    preview_off: bool = flag()
    pinned_at: datetime | None = later()
    pinned_by: int | None = optional_reference("user.id")
    created_at: datetime = moment()
    edited_at: datetime | None = later()
    deleted_at: datetime | None = later()
    deleted_by: int | None = optional_reference("user.id")
    expires_at: datetime | None = later()
    vanished_at: datetime | None = later()


class MessageRevision(SQLModel, table=True):
    """What a message said before an edit; `version` is the message's while it said so."""

    __tablename__ = "message_revision"

    message_id: int = reference("message.id", primary_key=True)
    version: int = Field(primary_key=True, sa_type=BigInteger)
    body: str
    html: str
    replaced_at: datetime = moment()


class Mention(SQLModel, table=True):
    """A message that names a member. `@all` is a flag of the message, not a row for each."""

    __tablename__ = "mention"
    __table_args__ = (Index("ix_mention_user", "user_id", "conversation_id", "seq"),)

    message_id: int = reference("message.id", primary_key=True)
    user_id: int = reference("user.id", primary_key=True)
    conversation_id: int = reference("conversation.id")
    seq: int = Field(sa_type=BigInteger)


class Star(SQLModel, table=True):
    """A message that somebody saved for themselves."""

    __tablename__ = "star"
    __table_args__ = (Index("ix_star_message_id", "message_id"),)

    user_id: int = reference("user.id", primary_key=True)
    message_id: int = reference("message.id", primary_key=True)
    created_at: datetime = moment()
