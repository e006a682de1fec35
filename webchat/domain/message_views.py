"""Messages as they leave the services."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from webchat.domain.encoding import members
from webchat.domain.media_views import MediaView
from webchat.domain.user_views import SenderView

MessageKind = Literal[
    "text", "image", "video", "audio", "file", "voice", "gif", "location", "contact", "sticker", "poll",
    "call", "system",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuoteView:
    """The message that another one answers, as far as a quote shows it; a deleted one has no words."""

    id: int
    seq: int
    sender: SenderView
    kind: MessageKind
    snippet: str
    deleted: bool = False
    files: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReactionCount:
    """One sign under a message, and who gave it, the first first."""

    emoji: str
    count: int
    user_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message as everyone in its conversation may see it; nothing personal, so one copy serves all.

    `heard_by`: who played this voice message, the first hundred. `expires_at`: when it disappears for everyone.
    """

    id: int
    conversation_id: int
    seq: int
    version: int
    client_id: UUID
    sender: SenderView
    kind: MessageKind
    body: str
    html: str
    created_at: datetime
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    is_delivered: bool = False
    is_read: bool = False
    reply_to: QuoteView | None = None
    media: tuple[MediaView, ...] = ()
    payload: dict[str, Any] | None = None
    reactions: tuple[ReactionCount, ...] = ()
    mentions: tuple[int, ...] = ()
    mentions_all: bool = False
    link_preview: dict[str, Any] | None = None
    pinned_at: datetime | None = None
    heard_by: tuple[int, ...] = ()
    expires_at: datetime | None = None

    @property
    def vanished(self) -> bool:
        """Whether it disappeared at its time: nothing of it is shown any more, no tombstone either."""
        return self.deleted_at is not None and self.expires_at is not None and self.deleted_at >= self.expires_at

    def as_dict(self) -> dict[str, Any]:
        """As the protocol has it: `payload` is never null."""
        return members(self) | {"payload": self.payload or {}}


@dataclass(frozen=True, slots=True)
class ReactionView:
    """A sign that was given or taken back; `reactions` is what the message has now."""

    message_id: int
    conversation_id: int
    seq: int
    emoji: str
    user_id: int
    version: int
    reactions: tuple[ReactionCount, ...]


@dataclass(frozen=True, slots=True)
class HeardView:
    """Somebody played a voice message; `heard_by` are the first hundred who did."""

    message_id: int
    conversation_id: int
    seq: int
    user_id: int
    version: int
    heard_by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RevisionView:
    """What a message said from `at` on; `version` is the last one in which it said so."""

    version: int
    body: str
    html: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StarView:
    """A message that its reader saved, or does not keep any more."""

    message_id: int
    conversation_id: int
    starred: bool


@dataclass(frozen=True, slots=True)
class SentMessage:
    """The stored message; `replay` when its `client_id` had been stored before."""

    view: MessageView
    replay: bool


@dataclass(frozen=True, slots=True)
class MessagePage:
    """A stretch of a conversation, oldest first; `cursor` is the log's position in the same snapshot."""

    items: list[MessageView]
    has_older: bool
    has_newer: bool
    cursor: str = ""
