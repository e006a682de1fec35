"""How listeners hear that somebody received or read."""

from webchat.db.unit_of_work import Announcements
from webchat.domain.conversation_views import ReceiptView
from webchat.domain.events import RECEIPT_UPDATED, Signal


def tell_moved(uow: Announcements, view: ReceiptView) -> None:
    """Tells, after the commit, whose cursors moved; what that means for all is `realtime/receipt_minima.py`'s."""
    data = {
        "conversation_id": view.conversation_id,
        "user_id": view.user_id,
        "delivered_seq": view.delivered_seq,
        "read_seq": view.read_seq,
        "moved": view.moved,
        "shown_seq": view.shown_seq,
    }
    uow.signal(Signal(RECEIPT_UPDATED, view.conversation_id, None, data))
