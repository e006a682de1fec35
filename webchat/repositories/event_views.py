"""What events speak of, joined when they are read: a text that was deleted is nowhere in the log."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from webchat.domain.events import LoggedEvent
from webchat.repositories import conversations, messages, users


def join(session: Session, events: Sequence[LoggedEvent]) -> list[tuple[LoggedEvent, Any]]:
    """Each event with the present view of its message, conversation or user."""
    found_messages = messages.get_many(session, _ids(events, "message_id"))
    found_users = {user.id: user for user in users.get_many(session, _ids(events, "user_id"))}
    found_conversations = _conversations(session, events)

    def view(event: LoggedEvent) -> Any:
        if "message_id" in event.payload:
            return found_messages.get(event.payload["message_id"])
        if "user_id" in event.payload:
            return found_users.get(event.payload["user_id"])
        return found_conversations.get((event.user_id, event.payload.get("conversation_id")))

    return [(event, view(event)) for event in events]


def _ids(events: Sequence[LoggedEvent], name: str) -> list[int]:
    return sorted({event.payload[name] for event in events if name in event.payload})


def _conversations(session: Session, events: Sequence[LoggedEvent]) -> dict[tuple[int | None, int | None], Any]:
    wanted: dict[int, set[int]] = defaultdict(set)
    for event in events:
        if event.user_id is not None and "conversation_id" in event.payload:
            wanted[event.user_id].add(event.payload["conversation_id"])
    return {
        (user_id, view.id): view
        for user_id, ids in wanted.items()
        for view in conversations.get_many(session, user_id, sorted(ids)).values()
    }
