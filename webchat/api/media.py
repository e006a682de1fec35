"""Files: up, and down to those who may have them."""

from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from webchat.api.actors import Asking, find_actor
from webchat.api.errors import error_response
from webchat.api.forms import file_in_form
from webchat.api.ranges import Multipart, Part, Unsatisfiable, parse_range
from webchat.api.schemas import PathId, answer
from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.domain.errors import NotFound, NotSignedIn
from webchat.domain.media_views import MediaView
from webchat.media.kinds import INLINE
from webchat.services import media, uploads

router = APIRouter(prefix="/api/media", tags=["media"])
Ticket = Annotated[str | None, Query(max_length=200)]
# Whatever a file is, nothing in it runs, and nobody else's page can look into it.
_SAFE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
_FILE = {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}
_FORM = {"required": True, "content": {"multipart/form-data": {"schema": _FILE}}}


@router.post("/upload", status_code=201, openapi_extra={"requestBody": _FORM})
async def upload_file(request: Request, actor: Asking) -> JSONResponse:
    """Keeps a file (field `file`); it is mine until a message carries it."""
    filename, pieces = await file_in_form(request, "file")
    return answer(await uploads.upload_file(actor, pieces, _named(filename)), 201)


@router.post("/ticket")
async def make_ticket(actor: Asking) -> JSONResponse:
    """Proves who I am in `?ticket=` of a file's address, where no header can be sent: for an hour."""
    return answer({"ticket": media.make_ticket(actor), "expires_in": media.TICKET_SECONDS})


@router.get("/{media_id}")
async def get_media(media_id: PathId, actor: Asking) -> JSONResponse:
    """What is known of a file."""
    return answer(await read(media.access_media, actor, media_id))


@router.get("/{media_id}/download")
@router.head("/{media_id}/download", include_in_schema=False)
async def download(media_id: PathId, request: Request, ticket: Ticket = None) -> Response:
    """The file itself, also in parts; pictures, audio and video in place, all else to be saved."""
    view = await read(media.access_media, await reader_of(request, ticket), media_id)
    place = "inline" if view.content_type in INLINE else "attachment"
    headers = {"Content-Disposition": _disposition(place, view.filename), "Content-Type": view.content_type}
    return await send(request, media.content_of(view), f'"{view.sha256}"', headers)


@router.get("/{media_id}/thumbnail")
@router.head("/{media_id}/thumbnail", include_in_schema=False)
async def thumbnail(
    media_id: PathId, request: Request, size: Annotated[int, Query(ge=1, le=4096)] = 320, ticket: Ticket = None
) -> Response:
    """A small copy in WebP: the smallest that is at least `size` pixels long, else the largest there is."""
    view = await read(media.access_media, await reader_of(request, ticket), media_id)
    chosen = _fitting(view, size)
    headers = {"Content-Disposition": "inline", "Content-Type": "image/webp"}
    return await send(request, media.thumbnail_of(view, chosen), f'"{view.sha256}-{chosen}"', headers)


def _named(filename: str) -> str:
    """Browsers write three characters of a form's file name in their own way (WHATWG, multipart/form-data)."""
    return filename.replace("%22", '"').replace("%0D", " ").replace("%0A", " ")


async def reader_of(request: Request, ticket: str | None) -> Actor:
    """Who asks for a file: by a ticket where there is one; raises `NotSignedIn`."""
    actor = await read(media.actor_of_ticket, ticket) if ticket else await find_actor(request)
    if actor is None:
        raise NotSignedIn
    return actor


def _fitting(view: MediaView, size: int) -> int:
    if not view.thumbnails:
        raise NotFound
    return next((one for one in view.thumbnails if one >= size), view.thumbnails[-1])


def _disposition(place: str, filename: str) -> str:
    """RFC 6266: the name in any script, and a plain one for old programs."""
    plain = "".join(character if character.isascii() and character not in '"\\%' else "_" for character in filename)
    return f"{place}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


async def send(request: Request, stored: media.Stored, etag: str, headers: dict[str, str]) -> Response:
    """What is stored, whole or in parts; `headers` may say how long it keeps. Who asks has been let in."""
    headers = {"Cache-Control": "private, no-cache"} | headers
    headers |= _SAFE | {"ETag": etag, "Accept-Ranges": "bytes"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    size = await stored.size()
    try:
        parts = parse_range(_range_of(request, etag), size)
    except Unsatisfiable as error:
        refused = error_response(error)
        refused.headers.update(_SAFE | {"Content-Range": f"bytes */{size}", "Cache-Control": "no-store"})
        return refused
    if len(parts) == 1:
        start, end = parts[0]
        headers |= {"Content-Range": f"bytes {start}-{end - 1}/{size}", "Content-Length": str(end - start)}
        return _stream(request, stored, parts, 206, headers)
    if parts:
        return _send_parts(request, stored, parts, size, headers)
    return _stream(request, stored, [(0, size)], 200, headers | {"Content-Length": str(size)})


def _range_of(request: Request, etag: str) -> str:
    """Nothing when the parts are wanted of a file that is another by now."""
    return request.headers.get("range", "") if request.headers.get("if-range", etag) == etag else ""


def _send_parts(
    request: Request, stored: media.Stored, parts: list[Part], size: int, headers: dict[str, str]
) -> Response:
    frame = Multipart(parts, size, headers["Content-Type"])
    about = {"Content-Type": f"multipart/byteranges; boundary={frame.boundary}", "Content-Length": str(frame.length)}
    return _stream(request, stored, parts, 206, headers | about, frame)


def _stream(
    request: Request,
    stored: media.Stored,
    parts: list[Part],
    status: int,
    headers: dict[str, str],
    frame: Multipart | None = None,
) -> Response:
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)

    async def body() -> AsyncIterator[bytes]:
        for number, (start, end) in enumerate(parts):
            if frame:
                yield frame.heads[number]
            async for piece in stored.pieces(start, end):
                yield piece
        if frame:
            yield frame.tail

    return StreamingResponse(body(), status, headers)
