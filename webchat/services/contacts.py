"""Contact cards: taken along as files."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.errors import NotFound
from webchat.domain.vcards import vcard
from webchat.services.messages import get_message


def get_card(uow: UnitOfWork, actor: Actor, message_id: int) -> str:
    """The vCard of a contact that somebody sent."""
    view = get_message(uow, actor, message_id)
    if view.kind != "contact" or view.deleted_at is not None:
        raise NotFound
    return vcard(view.payload or {})
