"""What happened: events that are kept in the log, and signals that are not."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

MESSAGE_CREATED = "message.created"
MESSAGE_UPDATED = "message.updated"
MESSAGE_DELETED = "message.deleted"
REACTION_ADDED = "reaction.added"
REACTION_REMOVED = "reaction.removed"
VOICE_HEARD = "voice.heard"
"""Somebody played another's voice message for the first time."""
STAR_ADDED = "star.added"
"""For one user alone: they saved a message, `{message_id, conversation_id}`. A deleted one is saved no more, unsaid."""
STAR_REMOVED = "star.removed"
"""For one user alone: they no longer keep it."""
CONVERSATION_CREATED = "conversation.created"
CONVERSATION_UPDATED = "conversation.updated"
CONVERSATION_REMOVED = "conversation.removed"
MEMBER_ADDED = "member.added"
MEMBER_UPDATED = "member.updated"
MEMBER_REMOVED = "member.removed"
USER_UPDATED = "user.updated"
BLOCK_ADDED = "block.added"
"""For one user alone: they shut somebody out, `{user_id}`."""
BLOCK_REMOVED = "block.removed"
"""For one user alone: they let somebody in again."""
CALL_UPDATED = "call.updated"
"""A call began, changed or ended: its present state, for everyone in the conversation."""
ACCESS_ENDED = "access.ended"
"""For one user, who is never told it as such: they were suspended."""

CALL_SIGNAL = "call.signal"
"""From one device in a call to another one's: `{call_id, from_user_id, device_id, data}`, for that user alone."""
CALLS_SEEN = "calls.seen"
"""For one user alone: they looked at the calls that they missed, `{missed_count}`."""
PRIVACY_UPDATED = "privacy.updated"
"""For one user alone: what they show of themselves, and see of others, is different now."""

TYPING = "typing"
PRESENCE = "presence"
RECEIPT_UPDATED = "receipt.updated"
"""A member's cursors moved, `{user_id, delivered_seq, read_seq}`."""
RECEIPT_MINIMA = "receipt.minima"
"""Up to where all members have received and read, `{delivered_seq, read_seq}`; only when that changed."""
SESSION_ENDED = "session.ended"
"""`{session_id}` counts no more; None: none of the user's does."""
DEVICE_ASKED = "device.asked"
"""Another device wants in, for the one session that let it ask: `{session_id, link: {id, device}}`."""
DRAFT_UPDATED = "draft.updated"
SCHEDULE_UPDATED = "schedule.updated"
WELCOME_DUE = "welcome.due"
"""Somebody came in, whom the guide is to welcome."""
ATTENTION = "attention"
"""Somebody looks at a tab of theirs, or not any more: `{connection_id, session_id, seconds}`, 0 for not any more."""
NOTIFICATIONS_UPDATED = "notifications.updated"
"""For one user alone: how they want to hear of messages."""
LOOK_UPDATED = "look.updated"
"""For one user alone: the language, theme and accent of all their devices, `{look}`."""
PUSH_SUBSCRIBED = "push.subscribed"
"""Somebody's browser wants to be told with the page closed."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be logged: for all of a conversation, or for one user. `payload` holds ids and signs, no words.

    `actor_id` is None for what happens by itself.
    """

    type: str
    actor_id: int | None
    payload: dict[str, Any]
    conversation_id: int | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """A row of the log."""

    id: int
    txid: int
    type: str
    conversation_id: int | None
    user_id: int | None
    actor_id: int | None
    payload: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """A logged event with the view that it speaks of (None when it is no longer there)."""

    id: int
    txid: int
    cursor: str
    type: str
    conversation_id: int | None
    user_id: int | None
    actor_id: int | None
    created_at: datetime
    data: Any


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that matters only now: typing, presence, receipts. Never replayed.

    `relayed`: another process of ours said it. `data` is plain JSON values, so that it can be.
    """

    type: str
    conversation_id: int | None = None
    user_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)
    relayed: bool = False
