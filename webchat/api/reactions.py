"""Signs under messages."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.schemas import PathId, answer
from webchat.db.unit_of_work import transact
from webchat.services import reactions

router = APIRouter(prefix="/api/messages/{message_id}/reactions", tags=["reactions"])
Emoji = Annotated[str, Path(max_length=64, description="One emoji, URL-encoded.")]


@router.put("/{emoji}")
async def add_reaction(message_id: PathId, emoji: Emoji, actor: Asking) -> JSONResponse:
    """Gives my sign to a message; again changes nothing."""
    return answer(await transact(reactions.add_reaction, actor, message_id, emoji))


@router.delete("/{emoji}")
async def remove_reaction(message_id: PathId, emoji: Emoji, actor: Asking) -> JSONResponse:
    """Takes my sign back; again changes nothing."""
    return answer(await transact(reactions.remove_reaction, actor, message_id, emoji))
