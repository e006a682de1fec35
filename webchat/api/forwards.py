"""Messages passed on."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import Field

from webchat.api.actors import Asking
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import Body, Id, PathId, answer
from webchat.services import forwards

router = APIRouter(prefix="/api/messages", tags=["messages"], route_class=IdempotentRoute)
Places = Annotated[list[Id], Field(min_length=1, max_length=forwards.MOST_CONVERSATIONS)]


class ForwardBody(Body):
    conversation_ids: Places


class ForwardManyBody(Body):
    message_ids: Annotated[list[Id], Field(min_length=1, max_length=forwards.MOST_MESSAGES)]
    conversation_ids: Places


@router.post("/{message_id}/forward", status_code=201)
async def forward_message(message_id: PathId, body: ForwardBody, actor: Asking) -> JSONResponse:
    """Says a message again in other conversations, with `payload.forwarded_from`."""
    return answer({"items": await forwards.forward_messages(actor, [message_id], body.conversation_ids)}, 201)


@router.post("/forward", status_code=201)
async def forward_messages(body: ForwardManyBody, actor: Asking) -> JSONResponse:
    """Several in the order given, to several conversations: at most 200 copies together, all or none."""
    sent = await forwards.forward_messages(actor, body.message_ids, body.conversation_ids)
    return answer({"items": sent}, 201)
