"""Conversations."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.schemas import PageSize, PathId, answer
from webchat.db.unit_of_work import read
from webchat.services import conversations

router = APIRouter(prefix="/api/conversations", tags=["conversations"])


@router.get("")
async def list_conversations(actor: Asking, cursor: str | None = None, limit: PageSize = 50) -> JSONResponse:
    """My conversations with unread counts, newest activity first."""
    return answer(await read(conversations.list_conversations, actor, cursor, limit))


@router.get("/{conversation_id}")
async def get_conversation(conversation_id: PathId, actor: Asking) -> JSONResponse:
    """One of my conversations."""
    return answer(await read(conversations.get_conversation, actor, conversation_id))
