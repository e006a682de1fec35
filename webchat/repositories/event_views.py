"""What events speak of, joined when they are read: a text that was deleted is nowhere in the log."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session

from webchat.domain.conversation_views import RemovalView
from webchat.domain.events import (
    BLOCK_ADDED,
    CONVERSATION_REMOVED,
    CONVERSATION_UPDATED,
    MEMBER_REMOVED,
    STAR_ADDED,
    LoggedEvent,
)
from webchat.domain.message_views import HeardView, ReactionView, StarView
from webchat.domain.privacy import kept_apart
from webchat.domain.user_views import BlockView
from webchat.repositories import calls, conversations, memberships, messages, users


def join(session: Session, events: Sequence[LoggedEvent]) -> list[tuple[LoggedEvent, Any]]:
    """Each event with the present view of its message, conversation, member or user.

    None for what is gone, or of a kind that only a newer process knows: while one after another is updated, both write.
    """
    kinds = {_kind(event) for event in events} & _LOADERS.keys()
    views: dict[int, Any] = {}
    for kind in kinds:
        views |= _LOADERS[kind](session, _of_kind(events, kind))
    return [(event, views.get(event.id)) for event in events]


def _kind(event: LoggedEvent) -> str:
    return event.type.partition(".")[0]


def _of_kind(events: Sequence[LoggedEvent], kind: str) -> list[LoggedEvent]:
    return [event for event in events if _kind(event) == kind]


def _messages(session: Session, events: list[LoggedEvent]) -> dict[int, Any]:
    found = messages.get_many(session, sorted({event.payload["message_id"] for event in events}))
    return {event.id: found.get(event.payload["message_id"]) for event in events}


def _reactions(session: Session, events: list[LoggedEvent]) -> dict[int, Any]:
    found = messages.get_many(session, sorted({event.payload["message_id"] for event in events}))
    views = {}
    for event in events:
        if message := found.get(event.payload["message_id"]):
            views[event.id] = ReactionView(
                message.id,
                message.conversation_id,
                message.seq,
                event.payload["emoji"],
                event.payload["user_id"],
                message.version,
                message.reactions,
            )
    return views


def _heard(session: Session, events: list[LoggedEvent]) -> dict[int, Any]:
    found = messages.get_many(session, sorted({event.payload["message_id"] for event in events}))
    views = {}
    for event in events:
        if one := found.get(event.payload["message_id"]):
            user_id = event.payload["user_id"]
            views[event.id] = HeardView(one.id, one.conversation_id, one.seq, user_id, one.version, one.heard_by)
    return views


def _stars(_session: Session, events: list[LoggedEvent]) -> dict[int, Any]:
    return {
        event.id: StarView(event.payload["message_id"], event.payload["conversation_id"], event.type == STAR_ADDED)
        for event in events
    }


def _members(session: Session, events: list[LoggedEvent]) -> dict[int, Any]:
    wanted = {(event.conversation_id or 0, event.payload["user_id"]) for event in events}
    present = memberships.views(session, sorted(wanted))
    gone = memberships.former_views(session, sorted(wanted - present.keys()))
    return {
        event.id: (gone if event.type == MEMBER_REMOVED else present).get(
            (event.conversation_id or 0, event.payload["user_id"])
        )
        for event in events
    }


def _calls(session: Session, events: list[LoggedEvent]) -> dict[int, Any]:
    found = calls.load(session, sorted({event.payload["call_id"] for event in events}))
    return {event.id: found[event.payload["call_id"]][1] for event in events if event.payload["call_id"] in found}


def _users(session: Session, events: list[LoggedEvent]) -> dict[int, Any]:
    ids = sorted({event.payload["user_id"] for event in events})
    found = {user.id: user for user in users.get_even_gone(session, ids)}
    return {event.id: found.get(event.payload["user_id"]) for event in events}


def _blocks(session: Session, events: list[LoggedEvent]) -> dict[int, Any]:
    ids = sorted({event.payload["user_id"] for event in events})
    found = {user.id: kept_apart(user) for user in users.get_even_gone(session, ids)}
    return {
        event.id: BlockView(found[event.payload["user_id"]], event.created_at if event.type == BLOCK_ADDED else None)
        for event in events
    }


def _privacy(session: Session, events: list[LoggedEvent]) -> dict[int, Any]:
    found = users.privacy_of(session, sorted({event.user_id or 0 for event in events}))
    return {event.id: found.get(event.user_id or 0) for event in events}


def _conversations(session: Session, events: list[LoggedEvent]) -> dict[int, Any]:
    shared_ids = {event.conversation_id for event in events if event.conversation_id is not None}
    places = {
        (event.payload["conversation_id"], event.user_id)
        for event in events
        if event.user_id is not None and event.type != CONVERSATION_REMOVED
    }
    shared = conversations.get_shared(session, sorted(shared_ids))
    mine = conversations.get_places(session, sorted(places))

    def view(event: LoggedEvent) -> Any:
        if event.type == CONVERSATION_REMOVED:
            return RemovalView(event.payload["conversation_id"], event.payload["reason"])
        if event.type == CONVERSATION_UPDATED and event.conversation_id is not None:
            return shared.get(event.conversation_id)
        return mine.get((event.payload["conversation_id"], event.user_id or 0))

    return {event.id: view(event) for event in events}


_LOADERS: dict[str, Callable[[Session, list[LoggedEvent]], dict[int, Any]]] = {
    "message": _messages,
    "reaction": _reactions,
    "star": _stars,
    "voice": _heard,
    "member": _members,
    "conversation": _conversations,
    "user": _users,
    "block": _blocks,
    "call": _calls,
    "privacy": _privacy,
}
