"""How I want to hear of messages."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field, StrictBool

from webchat.api.actors import Asking
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import Body, answer
from webchat.db.unit_of_work import read, transact
from webchat.services import notifications

router = APIRouter(prefix="/api/users/me/notifications", tags=["notifications"], route_class=IdempotentRoute)
Hour = Annotated[str, Field(max_length=5)]


class NotificationsBody(Body):
    sound: StrictBool = True
    previews: StrictBool = True
    quiet_from: Hour | None = None
    quiet_until: Hour | None = None
    time_zone: Annotated[str, Field(max_length=64)] = "UTC"


@router.get("")
async def get_notifications(actor: Asking) -> JSONResponse:
    """Sound, words in notifications, and the hours in which nothing disturbs me; on all my devices."""
    return answer(await read(notifications.get_settings_of, actor))


@router.patch("")
async def change_notifications(body: NotificationsBody, actor: Asking) -> JSONResponse:
    """Changes the given ones. Quiet hours are like `22:00`, in the time zone given with them; null ends them."""
    return answer(await transact(notifications.change_settings, actor, body.model_dump(exclude_unset=True)))
