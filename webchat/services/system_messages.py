"""What a group says of itself: a code with parameters, put into words where it is read."""

from typing import Any
from uuid import uuid4

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.message_views import MessageView, SentMessage
from webchat.repositories.outbox import Draft
from webchat.services.message_outcomes import store_batch


def tell(uow: UnitOfWork, actor: Actor, conversation_id: int, code: str, **parameters: Any) -> MessageView:
    """Writes a message of kind `system` in the actor's name, who is a member at this moment."""
    draft = Draft(
        conversation_id,
        actor.user_id,
        uuid4(),
        body="",
        html="",
        kind="system",
        payload={"code": code, **parameters},
        by_system=True,
    )
    (outcome,) = store_batch(uow, [draft])
    if not isinstance(outcome, SentMessage):
        raise outcome
    return outcome.view
