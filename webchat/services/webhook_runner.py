"""Tells outgoing webhooks what happened, out of the log: at least once, in one process at a time.

Nothing is done while people send. The log is read up to the horizon into rows of `webhook_delivery`, with a cursor for
each webhook in the same transaction; then each webhook is served by a task of its own, so that none waits for another.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from webchat.db.advisory import Holder, holder
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.clock import Clock, now
from webchat.domain.encoding import to_bytes
from webchat.domain.errors import WebchatError
from webchat.domain.events import MESSAGE_CREATED, LiveEvent, Signal
from webchat.gateways.public_http import PublicHttp
from webchat.gateways.webhooks import NotDelivered, Parcel, deliver
from webchat.realtime.bus import live_event
from webchat.repositories import event_views, events, webhook_deliveries, webhooks
from webchat.services.beside import beside, heard
from webchat.services.hook_messages import client_id_of, post_as_bot
from webchat.services.webhooks import end_webhook, signing_secret, still_allowed
from webchat.settings import get_settings

PATIENCE = 7.0
GIVE_UP = timedelta(days=1)
_FIRST_PAUSE = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(hours=4)
_AT_ONCE = 500
# Somebody's open transaction can hold the horizon back, and pauses end: nothing tells us of either.
_LOOK_AGAIN = 2.0
_TRY_AGAIN = 5.0
# What happens in a busy moment is collected together.
_GATHER = 0.2
_PRUNE_PAUSE = timedelta(hours=1)
_INNER = {"txid", "user_id"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Job:
    webhook: Any
    delivery: Any
    event: LiveEvent


class WebhookRunner:
    """Collects and delivers; `seconds` is how long an address may take to answer."""

    def __init__(self, http: PublicHttp, clock: Clock = now, seconds: float = PATIENCE) -> None:
        self._http, self._clock, self._seconds = http, clock, seconds
        self._changed = asyncio.Event()
        self._serving: dict[int, asyncio.Task[None]] = {}
        self._pruned_at: datetime | None = None

    async def on_event(self, event: LiveEvent) -> None:
        """There may be something to tell."""
        if event.conversation_id is not None:
            self._changed.set()

    async def on_signal(self, signal: Signal) -> None:
        """What passes is told to nobody."""

    async def run(self) -> None:
        """Delivers for as long as this process is the one that does, again and again, until cancelled."""
        while True:
            try:
                async with holder() as locks, locks.trying("webhooks") as ours:
                    if ours:
                        await self._run_alone(locks)
            except Exception:  # noqa: BLE001  the database may be away for a while
                _log.exception("Webhooks could not be served just now.")
            await asyncio.sleep(_TRY_AGAIN)

    async def deliver_due(self) -> None:
        """Delivers what is due now, each once."""
        await self._step()
        await asyncio.gather(*self._serving.values())

    async def _run_alone(self, locks: Holder) -> None:
        try:
            while True:
                await asyncio.sleep(_GATHER)
                self._changed.clear()
                await locks.check()  # else another process may be the one by now
                await self._step()
                await heard(self._changed, _LOOK_AGAIN)
        finally:
            for task in list(self._serving.values()):
                task.cancel()
            await asyncio.gather(*self._serving.values(), return_exceptions=True)

    async def _step(self) -> None:
        at = self._clock()
        while await transact(_collect, at):
            pass
        for webhook_id in await read(_waiting, at):
            if webhook_id not in self._serving:
                self._serving[webhook_id] = asyncio.create_task(self._serve(webhook_id))
        if self._pruned_at is None or at - self._pruned_at >= _PRUNE_PAUSE:
            self._pruned_at = at
            await transact(_prune, at - timedelta(days=get_settings().event_retention_days))

    async def _serve(self, webhook_id: int) -> None:
        try:
            while job := await transact(_next_job, webhook_id, self._clock()):
                await self._deliver(job)
        except Exception:  # noqa: BLE001  the rows are still due
            _log.exception("A webhook could not be served just now.")
        finally:
            del self._serving[webhook_id]

    async def _deliver(self, job: _Job) -> None:
        at = self._clock()
        parcel = Parcel(
            job.webhook["url"],
            signing_secret(job.webhook["salt"]),
            str(job.delivery["id"]),
            job.delivery["attempts"] + 1,
            int(at.timestamp()),
            _body(job.event),
        )
        try:
            answer = await deliver(self._http, parcel, self._seconds)
        except NotDelivered as error:
            await transact(_failed, job.delivery, self._clock(), str(error))
            return
        if answer:
            await _reply(job, answer)
        await transact(_done, job.delivery["id"], self._clock())


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Serves webhooks as long as this is open."""
    async with aclosing(PublicHttp(get_settings().private_hosts)) as http:
        runner = WebhookRunner(http)
        async with beside(runner.run(), listener=runner):
            yield


async def _reply(job: _Job, answer: str) -> None:
    """The delivery counts all the same when its answer cannot be posted."""
    to = job.event.data.id if job.event.type == MESSAGE_CREATED and not job.event.data.deleted_at else None
    try:
        await post_as_bot(job.webhook, answer, client_id_of(f"delivery {job.delivery['id']}"), to)
    except WebchatError as error:
        _log.warning("The answer of webhook %s was not posted: %s", job.webhook["id"], error.message)


def _collect(uow: UnitOfWork, at: datetime) -> bool:
    return webhook_deliveries.collect(uow.session, at, _AT_ONCE) > 0


def _waiting(uow: UnitOfWork, at: datetime) -> list[int]:
    return webhook_deliveries.waiting(uow.session, at)


def _next_job(uow: UnitOfWork, webhook_id: int, at: datetime) -> _Job | None:
    """What this webhook is told next, as it reads at this moment; None when there is nothing, or it must not."""
    webhook = webhooks.living(uow.session, webhook_id)
    if webhook is None:
        return None
    if not still_allowed(webhook):
        end_webhook(uow, webhook_id, at)
        return None
    while delivery := webhook_deliveries.next_due(uow.session, webhook_id, at):
        event = events.get(uow.session, delivery["event_id"])
        view = event_views.join(uow.session, [event])[0][1] if event else None
        if event is not None and view is not None:
            return _Job(webhook, delivery, live_event(event, view))
        webhook_deliveries.drop(uow.session, delivery["id"])
    return None


def _body(event: LiveEvent) -> bytes:
    members = {field.name: getattr(event, field.name) for field in fields(event) if field.name not in _INNER}
    return to_bytes(members)


def _done(uow: UnitOfWork, delivery_id: int, at: datetime) -> None:
    webhook_deliveries.done(uow.session, delivery_id, at)


def _failed(uow: UnitOfWork, delivery: Any, at: datetime, error: str) -> None:
    due_at = at + min(_FIRST_PAUSE * 3 ** min(delivery["attempts"], 10), _LONGEST_PAUSE)
    last = (delivery["first_at"] or at) + GIVE_UP
    webhook_deliveries.failed(uow.session, delivery["id"], at, due_at if due_at <= last else None, error)


def _prune(uow: UnitOfWork, before: datetime) -> None:
    webhook_deliveries.prune(uow.session, before)
