"""The protocol's objects. A field that is not known here is ignored, one that does not come has its default."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from webchat.client.errors import ChatError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class User:
    """Somebody. `presence`: "online", "away" or "offline"; `last_seen_at` is None where nobody is to know."""

    id: int
    username: str = ""
    display_name: str = ""
    about: str = ""
    avatar_url: str | None = None
    is_bot: bool = False
    presence: str = "offline"
    last_seen_at: datetime | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user that was made just now, with the token that is shown this once."""

    user: User
    token: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote something: what of a user comes with each message."""

    id: int
    username: str = ""
    display_name: str = ""
    avatar_url: str | None = None
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """The message that another one answers."""

    id: int
    seq: int = 0
    sender: Sender | None = None
    kind: str = "text"
    snippet: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Reaction:
    """One sign under a message, and who gave it, the first first."""

    emoji: str
    count: int = 0
    user_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """A file: `kind` "image", "audio", "video" or "file", `size` in bytes, `duration` in seconds.

    `thumbnails` by their long sides in pixels; `waveform` from 0 to 100; `url` and `thumbnail_url` are paths of the
    server, open to whoever may see the file. `width` and `height` of a document are those of its first page.
    """

    id: int
    kind: str = "file"
    filename: str = ""
    content_type: str = "application/octet-stream"
    size: int = 0
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    pages: int | None = None
    url: str = ""
    thumbnail_url: str | None = None
    thumbnails: tuple[int, ...] = ()
    placeholder: str = ""
    animated: bool = False
    waveform: tuple[int, ...] = ()
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message: `seq` is its number in its conversation, `version` rises with every change.

    `html` is safe to show. `payload`: what a poll, a place or a contact holds. `heard_by`: who played this voice
    message, the first hundred. `expires_at`: when it disappears for everyone.
    """

    id: int
    conversation_id: int
    seq: int = 0
    version: int = 0
    client_id: str | None = None
    sender: Sender = Sender(0)
    kind: str = "text"
    body: str = ""
    html: str = ""
    reply_to: Quote | None = None
    media: tuple[Media, ...] = ()
    payload: dict[str, Any] = field(default_factory=dict)
    reactions: tuple[Reaction, ...] = ()
    mentions: tuple[int, ...] = ()
    mentions_all: bool = False
    link_preview: dict[str, Any] | None = None
    is_delivered: bool = False
    is_read: bool = False
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    pinned_at: datetime | None = None
    heard_by: tuple[int, ...] = ()
    expires_at: datetime | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A direct conversation or a group; a group's id is its conversation's id.

    `who_can_write`, `who_can_add`: "all" or "admins". `unread_mark`: the `seq` from which on it is marked unread.
    """

    id: int
    kind: str = "direct"
    title: str = ""
    description: str = ""
    avatar_url: str | None = None
    external_key: str | None = None
    last_seq: int = 0
    last_message: Message | None = None
    peer: User | None = None
    unread_count: int = 0
    mention_count: int = 0
    read_seq: int = 0
    delivered_seq: int = 0
    muted_until: datetime | None = None
    notify: str = "all"
    pinned: bool = False
    archived: bool = False
    hidden: bool = False
    unread_mark: int | None = None
    is_notes: bool = False
    blocked: bool = False
    role: str = "member"
    who_can_write: str = "all"
    who_can_add: str = "admins"
    is_public: bool = False
    slow_seconds: int = 0
    disappear_seconds: int = 0
    members_count: int = 0
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Somebody whom one shut out."""

    user: User
    blocked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's place in a group: `role` "owner", "admin" or "member", and up to which `seq` they received and read.

    `members_count` is the group's.
    """

    user: User
    role: str = "member"
    joined_at: datetime | None = None
    read_seq: int = 0
    delivered_seq: int = 0
    members_count: int = 0


@dataclass(frozen=True, slots=True)
class Revision:
    """What a message said from `at` on."""

    version: int
    body: str = ""
    html: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that was found; `ranges` are pairs of positions in its body."""

    message: Message
    ranges: tuple[tuple[int, int], ...] = ()
    conversation_title: str = ""


@dataclass(frozen=True, slots=True)
class MessagePage:
    """A stretch of a conversation, oldest first."""

    items: tuple[Message, ...] = ()
    has_older: bool = False
    has_newer: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Part of a list; `next` is the cursor of what follows, None at the end."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of one message of a batch: `message`, or `error`."""

    client_id: str
    status: int
    message: Message | None = None
    error: ChatError | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook of a group, `kind` "incoming" or "outgoing"; `parked`: how many deliveries could not be made and wait.

    `ended_at`: since when it does nothing any more, because who made it lost the right to.
    """

    id: int
    kind: str = ""
    conversation_id: int = 0
    name: str = ""
    url: str = ""
    events: tuple[str, ...] = ()
    bot_id: int = 0
    parked: int = 0
    created_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A webhook with its secret, which is shown this once; `path` is where an incoming one listens."""

    webhook: Webhook
    secret: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class NewBot:
    """A bot with its token, which is shown this once."""

    bot: User
    token: str


CallKind = Literal["audio", "video"]
CallVerb = Literal[
    "ringing", "accept", "answer", "connected", "reconnecting", "decline", "reject", "ignore", "busy", "cancel",
    "hangup", "end",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody's part in a call: rung ("calling", "ringing"), in it ("waiting", "connecting", "active",
    "reconnecting"), or out of it ("declined", "busy", "missed", "failed", "left")."""

    user_id: int
    display_name: str = ""
    avatar_url: str | None = None
    state: str = ""
    joined_at: datetime | None = None
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call: "calling", "ringing", "connecting", "active", "reconnecting" or "ended", and then for which reason.

    `media` is "mesh" between the devices themselves, or "livekit". `duration` in seconds, of one that was talked in.
    What is one's own (the last three) comes in answers, not in events.
    """

    id: int
    conversation_id: int
    message_id: int | None = None
    version: int = 0
    kind: str = "audio"
    media: str = "mesh"
    state: str = ""
    initiator_id: int = 0
    participants: tuple[Participant, ...] = ()
    started_at: datetime | None = None
    ring_until: datetime | None = None
    answered_at: datetime | None = None
    connected_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None
    duration: int | None = None
    my_state: str | None = None
    my_device_id: str | None = None
    answered_elsewhere: bool = False

    @property
    def is_live(self) -> bool:
        """Whether it has not ended."""
        return self.state != "ended"


@dataclass(frozen=True, slots=True)
class Ice:
    """Relays and a credential for `ttl` seconds; `policy` is "relay" where nothing else may be used, else "all"."""

    urls: tuple[str, ...] = ()
    username: str = ""
    credential: str = ""
    ttl: int = 0
    policy: str = "all"
    exposes: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, as the log has it; `data` and `raw` are plain JSON.

    `id` and `cursor` are None for what is never replayed (typing, presence, receipts). `reset`: what happened since
    the cursor is not known any more: read afresh what you hold, and go on.
    """

    id: int | None
    type: str
    cursor: str | None = None
    conversation_id: int | None = None
    actor_id: int | None = None
    created_at: datetime | None = None
    data: Any = None
    message: Message | None = None
    call: Call | None = None
    raw: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
