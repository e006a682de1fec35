"""Deleting messages, and taking it back."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from webchat.api.actors import Asking
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import Body, Id, PathId, answer
from webchat.db.unit_of_work import transact
from webchat.services import deletions

router = APIRouter(prefix="/api/messages", tags=["messages"], route_class=IdempotentRoute)


class MessagesBody(Body):
    message_ids: Annotated[list[Id], Field(min_length=1, max_length=deletions.MOST_AT_ONCE)]


@router.delete("/{message_id}")
async def delete_message(message_id: PathId, actor: Asking) -> JSONResponse:
    """Leaves a tombstone of my own message, or of anyone's in a group that I lead."""
    return answer(await transact(deletions.delete_message, actor, message_id))


@router.post("/delete")
async def delete_messages(body: MessagesBody, actor: Asking) -> JSONResponse:
    """Up to 100 at once, all or none."""
    return answer({"items": await transact(deletions.delete_messages, actor, body.message_ids)})


@router.post("/{message_id}/restore")
async def restore_message(message_id: PathId, actor: Asking) -> JSONResponse:
    """Undoes my own deletion, within the window that the operator sets (30 seconds)."""
    return answer(await transact(deletions.restore_message, actor, message_id))


@router.post("/restore")
async def restore_messages(body: MessagesBody, actor: Asking) -> JSONResponse:
    """Undoes my own deletions, up to 100 at once, all or none."""
    return answer({"items": await transact(deletions.restore_messages, actor, body.message_ids)})
