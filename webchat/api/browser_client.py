"""The client for JavaScript, for the pages of any origin."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)
_FOLDER = Path(__file__).parent / "static"
_FILES = StaticFiles(directory=_FOLDER)
# It holds nothing of anybody: pages of every origin may load it, also those that isolate themselves.
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-cache",
}


@router.get("/webchat.js")
def client(request: Request) -> Response:
    """The module."""
    return _file(request, "webchat.js", "text/javascript; charset=utf-8")


@router.get("/embed.js")
def launcher(request: Request) -> Response:
    """What puts the chat into a page."""
    return _file(request, "embed.js", "text/javascript; charset=utf-8")


@router.get("/webchat.d.ts")
def types(request: Request) -> Response:
    """Its types."""
    return _file(request, "webchat.d.ts", "text/plain; charset=utf-8")


def _file(request: Request, name: str, media_type: str) -> Response:
    path = _FOLDER / name
    answer = _FILES.file_response(path, path.stat(), request.scope)
    answer.headers.update({**_HEADERS, "Content-Type": media_type})
    return answer
