"""Group commit: messages that wait at the same moment share one transaction.

One batch is on its way at a time. An idle writer sends at once; what comes in meanwhile is the next batch.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from math import ceil
from weakref import WeakKeyDictionary

from webchat.db.direct import Direct
from webchat.db.errors import NoAnswer, no_answer
from webchat.db.unit_of_work import Announcements, read, tell
from webchat.domain.errors import Unavailable, WebchatError
from webchat.domain.message_views import SentMessage
from webchat.repositories import outbox
from webchat.repositories.outbox import Draft
from webchat.services.message_outcomes import Besides, Outcome, Row, look_up, outcomes_of

Waiting = tuple[Draft, asyncio.Future[SentMessage]]
_LARGEST_BATCH = 64
_PATIENCE = 20.0  # seconds; PostgreSQL gives up before that
_log = logging.getLogger(__name__)


class Writer:
    """The one writer of an event loop."""

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        self._again: deque[list[Waiting]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._direct = Direct()

    async def write(self, draft: Draft) -> SentMessage:
        """Stores a message with whatever else is waiting; raises what concerns this one only.

        After `Unavailable` it may be stored all the same: the same `client_id` gives the same message.
        """
        future: asyncio.Future[SentMessage] = asyncio.get_running_loop().create_future()
        self._waiting.append((draft, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return await future

    def depth(self) -> int:
        """How many messages wait for their batch."""
        return len(self._waiting) + sum(map(len, self._again))

    async def _run(self) -> None:
        try:
            while self._again or self._waiting:
                await self._store(self._again.popleft() if self._again else self._next())
        finally:
            self._task = None

    def _next(self) -> list[Waiting]:
        batch, self._waiting = self._waiting[:_LARGEST_BATCH], self._waiting[_LARGEST_BATCH:]
        return batch

    async def _store(self, batch: list[Waiting]) -> None:
        try:
            outcomes = await self._store_together([draft for draft, _ in batch])
        except NoAnswer:
            self._give_up(batch)
        except Exception as error:  # noqa: BLE001  the batch is undone: nobody suffers for another's message
            if parts := _parts(batch, error):
                self._again.extendleft(reversed(parts))
            else:
                why = error if isinstance(error, WebchatError) else _unexpected(error)
                _settle_all(batch, [why] * len(batch))
        else:
            _settle_all(batch, outcomes)

    def _give_up(self, batch: list[Waiting]) -> None:
        """Whoever waits behind it would wait as long again, and the next one twice as long: all come back later."""
        everybody = [one for some in (batch, *self._again, self._waiting) for one in some]
        self._again.clear()
        self._waiting = []
        _settle_all(everybody, [no_answer() for _ in everybody])

    async def _store_together(self, drafts: list[Draft]) -> list[Outcome]:
        rows = await self._direct.run(*outbox.sending(drafts))
        besides = await _ask_besides(rows) if Besides.are_needed(rows) else Besides()
        told = Announcements()
        outcomes = outcomes_of(told, drafts, rows, besides)
        tell(told.committed)
        return outcomes


_writers: WeakKeyDictionary[asyncio.AbstractEventLoop, Writer] = WeakKeyDictionary()


async def write(draft: Draft) -> SentMessage:
    """Stores a message through this process's writer."""
    return await _writers.setdefault(asyncio.get_running_loop(), Writer()).write(draft)


def waiting() -> int:
    """How many messages wait for the writer of this process."""
    writer = _writers.get(asyncio.get_running_loop())
    return writer.depth() if writer else 0


def waiting_batches() -> int:
    """The same as work for the database: each batch is one transaction."""
    return ceil(waiting() / _LARGEST_BATCH)


def _parts(batch: list[Waiting], error: Exception) -> list[list[Waiting]]:
    """What is tried apart after a batch failed: each conversation, then each message; [] where that is of no use.

    Others are in the way of a whole conversation: waiting for them once is enough.
    """
    places: dict[int, list[Waiting]] = {}
    for one in batch:
        places.setdefault(one[0].conversation_id, []).append(one)
    if len(places) > 1:
        return list(places.values())
    return [] if len(batch) == 1 or isinstance(error, Unavailable) else [[one] for one in batch]


async def _ask_besides(rows: Sequence[Row]) -> Besides:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await read(look_up, rows)
    except TimeoutError as error:
        raise no_answer("it took too long to look up what was sent before") from error


def _settle_all(batch: Sequence[Waiting], outcomes: Sequence[Outcome]) -> None:
    for (_, future), outcome in zip(batch, outcomes, strict=True):
        _settle(future, outcome)


def _settle(future: asyncio.Future[SentMessage], outcome: Outcome) -> None:
    if future.done():  # the sender went away
        return
    if isinstance(outcome, SentMessage):
        future.set_result(outcome)
    else:
        future.set_exception(outcome)


def _unexpected(error: Exception) -> WebchatError:
    _log.error("A message could not be stored.", exc_info=error)
    return Unavailable("The message could not be stored just now.")
