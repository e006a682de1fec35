"""Delivered and read: cursors that only move forward."""

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.actor import Actor
from webchat.domain.events import RECEIPT_UPDATED, Signal
from webchat.domain.views import MessageView, ReceiptView, to_json
from webchat.repositories import receipts
from webchat.services import messages

Wanted = dict[int, tuple[int | None, int | None]]


async def acknowledge(actor: Actor, wanted: Wanted) -> list[ReceiptView]:
    """Moves one's cursors, `{conversation_id: (delivered_seq, read_seq)}`; what is not one's own is passed over."""
    return await transact(move_cursors, actor, wanted) if wanted else []


def move_cursors(uow: UnitOfWork, actor: Actor, wanted: Wanted) -> list[ReceiptView]:
    """The same inside a unit of work."""
    views = [
        ReceiptView(
            row["conversation_id"],
            actor.user_id,
            row["to_delivered"],
            row["to_read"],
            row["min_delivered"],
            row["min_read"],
            row["moved"],
        )
        for row in receipts.move(uow.session, actor.user_id, wanted)
    ]
    for view in views:
        if view.moved:
            uow.signal(Signal(RECEIPT_UPDATED, view.conversation_id, None, to_json(view)))
    return views


def mark_message(uow: UnitOfWork, actor: Actor, message_id: int, *, read: bool) -> MessageView:
    """Moves one's cursor up to a message; raises `NotFound` where it is not one's to see."""
    message = messages.get_message(uow, actor, message_id)
    move_cursors(uow, actor, {message.conversation_id: (message.seq, message.seq if read else None)})
    return messages.get_message(uow, actor, message_id)
