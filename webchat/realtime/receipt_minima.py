"""Up to where everyone has received and read: told only when it changed, however many say that they have read.

Read after the commits, so that two who were last at the same moment cannot both miss that they were; and once for
all conversations where something moved while the last reading was on its way.
"""

import asyncio
import logging
from collections import OrderedDict

from webchat.db.unit_of_work import UnitOfWork, read
from webchat.domain.conversation_views import ReceiptMinima
from webchat.domain.encoding import to_json
from webchat.domain.events import MEMBER_REMOVED, RECEIPT_MINIMA, RECEIPT_UPDATED, LiveEvent, Signal
from webchat.realtime import bus
from webchat.repositories import receipts

_log = logging.getLogger(__name__)
_REMEMBERED = 10_000
_PAUSE = 1.0
# Between two readings: the first move of a tick is told at once, many in a row together.
_GATHER = 0.1


class MinimaTeller:
    """A listener of the hub that tells it more."""

    def __init__(self) -> None:
        self._due: set[int] = set()
        self._told: OrderedDict[int, ReceiptMinima] = OrderedDict()
        self._something = asyncio.Event()

    async def on_event(self, event: LiveEvent) -> None:
        """Who is gone keeps nobody waiting any more."""
        if event.type == MEMBER_REMOVED and event.conversation_id is not None:
            self._heed(event.conversation_id)

    async def on_signal(self, signal: Signal) -> None:
        """Somebody's cursors moved: perhaps they were the last. The process where they moved tells all others."""
        if signal.conversation_id is None:
            return
        if signal.type == RECEIPT_UPDATED and not signal.relayed:
            self._heed(signal.conversation_id)
        elif signal.type == RECEIPT_MINIMA and signal.relayed:
            self._remember(signal.conversation_id, ReceiptMinima(**signal.data))

    async def run(self) -> None:
        """Tells what changed until cancelled; a database that is away is waited for."""
        while True:
            await self._something.wait()
            self._something.clear()
            due, self._due = self._due, set()
            try:
                found = await read(_minima, sorted(due))
            except Exception:  # noqa: BLE001  without this task no tick would change any more
                _log.exception("Could not read who has received and read; trying again.")
                await asyncio.sleep(_PAUSE)
                found = {}
                for conversation_id in due:
                    self._heed(conversation_id)
            for conversation_id, minima in found.items():
                self._tell(conversation_id, minima)
            await asyncio.sleep(_GATHER)

    def _heed(self, conversation_id: int) -> None:
        self._due.add(conversation_id)
        self._something.set()

    def _tell(self, conversation_id: int, minima: ReceiptMinima) -> None:
        if self._told.get(conversation_id) != minima:
            bus.signal(Signal(RECEIPT_MINIMA, conversation_id, None, to_json(minima)))
        self._remember(conversation_id, minima)

    def _remember(self, conversation_id: int, minima: ReceiptMinima) -> None:
        self._told.pop(conversation_id, None)
        self._told[conversation_id] = minima
        if len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)


def _minima(uow: UnitOfWork, conversation_ids: list[int]) -> dict[int, ReceiptMinima]:
    return receipts.minima(uow.session, conversation_ids)
