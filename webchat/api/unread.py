"""Conversations marked unread."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from webchat.api.actors import Asking
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import PathId, answer
from webchat.db.unit_of_work import transact
from webchat.services import unread

router = APIRouter(prefix="/api", tags=["messages"], route_class=IdempotentRoute)


@router.post("/messages/{message_id}/unread")
async def mark_unread(message_id: PathId, actor: Asking) -> JSONResponse:
    """Marks the conversation unread for me from this message on; my cursors stay."""
    return answer(await transact(unread.mark_unread, actor, message_id))


@router.delete("/conversations/{conversation_id}/unread", status_code=204, response_class=Response)
async def clear_mark(conversation_id: PathId, actor: Asking) -> Response:
    """Takes the mark away."""
    await transact(unread.clear_mark, actor, conversation_id)
    return Response(status_code=204)
