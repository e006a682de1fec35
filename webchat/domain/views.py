"""What leaves the services: frozen, with exactly the fields of the public protocol."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

import orjson

from webchat.domain.call_views import MyCall

T = TypeVar("T")
MessageKind = Literal[
    "text", "image", "video", "audio", "file", "voice", "gif", "location", "contact", "sticker", "poll",
    "call", "system",
]  # fmt: skip
FileKind = Literal["image", "audio", "video", "file"]
ConversationKind = Literal["direct", "group"]
Presence = Literal["online", "away", "offline"]
Role = Literal["owner", "admin", "member"]
Whose = Literal["all", "admins"]
"""Which members may do something in a group."""
Wanted = Literal["all", "mentions", "none"]
"""Of which messages one wants to hear."""
Removal = Literal["left", "removed", "deleted"]
"""How a conversation ceases to be one's own."""
UNSAID = frozenset({"hides_presence", "shown_seq"})
"""Fields that our own code reads and no JSON holds."""
_PASS_ON = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


@dataclass(frozen=True, slots=True)
class UserView:
    id: int
    username: str
    display_name: str
    about: str
    avatar_url: str | None
    is_bot: bool
    presence: Presence
    last_seen_at: datetime | None
    created_at: datetime
    hides_presence: bool = False


@dataclass(frozen=True, slots=True)
class PrivacyView:
    """What one shows of oneself, and therefore sees of others: what was read; when one is, or was last, here."""

    receipts: bool = True
    presence: bool = True


@dataclass(frozen=True, slots=True)
class LookView:
    """What one chose for all one's devices; empty: each browser has its own. `language` "auto": what it likes best."""

    language: str = ""
    theme: str = ""
    accent: str = ""


@dataclass(frozen=True, slots=True)
class MailView:
    """Where and after how many hours away one hears by mail of what one missed; 0: never.

    `address` is proven, `wanted_address` waits for its code; `offered`: whether this server sends mail.
    """

    address: str = ""
    wanted_address: str = ""
    after_hours: int = 24
    texts: bool = True
    offered: bool = False


@dataclass(frozen=True, slots=True)
class BlockView:
    """Somebody whom one shut out; `blocked_at` is None once they are let in again."""

    user: UserView
    blocked_at: datetime | None


@dataclass(frozen=True, slots=True)
class SenderView:
    id: int
    username: str
    display_name: str
    avatar_url: str | None = None
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class QuoteView:
    """The message that another one answers, as far as a quote shows it; a deleted one has no words."""

    id: int
    seq: int
    sender: SenderView
    kind: MessageKind
    snippet: str
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class ReactionCount:
    """One sign under a message, and who gave it, the first first."""

    emoji: str
    count: int
    user_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MediaView:
    """A file; `duration` in seconds, `thumbnails` by their long sides in pixels, `waveform` from 0 to 100.

    `width` and `height` of a document are those of its first page as it is drawn.
    """

    id: int
    kind: FileKind
    filename: str
    content_type: str
    size: int
    width: int | None
    height: int | None
    duration: float | None
    pages: int | None
    url: str
    thumbnail_url: str | None
    thumbnails: tuple[int, ...]
    placeholder: str
    animated: bool
    waveform: tuple[int, ...]
    sha256: str


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


@dataclass(frozen=True, slots=True)
class ReceiptMinima:
    """Up to which `seq` all members have received and read; a sender is never behind their own message."""

    delivered_seq: int
    read_seq: int


@dataclass(frozen=True, slots=True)
class ConversationShared:
    """What all members see alike. `is_notes`: somebody's notes to themselves, a direct one without a peer.

    `slow_seconds`: how long plain members wait between two messages. `disappear_seconds`: how long after being sent
    messages disappear for everyone, 0 for never.
    """

    id: int
    kind: ConversationKind
    title: str
    description: str
    avatar_url: str | None
    external_key: str | None
    last_seq: int
    last_message: MessageView | None
    members_count: int
    created_at: datetime
    who_can_write: Whose = "all"
    who_can_add: Whose = "admins"
    is_public: bool = False
    slow_seconds: int = 0
    disappear_seconds: int = 0
    is_notes: bool = False


@dataclass(frozen=True, slots=True)
class MemberView:
    """Somebody's place in a group; `members_count` is the group's after the change that this speaks of."""

    user: UserView
    role: Role
    joined_at: datetime
    read_seq: int
    delivered_seq: int
    members_count: int


@dataclass(frozen=True, slots=True)
class RemovalView:
    """A conversation that is no longer one's own; `reason`: "left", "removed" or "deleted"."""

    conversation_id: int
    reason: Removal


@dataclass(frozen=True, slots=True)
class ConversationMine:
    """What is one member's own: `title` and `avatar_url` of a direct conversation are the other's.

    `unread_mark`: marked unread from this `seq` on. `hidden`: not listed until something new is said.
    `notify` ("all", "mentions", "none") holds until `muted_until`, for good where that is null.
    `archived_seq` and `hidden_seq` are the last messages that were there when it was put away.
    `blocked`: this member shut the other one out, and nothing counts as unread; `apart`: either of them did.
    `answered` are the lines of calls above `read_seq` that this member took part in: they do not count as unread.
    `mentions` are the numbers of unread messages that name this member, the latest first, at most 100.
    """

    title: str
    avatar_url: str | None
    peer: UserView | None
    unread_count: int
    mention_count: int
    read_seq: int
    delivered_seq: int
    muted_until: datetime | None
    pinned: bool
    archived: bool
    role: Role
    receipts: ReceiptMinima
    notify: Wanted = "all"
    unread_mark: int | None = None
    hidden: bool = False
    mentions: tuple[int, ...] = ()
    archived_seq: int | None = None
    hidden_seq: int | None = None
    answered: tuple[int, ...] = ()
    blocked: bool = False
    apart: bool = False


INNER = frozenset({"receipts", "mentions", "archived_seq", "hidden_seq", "answered", "apart"})
"""Members of a conversation that our own pages need and the protocol does not have."""


@dataclass(frozen=True, slots=True)
class ConversationView:
    shared: ConversationShared
    mine: ConversationMine

    @property
    def id(self) -> int:
        return self.shared.id

    def as_dict(self) -> dict[str, Any]:
        """Both parts in one object, as the protocol has it."""
        merged = {**_members(self.shared), **_members(self.mine)}
        return {name: value for name, value in merged.items() if name not in INNER}


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A member's cursors after an acknowledgement; `shown_seq` is how far others may know of the reading."""

    conversation_id: int
    user_id: int
    delivered_seq: int
    read_seq: int
    moved: bool
    shown_seq: int = 0


@dataclass(frozen=True, slots=True)
class ReceiptOf:
    """Whether and when a message came to a member; a moment that is no longer known is None."""

    user: UserView
    delivered_at: datetime | None
    read_at: datetime | None
    delivered: bool
    read: bool


@dataclass(frozen=True, slots=True)
class SessionView:
    """Somewhere where one is signed in: `device` is what it says of itself, `name` that in words."""

    id: int
    kind: str
    device: str
    name: str
    created_at: datetime
    last_used_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """A new user with the session's secret, which is shown this once."""

    user: UserView
    secret: str
    session_id: int


@dataclass(frozen=True, slots=True)
class NewBot:
    """A bot with its token, which is shown this once."""

    bot: UserView
    token: str


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Part of a list; `next` is the cursor of what follows, None at the end."""

    items: list[T]
    next: str | None


@dataclass(frozen=True, slots=True)
class StickerView:
    """A sticker; `label` says what it shows, `emoji` (or "") stands for it where there is no room."""

    name: str
    label: str
    emoji: str
    url: str


@dataclass(frozen=True, slots=True)
class StickerPackView:
    name: str
    title: str
    stickers: tuple[StickerView, ...]


@dataclass(frozen=True, slots=True)
class GifView:
    """A GIF of the service outside; `preview_url` shows it in this size, `id` takes it, for a while."""

    id: str
    title: str
    preview_url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class GifPage:
    """What was found; `provider` wants to be named beside it and is None where there is no service to ask."""

    items: list[GifView]
    next: str | None
    provider: str | None


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events of the log after a cursor; `reset`: drop what you hold and read afresh."""

    items: list[Any]
    cursor: str
    has_more: bool = False
    reset: bool = False


def to_bytes(value: Any) -> bytes:
    """The same as `to_json`, encoded: several times as fast as making plain values first."""
    return orjson.dumps(value, default=_encodable, option=_PASS_ON)


def to_json(value: Any) -> Any:
    """A view as plain JSON values: times in RFC 3339 with Z, UUIDs as text."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    simpler = _simpler(value)
    return value if simpler is value else to_json(simpler)


def _encodable(value: Any) -> Any:
    simpler = _simpler(value)
    if simpler is value:
        raise TypeError(f"{type(value).__name__} is nothing that JSON has.")
    return simpler


def _simpler(value: Any) -> Any:
    """One step towards plain values; itself where there is none."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, ConversationView | MyCall):
        return value.as_dict()
    if isinstance(value, MessageView):
        return {**_members(value), "payload": value.payload or {}}
    if is_dataclass(value):
        return _members(value)
    return value


def _members(view: Any) -> dict[str, Any]:
    return {name: getattr(view, name) for name in _names(view.__class__)}


@cache
def _names(of: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(of) if field.name not in UNSAID)
