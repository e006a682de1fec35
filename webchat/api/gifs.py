"""GIFs of the service that the operator chose, if any."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field

from webchat.api.actors import Asking
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import Body, answer
from webchat.services import gifs

router = APIRouter(prefix="/api/gifs", tags=["gifs"], route_class=IdempotentRoute)
_HEADERS = {
    "Cache-Control": "private, max-age=3600",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


class GifBody(Body):
    id: Annotated[str, Field(max_length=gifs.LONGEST_ID)]


@router.get("")
async def search_gifs(actor: Asking, q: str = "", cursor: Annotated[str, Query(max_length=200)] = "") -> JSONResponse:
    """GIFs for some words, without any what is liked now; `provider` is null where there is no service to ask."""
    return answer(await gifs.search_gifs(actor, q, cursor))


@router.post("", status_code=201)
async def take_gif(body: GifBody, actor: Asking) -> JSONResponse:
    """Keeps one that a search has named as a file of mine, for a message of kind `gif` with its id."""
    return answer(await gifs.take_gif(actor, body.id), 201)


@router.get("/{gif_id}/preview")
async def get_preview(gif_id: Annotated[str, Path(max_length=gifs.LONGEST_ID)], actor: Asking) -> Response:
    """The small copy of one that a search has named to me, for an hour or two."""
    content_type, data = await gifs.preview_of(actor, gif_id)
    return Response(data, media_type=content_type, headers=_HEADERS)
