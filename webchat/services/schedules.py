"""Messages for later: write, list, change, cancel. `schedule_runner` sends them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import RowMapping

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import Clock, now
from webchat.domain.errors import Conflict, InvalidInput, NotFound
from webchat.domain.events import SCHEDULE_UPDATED, Signal
from webchat.domain.permissions import Action
from webchat.domain.text import check_body
from webchat.domain.unsent_views import ScheduledView
from webchat.repositories import schedules
from webchat.services.access import need
from webchat.services.conversations import access_conversation
from webchat.services.payloads import prepare

CLAIM = timedelta(seconds=60)
_FARTHEST = timedelta(days=366)
_MOST = 100


@dataclass(frozen=True, slots=True)
class ScheduleMessage:
    """A message and when it is sent."""

    conversation_id: int
    body: str
    send_at: datetime
    client_id: UUID | None = None
    kind: str = "text"
    payload: dict[str, Any] | None = None
    reply_to_id: int | None = None


async def schedule_message(actor: Actor, command: ScheduleMessage, clock: Clock = now) -> ScheduledView:
    """Keeps a message until its time; the same `client_id` again gives the first one."""
    body, payload = await prepare(actor, command.kind, command.body, command.payload)
    return await transact(_schedule, actor, command, body, payload, clock)


def list_scheduled(uow: UnitOfWork, actor: Actor, conversation_id: int | None = None) -> list[ScheduledView]:
    """One's own messages for later, in one conversation or in all, the next first."""
    if conversation_id is not None:
        access_conversation(uow, actor, conversation_id)
    found = schedules.list_all(uow.session, actor.user_id, conversation_id)
    return [one for one in found if actor.sees(one.conversation_id)]


def change_scheduled(
    uow: UnitOfWork,
    actor: Actor,
    scheduled_id: int,
    *,
    body: str | None = None,
    send_at: datetime | None = None,
    send_now: bool = False,
    clock: Clock = now,
) -> ScheduledView:
    """Another text, another time, or out with it now."""
    row = _access(uow, actor, scheduled_id, clock)
    if body is not None and row["kind"] != "text":
        raise InvalidInput("Only the text of text messages can be changed.", field="body")
    words = row["body"] if body is None else check_body(body)
    at = clock() if send_now else _check_time(send_at, clock) if send_at else row["send_at"]
    client_id = uuid4() if row["problem"] else row["client_id"]
    view = schedules.change(uow.session, scheduled_id, words, at, client_id)
    tell(uow, actor.user_id, scheduled_id, view)
    return view


def cancel_scheduled(uow: UnitOfWork, actor: Actor, scheduled_id: int, clock: Clock = now) -> None:
    """It will not be sent."""
    _access(uow, actor, scheduled_id, clock)
    schedules.delete(uow.session, scheduled_id)
    tell(uow, actor.user_id, scheduled_id, None)


def tell(uow: UnitOfWork, user_id: int, scheduled_id: int, view: ScheduledView | None) -> None:
    """Tells all devices of its writer, and the runner; None: it is gone."""
    uow.signal(Signal(SCHEDULE_UPDATED, user_id=user_id, data={"id": scheduled_id, "scheduled": view}))


def _schedule(
    uow: UnitOfWork, actor: Actor, command: ScheduleMessage, body: str, payload: dict[str, Any], clock: Clock
) -> ScheduledView:
    need(uow, actor, command.conversation_id, Action.WRITE)
    if schedules.count(uow.session, actor.user_id) >= _MOST:
        raise InvalidInput("At most {most} messages can wait at once.", most=_MOST, field="send_at")
    view, new = schedules.insert(
        uow.session,
        user_id=actor.user_id,
        conversation_id=command.conversation_id,
        client_id=command.client_id or uuid4(),
        kind=command.kind,
        body=body,
        payload=payload,
        reply_to_id=command.reply_to_id,
        send_at=_check_time(command.send_at, clock),
    )
    if (view.conversation_id, view.kind, view.body, view.payload) != (
        command.conversation_id,
        command.kind,
        body,
        payload,
    ):
        raise Conflict("This client_id was used for another message.", field="client_id")
    if new:
        tell(uow, actor.user_id, view.id, view)
    return view


def _access(uow: UnitOfWork, actor: Actor, scheduled_id: int, clock: Clock) -> RowMapping:
    row = schedules.mine(uow.session, scheduled_id, actor.user_id)
    if row is None or not actor.sees(row["conversation_id"]):
        raise NotFound
    if row["claimed_at"] is not None and row["claimed_at"] > clock() - CLAIM:
        raise Conflict("This message is being sent.")
    return row


def _check_time(send_at: datetime, clock: Clock) -> datetime:
    if send_at.tzinfo is None:
        raise InvalidInput("Give a time with its zone, such as 2026-11-22T20:00:00Z.", field="send_at")
    if send_at < clock():
        raise InvalidInput("This time is over. Pick one that is still to come.", field="send_at")
    if send_at > clock() + _FARTHEST:
        raise InvalidInput("At most a year ahead.", field="send_at")
    return send_at
