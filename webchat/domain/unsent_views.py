"""What is written and not sent, as its writer alone sees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from webchat.domain.message_views import QuoteView


@dataclass(frozen=True, slots=True)
class DraftView:
    """An unfinished message; without text and answer it says that there is none any more."""

    conversation_id: int
    body: str
    reply_to: QuoteView | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class ScheduledView:
    """A message for later; `problem` says why it was not sent at its time."""

    id: int
    conversation_id: int
    client_id: UUID
    kind: str
    body: str
    payload: dict[str, Any]
    reply_to_id: int | None
    send_at: datetime
    problem: str
    created_at: datetime
