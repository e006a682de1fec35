"""How listeners hear that somebody received or read."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.events import RECEIPT_UPDATED, Signal
from webchat.domain.views import ReceiptMinima, ReceiptView, to_json


def tell_moved(uow: UnitOfWork, view: ReceiptView) -> None:
    """Tells everyone in the conversation, after the commit."""
    uow.signal(Signal(RECEIPT_UPDATED, view.conversation_id, None, to_json(view)))


def tell_minima(uow: UnitOfWork, conversation_id: int, minima: ReceiptMinima) -> None:
    """Tells everyone what all have received and read, when that moved without anybody's cursor."""
    data = {"conversation_id": conversation_id, "user_id": None}
    data |= {"min_delivered_seq": minima.delivered_seq, "min_read_seq": minima.read_seq}
    uow.signal(Signal(RECEIPT_UPDATED, conversation_id, None, data))
