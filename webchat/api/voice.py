"""Voice messages that were heard."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.schemas import PathId, answer
from webchat.db.unit_of_work import transact
from webchat.services import voice

router = APIRouter(prefix="/api/messages", tags=["messages"])


@router.put("/{message_id}/heard")
async def mark_heard(message_id: PathId, actor: Asking) -> JSONResponse:
    """I played somebody else's voice message; again changes nothing."""
    return answer(await transact(voice.mark_heard, actor, message_id))
