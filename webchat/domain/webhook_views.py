"""Webhooks as those who look after them see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from webchat.domain.events import (
    CALL_UPDATED,
    CONVERSATION_UPDATED,
    MEMBER_ADDED,
    MEMBER_REMOVED,
    MEMBER_UPDATED,
    MESSAGE_CREATED,
    MESSAGE_DELETED,
    MESSAGE_UPDATED,
    REACTION_ADDED,
    REACTION_REMOVED,
)
from webchat.domain.user_views import SenderView

INCOMING, OUTGOING = "incoming", "outgoing"
EVENTS = (
    MESSAGE_CREATED,
    MESSAGE_UPDATED,
    MESSAGE_DELETED,
    REACTION_ADDED,
    REACTION_REMOVED,
    MEMBER_ADDED,
    MEMBER_UPDATED,
    MEMBER_REMOVED,
    CONVERSATION_UPDATED,
    CALL_UPDATED,
)
"""What an outgoing webhook can hear of."""


@dataclass(frozen=True, slots=True)
class WebhookView:
    """One webhook; `ended_at`: the right of who made it is gone, and so it does nothing any more."""

    id: int
    kind: Literal["incoming", "outgoing"]
    conversation_id: int
    name: str
    url: str
    events: tuple[str, ...]
    bot_id: int
    created_by: SenderView
    parked: int
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A webhook with its secret, which is shown this once; `path` is where an incoming one listens."""

    webhook: WebhookView
    secret: str
    path: str | None


@dataclass(frozen=True, slots=True)
class ParkedView:
    """A delivery that was given up."""

    id: int
    type: str
    attempts: int
    last_error: str
    parked_at: datetime
