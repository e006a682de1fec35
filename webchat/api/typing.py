"""Who is writing."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.schemas import PathId, answer
from webchat.services import typing

router = APIRouter(prefix="/api/conversations/{conversation_id}/typing", tags=["conversations"])


@router.put("")
async def start_typing(conversation_id: PathId, actor: Asking) -> JSONResponse:
    """Shows the others that I write; it lapses after 6 seconds, so say it again every 3."""
    await typing.start(actor, conversation_id)
    return answer({})


@router.delete("")
async def stop_typing(conversation_id: PathId, actor: Asking) -> JSONResponse:
    """Shows the others that I stopped."""
    await typing.stop(actor, conversation_id)
    return answer({})
