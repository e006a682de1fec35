"""The client for JavaScript, for the pages of any origin."""

import json
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.staticfiles import StaticFiles

from webchat.domain.texts import LANGUAGES, SOURCE, translated

router = APIRouter(include_in_schema=False)
_FOLDER = Path(__file__).parent / "static"
_FILES = StaticFiles(directory=_FOLDER)
_SAID = ("Open chat", "Close chat", "{name}, {count} unread", "Chat")
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
def launcher() -> Response:
    """What puts the chat into a page."""
    return Response(_launcher(), headers=_HEADERS, media_type="text/javascript")


@router.get("/webchat.d.ts")
def types(request: Request) -> Response:
    """Its types."""
    return _file(request, "webchat.d.ts", "text/plain; charset=utf-8")


@cache
def _launcher() -> str:
    """The script with what it says in the other languages."""
    texts = {one: {text: translated(one, text, {}) for text in _SAID} for one in LANGUAGES if one != SOURCE}
    script = (_FOLDER / "embed.js").read_text()
    return script.replace("const TEXTS = {};", f"const TEXTS = {json.dumps(texts, ensure_ascii=False)};")


def _file(request: Request, name: str, media_type: str) -> Response:
    path = _FOLDER / name
    answer = _FILES.file_response(path, path.stat(), request.scope)
    answer.headers.update({**_HEADERS, "Content-Type": media_type})
    return answer
