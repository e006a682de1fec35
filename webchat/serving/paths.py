"""Addresses that no route can match."""

from __future__ import annotations

import re

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from webchat.domain.errors import NotFound

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def without_control_characters(app: ASGIApp) -> ASGIApp:
    """Wraps the whole app: with such characters in its address nothing is there, in the shape of the interface.

    Routes do not match over the end of a line: outside of ours, an answer in another shape would be given.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _CONTROL.search(scope["path"]):
            error = NotFound()
            body = {"code": error.code, "message": error.message, "field": None, "retryable": False}
            await JSONResponse({"error": body}, error.status)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return wrapped
