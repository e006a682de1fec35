"""Messages that a conversation keeps at hand."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.events import MESSAGE_UPDATED, NewEvent
from webchat.domain.message_views import MessageView
from webchat.domain.pages import Page
from webchat.domain.permissions import Action
from webchat.repositories import pins
from webchat.services.conversations import access_conversation
from webchat.services.events import record
from webchat.services.message_access import lock_message, need_message, need_right
from webchat.services.messages import get_message
from webchat.services.pages import page_of, read_place


def pin_message(uow: UnitOfWork, actor: Actor, message_id: int) -> MessageView:
    """Pins a message for everyone there, by any member who may write; again changes nothing."""
    row = lock_message(uow, actor, message_id)
    need_right(row, Action.PIN_MESSAGE)
    need_message(row)
    changed = pins.pin(uow.session, message_id, actor.user_id)
    return _told(uow, actor, message_id) if changed else get_message(uow, actor, message_id)


def unpin_message(uow: UnitOfWork, actor: Actor, message_id: int) -> MessageView:
    """Takes the pin out, by any member who may write; again changes nothing."""
    need_right(lock_message(uow, actor, message_id), Action.PIN_MESSAGE)
    changed = pins.unpin(uow.session, message_id)
    return _told(uow, actor, message_id) if changed else get_message(uow, actor, message_id)


def list_pinned(
    uow: UnitOfWork, actor: Actor, conversation_id: int, cursor: str | None = None, limit: int = 50
) -> Page[MessageView]:
    """The pinned messages of a conversation, the newest pin first."""
    access_conversation(uow, actor, conversation_id)
    place = read_place(cursor, str, int)
    return page_of(pins.page(uow.session, conversation_id, place, limit + 1), limit)  # type: ignore[arg-type]


def _told(uow: UnitOfWork, actor: Actor, message_id: int) -> MessageView:
    view = get_message(uow, actor, message_id)
    record(uow, view, NewEvent(MESSAGE_UPDATED, actor.user_id, {"message_id": message_id}, view.conversation_id))
    return view
