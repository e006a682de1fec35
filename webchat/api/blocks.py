"""Whom I shut out, and what I tell the operator about others."""

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import Body, Id, PathId, answer
from webchat.db.unit_of_work import read, transact
from webchat.domain.pages import Page
from webchat.services import blocks, reports
from webchat.services.reports import SendReport

router = APIRouter(prefix="/api", tags=["blocks"], route_class=IdempotentRoute)


class ReportBody(Body):
    reason: Literal["spam", "abuse", "other"]
    words: str = ""
    message_id: Id | None = None
    user_id: Id | None = None


@router.get("/blocks")
async def list_blocks(actor: Asking) -> JSONResponse:
    """Whom I shut out, the latest first."""
    return answer(Page(await read(blocks.list_blocks, actor), None))


@router.put("/blocks/{user_id}")
async def block_user(user_id: PathId, actor: Asking) -> JSONResponse:
    """Shuts somebody out: nothing of theirs reaches me, and they see nothing of mine but what we share in groups."""
    await transact(blocks.block_user, actor, user_id)
    return answer({})


@router.delete("/blocks/{user_id}")
async def unblock_user(user_id: PathId, actor: Asking) -> JSONResponse:
    """Lets somebody in again."""
    await transact(blocks.unblock_user, actor, user_id)
    return answer({})


@router.post("/reports", status_code=201)
async def send_report(body: ReportBody, actor: Asking) -> JSONResponse:
    """Tells the operator of a message or of a person; exactly one of the two. A snapshot is kept."""
    return answer(await transact(reports.send_report, actor, SendReport(**body.model_dump())), 201)
