"""Bots. What shows a token keeps no answer under an `Idempotency-Key`: it would stay readable."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.schemas import NewUserBody, PathId, answer
from webchat.db.unit_of_work import read, transact
from webchat.domain.pages import Page
from webchat.services import bots
from webchat.services.users import NewUser

router = APIRouter(prefix="/api/bots", tags=["bots"])


@router.get("")
async def list_bots(actor: Asking) -> JSONResponse:
    """My bots."""
    return answer(Page(await read(bots.list_bots, actor), None))


@router.post("", status_code=201)
async def create_bot(body: NewUserBody, actor: Asking) -> JSONResponse:
    """A bot of mine with a token (`wcb_…`) that is shown this once."""
    command = NewUser(body.username, body.display_name, body.about)
    return answer(await transact(bots.create_bot, actor, command), 201)


@router.post("/{bot_id}/rotate", status_code=201)
async def rotate_token(bot_id: PathId, actor: Asking) -> JSONResponse:
    """Gives one of my bots another token; the one before counts no more."""
    return answer(await transact(bots.rotate_token, actor, bot_id), 201)


@router.delete("/{bot_id}")
async def delete_bot(bot_id: PathId, actor: Asking) -> JSONResponse:
    """Ends one of my bots; what it said stays."""
    await transact(bots.delete_bot, actor, bot_id)
    return answer({})
