"""Conversations: begin, list, look at."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import datetime

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import ConversationView
from webchat.domain.errors import Forbidden, InvalidInput, NotFound
from webchat.domain.events import CONVERSATION_CREATED, CONVERSATION_UPDATED, NewEvent
from webchat.domain.pages import Page
from webchat.domain.permissions import BLOCKED_BY_ME
from webchat.repositories import blocks, conversations, memberships, users
from webchat.services.events import record
from webchat.services.presence import with_presence


def ensure_direct(uow: UnitOfWork, actor: Actor, user_id: int) -> ConversationView:
    """The one conversation of two people, from whichever side it is begun, also at the same moment.

    Where one shut the other out, neither begins one; what they said before stays.
    """
    if user_id == actor.user_id or users.get(uow.session, user_id) is None:
        raise NotFound
    key = direct_key(actor.user_id, user_id)
    conversation_id = conversations.find_direct(uow.session, key)
    if conversation_id is None:
        actor.need_everywhere()
        if blocks.is_blocked(uow.session, user_id, actor.user_id):
            raise NotFound
        if blocks.is_blocked(uow.session, actor.user_id, user_id):
            raise Forbidden(BLOCKED_BY_ME)
        conversation_id = _begin(uow, actor, user_id, key)
    return get_conversation(uow, actor, conversation_id)


def ensure_notes(uow: UnitOfWork, actor: Actor) -> ConversationView:
    """One's notes to oneself: a direct conversation that nobody else is in."""
    key = direct_key(actor.user_id, actor.user_id)
    conversation_id = conversations.find_direct(uow.session, key)
    if conversation_id is None:
        actor.need_everywhere()
        conversation_id = _begin(uow, actor, actor.user_id, key)
    return get_conversation(uow, actor, conversation_id)


def list_conversations(
    uow: UnitOfWork, actor: Actor, cursor: str | None = None, limit: int = 50, kind: str | None = None
) -> Page[ConversationView]:
    """One's own conversations, of one kind or of all, newest activity first."""
    rows = conversations.page(uow.session, actor.user_id, _read_cursor(cursor), limit + 1, kind)
    shown = rows[:limit]
    last = f"{shown[-1]['active_at'].isoformat()} {shown[-1]['id']}" if len(rows) > limit else None
    views = get_conversations(uow, actor, [row["id"] for row in shown])
    return Page(views, urlsafe_b64encode(last.encode()).decode() if last else None)


def get_conversation(uow: UnitOfWork, actor: Actor, conversation_id: int) -> ConversationView:
    """One of one's own conversations."""
    return _view_for(uow, actor.user_id, conversation_id)


def tell_member(uow: UnitOfWork, user_id: int, conversation_id: int) -> ConversationView:
    """Tells all devices of one member what their conversation is like now."""
    view = _view_for(uow, user_id, conversation_id)
    record(uow, view, NewEvent(CONVERSATION_UPDATED, user_id, {"conversation_id": conversation_id}, user_id=user_id))
    return view


def get_conversations(uow: UnitOfWork, actor: Actor, ids: list[int]) -> list[ConversationView]:
    """Those of one's own conversations, in the order of `ids`; what is not one's own is left out."""
    found = conversations.get_many(uow.session, actor.user_id, ids) if ids else {}
    return [_present(found[one]) for one in ids if one in found]


def find_direct(uow: UnitOfWork, actor: Actor, one: int, other: int) -> int:
    """The id of the conversation of two users, of whom the actor is one."""
    if actor.user_id not in (one, other):
        raise NotFound
    conversation_id = conversations.find_direct(uow.session, direct_key(one, other))
    if conversation_id is None:
        raise NotFound
    return conversation_id


def access_conversation(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """Raises `NotFound` unless the actor is a member."""
    if not memberships.is_member(uow.session, conversation_id, actor.user_id):
        raise NotFound


def direct_key(one: int, other: int) -> str:
    """The same for both orders."""
    return f"{min(one, other)}:{max(one, other)}"


def _begin(uow: UnitOfWork, actor: Actor, user_id: int, key: str) -> int:
    conversation_id, made = conversations.ensure_direct(uow.session, key)
    if made:
        both = sorted({actor.user_id, user_id})
        conversations.lock(uow.session, conversation_id)
        conversations.add_members(uow.session, conversation_id, both)
        for member in both:
            view = conversations.get_many(uow.session, member, [conversation_id])[conversation_id]
            payload = {"conversation_id": conversation_id}
            record(uow, _present(view), NewEvent(CONVERSATION_CREATED, actor.user_id, payload, user_id=member))
    return conversation_id


def _view_for(uow: UnitOfWork, user_id: int, conversation_id: int) -> ConversationView:
    found = conversations.get_many(uow.session, user_id, [conversation_id])
    if conversation_id not in found:
        raise NotFound
    return _present(found[conversation_id])


def _present(view: ConversationView) -> ConversationView:
    peer = view.mine.peer
    if peer is None or view.mine.apart:
        return view
    return replace(view, mine=replace(view.mine, peer=with_presence(peer)))


def _read_cursor(cursor: str | None) -> tuple[datetime, int] | None:
    if not cursor:
        return None
    try:
        moment, number = urlsafe_b64decode(cursor.encode()).decode().split(" ")
        return datetime.fromisoformat(moment), int(number)
    except ValueError as error:
        raise InvalidInput("This is not a cursor of this list.", field="cursor") from error
