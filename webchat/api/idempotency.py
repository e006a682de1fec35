"""`Idempotency-Key` for every POST of somebody who is known, but for those whose answer holds a secret."""

import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from webchat.api.actors import find_actor
from webchat.db.unit_of_work import transact
from webchat.domain.actor import Actor
from webchat.services import idempotency
from webchat.services.idempotency import GivenAnswer

_KEY = {
    "name": "Idempotency-Key", "in": "header", "schema": {"type": "string"},
    "description": "The same key again within a day gives the first answer again.",
}  # fmt: skip
Handler = Callable[[Request], Awaitable[Response]]


class IdempotentRoute(APIRoute):
    """Gives the first answer again instead of doing the work twice."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if "POST" in (options.get("methods") or ()):
            options["openapi_extra"] = (options.get("openapi_extra") or {}) | {"parameters": [_KEY]}
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Handler:  # type: ignore[override]
        """Wraps FastAPI's own handler."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            key = request.headers.get("idempotency-key")
            if key is None or request.method != "POST":
                return await handler(request)
            actor = await find_actor(request)
            return await _once(handler, request, actor, key) if actor else await handler(request)

        return handle


async def _once(handler: Handler, request: Request, actor: Actor, key: str) -> Response:
    wanted = b"\0".join([request.url.path.encode(), actor.scope.encode(), await request.body()])
    given = await transact(idempotency.begin, actor, key, sha256(wanted).digest())
    if given:
        return JSONResponse(given.body, given.status, {"Idempotent-Replay": "true"})
    try:
        response = await handler(request)
    except BaseException:
        await transact(idempotency.give_up, actor, key)
        raise
    await transact(idempotency.finish, actor, key, GivenAnswer(response.status_code, json.loads(bytes(response.body))))
    return response
