"""Webhooks, both ways. What shows a secret keeps no answer under an `Idempotency-Key`: it would stay readable."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from webchat.api.actors import Asking
from webchat.api.schemas import Body, Id, PathId, answer, one_of
from webchat.db.unit_of_work import read, transact
from webchat.domain.cursors import LARGEST
from webchat.domain.events import MESSAGE_CREATED
from webchat.domain.pages import Page
from webchat.domain.webhook_views import EVENTS, INCOMING, OUTGOING
from webchat.services import hook_messages, webhooks
from webchat.services.webhooks import CreateWebhook
from webchat.serving.addresses import address_of

router = APIRouter(prefix="/api", tags=["webhooks"])

_TEXT = {"type": "string"}
_WORDS = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"type": "object", "properties": {"text": _TEXT, "body": _TEXT}},
            "example": {"text": "**Disk full** on db1"},
        },
        "text/plain": {"schema": _TEXT, "example": "Disk full on db1"},
    },
}


class WebhookBody(Body):
    conversation_id: Id
    name: str
    kind: Annotated[str, one_of(INCOMING, OUTGOING)] = OUTGOING
    url: str = ""
    events: Annotated[tuple[Annotated[str, one_of(*EVENTS)], ...], Field(max_length=50)] = (MESSAGE_CREATED,)


class RedeliverBody(Body):
    delivery_id: Id | None = None


@router.get("/webhooks")
async def list_webhooks(actor: Asking, conversation_id: Annotated[int, Query(ge=1, le=LARGEST)]) -> JSONResponse:
    """The webhooks of a group, for its admins."""
    return answer(Page(await read(webhooks.list_webhooks, actor, conversation_id), None))


@router.post("/webhooks", status_code=201)
async def create_webhook(body: WebhookBody, actor: Asking) -> JSONResponse:
    """An outgoing webhook (`url` hears of `events`) or an incoming one; the secret is shown this once."""
    return answer(await transact(webhooks.create_webhook, actor, CreateWebhook(**body.model_dump())), 201)


@router.delete("/webhooks/{webhook_id}")
async def delete_webhook(webhook_id: PathId, actor: Asking) -> JSONResponse:
    """Removes a webhook, with what it still had to tell."""
    await transact(webhooks.delete_webhook, actor, webhook_id)
    return answer({})


@router.post("/webhooks/{webhook_id}/rotate", status_code=201)
async def rotate_webhook(webhook_id: PathId, actor: Asking) -> JSONResponse:
    """Gives a webhook another secret; the one before counts no more."""
    return answer(await transact(webhooks.rotate_webhook, actor, webhook_id), 201)


@router.get("/webhooks/{webhook_id}/parked")
async def list_parked(webhook_id: PathId, actor: Asking) -> JSONResponse:
    """The deliveries that failed for a day, at most 100, the newest first."""
    return answer(Page(await transact(webhooks.list_parked, actor, webhook_id), None))


@router.post("/webhooks/{webhook_id}/redeliver")
async def redeliver(webhook_id: PathId, actor: Asking, body: RedeliverBody | None = None) -> JSONResponse:
    """Sends one delivery again (its `X-Webchat-Id`), or without it all that are parked."""
    delivery_id = body.delivery_id if body else None
    return answer({"count": await transact(webhooks.redeliver, actor, webhook_id, delivery_id)})


@router.post(
    "/hooks/{secret}",
    status_code=201,
    openapi_extra={"requestBody": _WORDS},
    responses={200: {"description": "What the same `Idempotency-Key` has posted before."}},
)
async def post_to_hook(
    secret: Annotated[str, Path(max_length=100)],
    request: Request,
    idempotency_key: Annotated[str | None, Header(max_length=255)] = None,
) -> JSONResponse:
    """A message through an incoming webhook: `{"text": "…"}`, `{"body": "…"}` or plain text."""
    content_type = request.headers.get("content-type", "")
    sent = await hook_messages.post_to_hook(
        secret, await request.body(), content_type, idempotency_key, address=address_of(request)
    )
    headers = {"Idempotent-Replay": "true"} if sent.replay else None
    return answer(sent.view, 200 if sent.replay else 201, headers)
