"""Addresses of the interface that are not there: an error in its own shape, not a page."""

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException

from webchat.api.reference import methods_of

router = APIRouter(include_in_schema=False)
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@router.api_route("/api", methods=_METHODS)
@router.api_route("/api/{rest:path}", methods=_METHODS)
@router.api_route("/session", methods=_METHODS)
@router.api_route("/session/{rest:path}", methods=_METHODS)
async def unknown(request: Request) -> None:
    """404, or 405 where only the method is wrong."""
    methods = methods_of(request.app, request.url.path)
    raise HTTPException(405, headers={"Allow": ", ".join(methods)}) if methods else HTTPException(404)
