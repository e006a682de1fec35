"""Messages that I save for myself."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from webchat.api.actors import Asking
from webchat.api.schemas import PageSize, PathId, answer
from webchat.db.unit_of_work import read, transact
from webchat.services import stars

router = APIRouter(prefix="/api/messages", tags=["messages"])


@router.get("/starred")
async def list_starred(actor: Asking, cursor: str | None = None, limit: PageSize = 50) -> JSONResponse:
    """What I saved in all my conversations, the newest star first."""
    return answer(await read(stars.list_starred, actor, cursor, limit))


@router.post("/{message_id}/star", status_code=204, response_class=Response)
async def star_message(message_id: PathId, actor: Asking) -> Response:
    """Saves a message for myself; again changes nothing."""
    await transact(stars.star_message, actor, message_id)
    return Response(status_code=204)


@router.delete("/{message_id}/star", status_code=204, response_class=Response)
async def unstar_message(message_id: PathId, actor: Asking) -> Response:
    """Keeps a message no longer; again changes nothing."""
    await transact(stars.unstar_message, actor, message_id)
    return Response(status_code=204)
