"""Delivered and read: cursors that only move forward, and who has seen a message since when."""

from dataclasses import replace

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import ReceiptMinima, ReceiptOf, ReceiptView
from webchat.domain.message_views import MessageView
from webchat.domain.pages import Page
from webchat.repositories import receipts
from webchat.services import messages
from webchat.services.pages import page_of, read_place
from webchat.services.presence import privacy_of, shown_to
from webchat.services.receipt_signals import tell_moved
from webchat.settings import get_settings

_MOST_TOLD = 100
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


def present(uow: UnitOfWork, actor: Actor, up_to_members: int) -> tuple[list[ReceiptView], dict[int, ReceiptMinima]]:
    """How far members have come in the actor's latest conversations; in larger ones only all of them together."""
    latest = receipts.latest(uow.session, actor.user_id, _MOST_TOLD)
    small = [room for room, members in latest.items() if members <= up_to_members]
    large = [room for room, members in latest.items() if members > up_to_members]
    each = receipts.of_members(uow.session, small, actor.user_id) if small else []
    of_large = receipts.minima(uow.session, large) if large else {}
    if not privacy_of(uow, actor.user_id).receipts:
        each = [one if one.user_id == actor.user_id else replace(one, read_seq=0) for one in each]
        of_large = {room: replace(one, read_seq=0) for room, one in of_large.items()}
    return each, of_large


def list_receipts(
    uow: UnitOfWork, actor: Actor, message_id: int, cursor: str | None = None, limit: int = 50
) -> Page[ReceiptOf]:
    """Who was to see a message, readers first; times are kept as long as the event log. Nothing of who shut one out."""
    messages.get_message(uow, actor, message_id)
    days = get_settings().event_retention_days
    place = read_place(cursor, int, int) or (0, 0)
    found = receipts.of_message(uow.session, message_id, actor.user_id, place, days, limit + 1)  # type: ignore[arg-type]
    people = shown_to(uow, actor, [one.user for _, one in found])
    return page_of([(at, replace(one, user=user)) for (at, one), user in zip(found, people, strict=True)], limit)
