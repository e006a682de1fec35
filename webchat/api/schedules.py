"""Messages for later."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import StrictBool

from webchat.api.actors import Asking
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import Body, Id, LaterKind, Moment, PathId, answer
from webchat.db.unit_of_work import read, transact
from webchat.domain.cursors import LARGEST
from webchat.services import schedules
from webchat.services.schedules import ScheduleMessage

router = APIRouter(prefix="/api/scheduled", tags=["messages"], route_class=IdempotentRoute)


class ScheduledBody(Body):
    conversation_id: Id
    send_at: Moment
    body: str = ""
    client_id: UUID | None = None
    kind: LaterKind = "text"
    reply_to_id: Id | None = None
    payload: dict[str, Any] | None = None


class ScheduledChange(Body):
    body: str | None = None
    send_at: Moment | None = None
    send_now: StrictBool = False


@router.get("")
async def list_scheduled(
    actor: Asking, conversation_id: Annotated[int | None, Query(ge=1, le=LARGEST)] = None
) -> JSONResponse:
    """My messages for later, the next first; at most 100 can wait."""
    return answer({"items": await read(schedules.list_scheduled, actor, conversation_id), "next": None})


@router.post("", status_code=201)
async def schedule_message(body: ScheduledBody, actor: Asking) -> JSONResponse:
    """Keeps a message until its time; the same `client_id` again gives the first one."""
    return answer(await schedules.schedule_message(actor, ScheduleMessage(**body.model_dump())), 201)


@router.patch("/{scheduled_id}")
async def change_scheduled(scheduled_id: PathId, body: ScheduledChange, actor: Asking) -> JSONResponse:
    """Another text, another time, or `send_now`."""
    return answer(await transact(schedules.change_scheduled, actor, scheduled_id, **body.model_dump()))


@router.delete("/{scheduled_id}", status_code=204)
async def cancel_scheduled(scheduled_id: PathId, actor: Asking) -> Response:
    """It will not be sent."""
    await transact(schedules.cancel_scheduled, actor, scheduled_id)
    return Response(status_code=204)
