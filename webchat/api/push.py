"""Web Push: browsers that are told of messages with the page closed."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from webchat.api.actors import Asking
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import Body, answer
from webchat.db.unit_of_work import read, transact
from webchat.domain.pages import Page
from webchat.gateways.push import Address
from webchat.services import push

router = APIRouter(prefix="/api/push", tags=["notifications"], route_class=IdempotentRoute)
Endpoint = Annotated[str, Field(max_length=2000)]
Key = Annotated[str, Field(max_length=200)]


class PushKeys(Body):
    p256dh: Key
    auth: Key


class SubscriptionBody(Body):
    endpoint: Endpoint
    keys: PushKeys


class EndpointBody(Body):
    endpoint: Endpoint


@router.get("/key")
async def get_key(actor: Asking) -> JSONResponse:
    """The key of this installation, for `pushManager.subscribe` as `applicationServerKey`."""
    return answer(await transact(push.get_key, actor))


@router.get("/subscriptions")
async def list_subscriptions(actor: Asking) -> JSONResponse:
    """My browsers that are told, the newest first; at most 20."""
    return answer(Page(await read(push.list_subscriptions, actor), None))


@router.post("/subscriptions", status_code=201, responses={200: {"description": "This browser was told already."}})
async def subscribe(body: SubscriptionBody, actor: Asking) -> JSONResponse:
    """A browser's subscription, as its `toJSON()` has it; ends with this session. The same endpoint again: 200.

    What is sent there is encrypted for that browser, and only public addresses are asked.
    """
    address = Address(body.endpoint, body.keys.p256dh, body.keys.auth)
    view, made = await transact(push.subscribe, actor, address)
    return answer(view, 201 if made else 200)


@router.delete("/subscriptions", status_code=204, response_class=Response)
async def unsubscribe(body: EndpointBody, actor: Asking) -> Response:
    """That browser is told no more."""
    await transact(push.unsubscribe, actor, body.endpoint)
    return Response(status_code=204)
