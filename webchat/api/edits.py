"""Messages in other words."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.schemas import Body, PathId, answer
from webchat.db.unit_of_work import read, transact
from webchat.services import edits

router = APIRouter(prefix="/api/messages/{message_id}", tags=["messages"])


class EditBody(Body):
    body: str


@router.patch("")
async def edit_message(message_id: PathId, body: EditBody, actor: Asking) -> JSONResponse:
    """Gives my own text or caption other words; the old ones stay in its history."""
    return answer(await transact(edits.edit_message, actor, message_id, body.body))


@router.get("/history")
async def list_revisions(message_id: PathId, actor: Asking) -> JSONResponse:
    """What a message said since when, the present words last; nothing of a deleted one."""
    return answer({"items": await read(edits.list_revisions, actor, message_id)})
