"""Group commit: messages that wait at the same moment share one transaction.

One batch is on its way at a time. An idle writer sends at once; what comes in meanwhile is the next batch.
"""

import asyncio
import logging
from collections import defaultdict
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import RowMapping

from webchat.db.unit_of_work import UnitOfWork, transact_at_once
from webchat.domain.errors import Conflict, InvalidInput, NotFound, SlowMode, Unavailable, WebchatError
from webchat.domain.events import MESSAGE_CREATED, LoggedEvent
from webchat.domain.payloads import lasting
from webchat.domain.permissions import Action, Standing, refusal
from webchat.domain.views import MessageView, ReceiptView, SentMessage
from webchat.repositories import messages, outbox
from webchat.repositories.outbox import Draft
from webchat.services.events import announce_logged
from webchat.services.receipt_signals import tell_moved

Outcome = SentMessage | WebchatError
Earlier = tuple[MessageView, RowMapping]
Stored = dict[tuple[int, UUID], tuple[Draft, MessageView]]
"""By sender and `client_id`."""
_LARGEST_BATCH = 64
_log = logging.getLogger(__name__)


class Writer:
    """The one writer of an event loop."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Draft, asyncio.Future[SentMessage]]] = []
        self._task: asyncio.Task[None] | None = None

    async def write(self, draft: Draft) -> SentMessage:
        """Stores a message with whatever else is waiting; raises what concerns this one only."""
        future: asyncio.Future[SentMessage] = asyncio.get_running_loop().create_future()
        self._waiting.append((draft, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return await future

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_LARGEST_BATCH], self._waiting[_LARGEST_BATCH:]
            outcomes = await _store([draft for draft, _ in batch])
            for (_, future), outcome in zip(batch, outcomes, strict=True):
                _settle(future, outcome)


_writers: WeakKeyDictionary[asyncio.AbstractEventLoop, Writer] = WeakKeyDictionary()


async def write(draft: Draft) -> SentMessage:
    """Stores a message through this process's writer."""
    return await _writers.setdefault(asyncio.get_running_loop(), Writer()).write(draft)


def store_batch(uow: UnitOfWork, drafts: list[Draft]) -> list[Outcome]:
    """Stores drafts in one transaction; gives for each its message, or why not."""
    known = outbox.send(uow.connection, drafts)
    stored = _announce(uow, [(drafts[place], row) for place, row in known.items() if row["id"] is not None])
    earlier = _earlier(uow, [row["first_id"] for row in known.values() if row["first_id"] is not None])
    return [_outcome(draft, known.get(place), stored, earlier) for place, draft in enumerate(drafts)]


async def _store(drafts: list[Draft]) -> list[Outcome]:
    try:
        return list(await transact_at_once(store_batch, drafts))
    except Exception as error:  # noqa: BLE001  the batch is undone: nobody suffers for another's message
        if len(drafts) == 1:
            return [error if isinstance(error, WebchatError) else _unexpected(error)]
    return [outcome for draft in drafts for outcome in await _store([draft])]


def _announce(uow: UnitOfWork, new: list[tuple[Draft, RowMapping]]) -> Stored:
    """Tells, after the commit, of what was stored, in the order of the log."""
    stored: Stored = {}
    own: dict[tuple[int, int], list[int]] = defaultdict(list)
    before: dict[tuple[int, int], RowMapping] = {}
    for draft, row in sorted(new, key=lambda one: one[1]["event_id"]):
        view = _view(draft, row)
        stored[draft.sender_id, draft.client_id] = (draft, view)
        uow.announce(_event(draft, row), view)
        own[draft.sender_id, draft.conversation_id].append(view.seq)
        before[draft.sender_id, draft.conversation_id] = row
    for place, seqs in own.items():
        _tell_read(uow, before[place], place, seqs)
    return stored


def _earlier(uow: UnitOfWork, ids: list[int]) -> dict[int, Earlier]:
    if not ids:
        return {}
    views, said = messages.get_many(uow.session, ids), outbox.first_said(uow.connection, ids)
    return {one: (views[one], said[one]) for one in views}


def _tell_read(uow: UnitOfWork, before: RowMapping, place: tuple[int, int], seqs: list[int]) -> None:
    """Who answers has read what others wrote before, and others see it in their ticks."""
    sender_id, conversation_id = place
    if max(seqs) > before["read_seq"] + len(seqs):
        tell_moved(uow, ReceiptView(conversation_id, sender_id, max(seqs), max(seqs), moved=True))
    if before["unmarked_event_id"] is not None:
        announce_logged(uow, before["unmarked_event_id"])


def _outcome(draft: Draft, known: RowMapping | None, stored: Stored, earlier: dict[int, Earlier]) -> Outcome:
    if known is None:
        return NotFound(field="conversation_id")
    if known["first_id"] is not None:
        first, row = earlier[known["first_id"]]
        said = _first_said(draft, first, row)
    elif known["id"] is None and (refused := _refusal(draft, known)):
        return refused
    elif (draft.sender_id, draft.client_id) not in stored:  # the second of a batch, in slow mode
        return SlowMode(known["slow_seconds"])
    else:
        twin, first = stored[draft.sender_id, draft.client_id]
        if twin is draft:
            return SentMessage(first, replay=False)
        said = _said(twin)
    return SentMessage(first, replay=True) if said == _said(draft) else Conflict(_ANOTHER, field="client_id")


def _first_said(draft: Draft, first: MessageView, row: RowMapping) -> tuple[object, ...]:
    payload, files = (
        lasting(row["kind"], row["payload"]),
        [one.id for one in (draft if first.deleted_at else first).media],
    )
    return row["first_body"], row["kind"], payload, row["reply_to_id"], first.conversation_id, files


def _said(draft: Draft) -> tuple[object, ...]:
    payload, files = lasting(draft.kind, draft.payload), [one.id for one in draft.media]
    return draft.body, draft.kind, payload, draft.reply_to_id, draft.conversation_id, files


def _refusal(draft: Draft, known: RowMapping) -> WebchatError | None:
    if draft.by_system:
        return None
    standing = Standing(known["role"], known["conversation_kind"], known["who_can_write"], block=known["block"])
    if refused := refusal(standing, Action.WRITE):
        return NotFound(field="conversation_id") if isinstance(refused, NotFound) else refused
    if known["slow_wait"]:
        return SlowMode(max(1, known["slow_wait"]))
    if draft.reply_to_id is not None and known["quote_id"] is None:
        return InvalidInput("The message that this one answers is not here.", field="reply_to_id")
    return None


_ANOTHER = "This client_id was used for another message."


def _view(draft: Draft, row: RowMapping) -> MessageView:
    return MessageView(
        id=row["id"],
        conversation_id=draft.conversation_id,
        seq=row["seq"],
        version=1,
        client_id=draft.client_id,
        sender=messages.sender_of(row, draft.sender_id),
        kind=draft.kind,
        body=draft.body,
        html=draft.html,
        created_at=row["created_at"],
        reply_to=messages.quote_of(row),
        payload=draft.payload | ({"votes": {}} if draft.kind == "poll" else {}),
        mentions=draft.mentions,
        mentions_all=draft.mentions_all,
        media=draft.media,
    )


def _event(draft: Draft, row: RowMapping) -> LoggedEvent:
    return LoggedEvent(
        id=row["event_id"],
        txid=row["txid"],
        type=MESSAGE_CREATED,
        conversation_id=draft.conversation_id,
        user_id=None,
        actor_id=draft.sender_id,
        payload={"message_id": row["id"]},
        created_at=row["logged_at"],
    )


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
