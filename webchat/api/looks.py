"""How the interface looks and speaks to me."""

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import Body, answer
from webchat.db.unit_of_work import read, transact
from webchat.services import looks

router = APIRouter(prefix="/api/users/me/look", tags=["users"], route_class=IdempotentRoute)


class LookBody(Body):
    language: Literal["", "auto", "en", "de", "es", "ar"] | None = None
    theme: Literal["", "light", "dark", "system"] | None = None
    accent: Literal["", "blue", "purple", "green", "orange"] | None = None


@router.get("")
async def get_look(actor: Asking) -> JSONResponse:
    """What I chose for all my devices; empty: never chosen, so each browser has its own."""
    return answer(await read(looks.get_look, actor))


@router.patch("")
async def change_look(body: LookBody, actor: Asking) -> JSONResponse:
    """Changes the given ones. `auto` is the language that the browser likes best."""
    return answer(await transact(looks.change_look, actor, body.model_dump(exclude_none=True)))
