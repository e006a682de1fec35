"""How listeners hear that somebody received or read."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.events import RECEIPT_UPDATED, Signal
from webchat.domain.views import ReceiptView, to_json


def tell_moved(uow: UnitOfWork, view: ReceiptView) -> None:
    """Tells, after the commit, whose cursors moved; what that means for all is `realtime/receipt_minima.py`'s."""
    uow.signal(Signal(RECEIPT_UPDATED, view.conversation_id, None, to_json(view) | {"shown_seq": view.shown_seq}))
