"""Delivered and read: cursors that only move forward."""

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.actor import Actor
from webchat.domain.views import MessageView, ReceiptView
from webchat.repositories import receipts
from webchat.services import messages
from webchat.services.receipt_signals import tell_moved

Wanted = dict[int, tuple[int | None, int | None]]


async def acknowledge(actor: Actor, wanted: Wanted) -> list[ReceiptView]:
    """Moves one's cursors, `{conversation_id: (delivered_seq, read_seq)}`; what is not one's own is passed over."""
    return await transact(move_cursors, actor, wanted) if wanted else []


def move_cursors(uow: UnitOfWork, actor: Actor, wanted: Wanted) -> list[ReceiptView]:
    """The same inside a unit of work."""
    views = receipts.move(uow.session, actor.user_id, wanted)
    for view in views:
        if view.moved:
            tell_moved(uow, view)
    return views


def mark_message(uow: UnitOfWork, actor: Actor, message_id: int, *, read: bool) -> MessageView:
    """Moves one's cursor up to a message; raises `NotFound` where it is not one's to see."""
    message = messages.get_message(uow, actor, message_id)
    move_cursors(uow, actor, {message.conversation_id: (message.seq, message.seq if read else None)})
    return messages.get_message(uow, actor, message_id)
