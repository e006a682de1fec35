"""Closes gaps in the order of conversations, by reading what did not come from other processes."""

import asyncio
import logging
from typing import Any

from webchat.db.unit_of_work import UnitOfWork, read
from webchat.domain.cursors import parse_cursor
from webchat.domain.events import LoggedEvent
from webchat.realtime import audience, bus
from webchat.realtime.hub import hub
from webchat.realtime.order import Order
from webchat.repositories import event_views, events

_log = logging.getLogger(__name__)
_PAUSE = 0.01
_PAGE = 1_000


async def run(order: Order) -> None:
    """Reads what is overdue until cancelled. If the log cannot be read, nobody waits for it: its tail tells later."""
    while True:
        await order.something.wait()
        for place, upto in order.overdue().items():
            try:
                for event, view in await read(_missing, place, upto):
                    audience.heed(event)
                    hub.dispatch(bus.live_event(event, view), in_order=True)
            except Exception:  # noqa: BLE001  without this task everything would wait
                _log.exception("Could not read what is missing in a conversation.")
            for waiting in order.let_go(place, upto):
                hub.dispatch(waiting, in_order=True)
        await asyncio.sleep(_PAUSE)


def _missing(uow: UnitOfWork, place: int, upto: int) -> list[tuple[LoggedEvent, Any]]:
    """Everything after the tail's position: what was before it has been told."""
    found = events.of_conversation(uow.session, place, parse_cursor(hub.cursor), upto, _PAGE)
    return event_views.join(uow.session, [event for event in found if not hub.has_seen(event.id)])
