"""Pinned messages."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import PageSize, PathId, answer
from webchat.db.unit_of_work import read, transact
from webchat.services import pins

router = APIRouter(prefix="/api", tags=["messages"], route_class=IdempotentRoute)


@router.post("/messages/{message_id}/pin")
async def pin_message(message_id: PathId, actor: Asking) -> JSONResponse:
    """Pins a message for everyone in its conversation; again changes nothing."""
    return answer(await transact(pins.pin_message, actor, message_id))


@router.delete("/messages/{message_id}/pin")
async def unpin_message(message_id: PathId, actor: Asking) -> JSONResponse:
    """Takes the pin out; again changes nothing."""
    return answer(await transact(pins.unpin_message, actor, message_id))


@router.get("/conversations/{conversation_id}/pinned")
async def list_pinned(
    conversation_id: PathId, actor: Asking, cursor: str | None = None, limit: PageSize = 50
) -> JSONResponse:
    """The pinned messages of a conversation, the newest pin first."""
    return answer(await read(pins.list_pinned, actor, conversation_id, cursor, limit))
