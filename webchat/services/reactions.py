"""Reactions: one person's signs under a message, given and taken back."""

from sqlalchemy import RowMapping

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.emoji import check_emoji
from webchat.domain.errors import Conflict, NotFound
from webchat.domain.events import REACTION_ADDED, REACTION_REMOVED, NewEvent
from webchat.domain.message_views import ReactionView
from webchat.domain.permissions import Action
from webchat.repositories import conversations, messages, reactions
from webchat.services import limits
from webchat.services.access import need
from webchat.services.events import record

MOST_SIGNS = 20


def add_reaction(uow: UnitOfWork, actor: Actor, message_id: int, emoji: str) -> ReactionView:
    """Gives a sign; again changes nothing. Raises `Conflict` where a message takes no more."""
    sign = check_emoji(emoji)
    place = _enter(uow, actor, message_id)
    need(uow, actor, place["conversation_id"], Action.REACT)
    if place["deleted"] or place["kind"] == "system":
        raise Conflict("This message takes no reactions.")
    signs = reactions.signs_of(uow.session, message_id)
    if sign not in signs and len(signs) >= MOST_SIGNS:
        raise Conflict(
            "A message holds at most {most} different reactions. Choose one that is there already.",
            most=MOST_SIGNS, field="emoji",
        )  # fmt: skip
    changed = reactions.add(uow.session, message_id, actor.user_id, sign)
    return _told(uow, actor, message_id, sign, REACTION_ADDED if changed else None)


def remove_reaction(uow: UnitOfWork, actor: Actor, message_id: int, emoji: str) -> ReactionView:
    """Takes one's own sign back; again changes nothing."""
    sign = check_emoji(emoji)
    _enter(uow, actor, message_id)
    changed = reactions.remove(uow.session, message_id, actor.user_id, sign)
    return _told(uow, actor, message_id, sign, REACTION_REMOVED if changed else None)


def _enter(uow: UnitOfWork, actor: Actor, message_id: int) -> RowMapping:
    """The message's place, looked at again once nothing in its conversation can change."""
    limits.count_reaction(actor.user_id)
    place = reactions.place(uow.session, message_id, actor.user_id)
    if place is not None:
        conversations.lock(uow.session, place["conversation_id"])
        place = reactions.place(uow.session, message_id, actor.user_id)
    if place is None:
        raise NotFound
    return place


def _told(uow: UnitOfWork, actor: Actor, message_id: int, emoji: str, happened: str | None) -> ReactionView:
    message = messages.get_many(uow.session, [message_id])[message_id]
    view = ReactionView(
        message_id,
        message.conversation_id,
        message.seq,
        emoji,
        actor.user_id,
        message.version,
        message.reactions,
    )
    if happened:
        payload = {"message_id": message_id, "emoji": emoji, "user_id": actor.user_id}
        record(uow, view, NewEvent(happened, actor.user_id, payload, message.conversation_id))
    return view
