"""Delivered and read."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.schemas import PageSize, PathId, answer
from webchat.db.unit_of_work import read, transact
from webchat.services import receipts

router = APIRouter(prefix="/api/messages/{message_id}", tags=["messages"])


@router.put("/delivered")
async def mark_delivered(message_id: PathId, actor: Asking) -> JSONResponse:
    """Moves my delivered cursor up to this message."""
    return answer(await transact(receipts.mark_message, actor, message_id, read=False))


@router.put("/read")
async def mark_read(message_id: PathId, actor: Asking) -> JSONResponse:
    """Moves both of my cursors up to this message."""
    return answer(await transact(receipts.mark_message, actor, message_id, read=True))


@router.get("/receipts")
async def list_receipts(
    message_id: PathId, actor: Asking, cursor: str | None = None, limit: PageSize = 50
) -> JSONResponse:
    """Who was to see a message and whether and when they did, readers first; times as long as the event log."""
    return answer(await read(receipts.list_receipts, actor, message_id, cursor, limit))
