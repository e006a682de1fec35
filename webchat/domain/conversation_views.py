"""Conversations, their members and how far those have read, as they leave the services."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from webchat.domain.encoding import members
from webchat.domain.message_views import MessageView
from webchat.domain.user_views import UserView

ConversationKind = Literal["direct", "group"]
Role = Literal["owner", "admin", "member"]
Whose = Literal["all", "admins"]
"""Which members may do something in a group."""
Wanted = Literal["all", "mentions", "none"]
"""Of which messages one wants to hear."""
Removal = Literal["left", "removed", "deleted"]
"""How a conversation ceases to be one's own."""


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
    """A conversation for one member: what all see alike, and what is theirs alone."""

    shared: ConversationShared
    mine: ConversationMine

    @property
    def id(self) -> int:
        return self.shared.id

    def as_dict(self) -> dict[str, Any]:
        """Both parts in one object, as the protocol has it."""
        merged = {**members(self.shared), **members(self.mine)}
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
