"""Previews of links."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.schemas import PathId, answer
from webchat.db.unit_of_work import transact
from webchat.services import link_previews

router = APIRouter(prefix="/api/messages", tags=["messages"])


@router.delete("/{message_id}/preview")
async def remove_preview(message_id: PathId, actor: Asking) -> JSONResponse:
    """Takes the preview off my own message for good."""
    return answer(await transact(link_previews.remove_preview, actor, message_id))
