"""Files that people sent."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from webchat.models.columns import counter, flag, identity, later, limit, moment, optional_reference, reference, words


class Media(SQLModel, table=True):
    """One file of one person; the content with this `sha256` (hexadecimal) is stored once, whoever sends it.

    `thumbnails` are the long sides in pixels that exist; `duration` is in milliseconds; `waveform` 0 to 100.
    """

    __tablename__ = "media"

    id: int | None = identity()
    owner_id: int = reference("user.id", index=True)
    sha256: str = Field(index=True)
    kind: str
    filename: str
    content_type: str
    size: int = counter()
    width: int | None = None
    height: int | None = None
    duration: int | None = None
    pages: int | None = None
    animated: bool = flag()
    placeholder: str = words()
    thumbnails: list[int] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False, server_default="[]"))
    waveform: list[int] = Field(default_factory=list, sa_column=Column(JSONB, nullable=False, server_default="[]"))
    rooms: list[int] | None = limit()
    created_at: datetime = moment()
    dropped_at: datetime | None = later()


class MessageMedia(SQLModel, table=True):
    """A message that carries a file; an album has several, in the order of `position`.

    `shelf` is where a conversation's gallery keeps it: "media" (pictures and films), "files" or "voice".
    """

    __tablename__ = "message_media"
    __table_args__ = (Index("ix_message_media_shelf", "conversation_id", "shelf", "seq", "position"),)

    message_id: int = reference("message.id", primary_key=True)
    media_id: int = reference("media.id", primary_key=True, index=True)
    position: int = Field(default=0)
    conversation_id: int = reference("conversation.id")
    seq: int = Field(sa_type=BigInteger)
    shelf: str


class VoiceHeard(SQLModel, table=True):
    """Somebody played a voice message of somebody else."""

    __tablename__ = "voice_heard"

    message_id: int = reference("message.id", primary_key=True)
    user_id: int = reference("user.id", primary_key=True)
    at: datetime = moment()


class Upload(SQLModel, table=True):
    """A file that comes in parts; how much has come is the size of its file beside the others.

    `about` is the client's `Upload-Metadata`, as it came.
    """

    __tablename__ = "upload"

    id: str = Field(primary_key=True)
    owner_id: int = reference("user.id", index=True)
    filename: str
    about: str = words()
    length: int = counter()
    media_id: int | None = optional_reference("media.id")
    rooms: list[int] | None = limit()
    created_at: datetime = moment()
