"""Whether somebody may do something in a conversation: asked by every use case that changes one."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.errors import NotFound
from webchat.domain.permissions import Action, Standing, refusal
from webchat.repositories import conversations, memberships


def need(uow: UnitOfWork, actor: Actor, conversation_id: int, action: Action) -> Standing:
    """The actor's standing; `NotFound` for who is not a member, else what `refusal` says."""
    standing = memberships.standing(uow.session, conversation_id, actor.user_id)
    if standing is None:
        raise NotFound
    if refused := refusal(standing, action):
        raise refused
    return standing


def lock_and_need(uow: UnitOfWork, actor: Actor, conversation_id: int, action: Action) -> Standing:
    """The same for a change: nobody else changes the conversation or its members until it is committed."""
    conversations.lock(uow.session, conversation_id)
    return need(uow, actor, conversation_id, action)
