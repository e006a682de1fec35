"""The pictures of people and groups."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from webchat.api.invites import Code
from webchat.api.media import Ticket, reader_of, send
from webchat.api.schemas import PathId
from webchat.db.unit_of_work import read
from webchat.services import avatars, invites
from webchat.services.media import Stored
from webchat.serving.addresses import address_of

router = APIRouter(prefix="/api", tags=["avatars"])
Size = Annotated[int, Query(ge=1, le=4096)]
Version = Annotated[str, Query(max_length=64)]
_DAY = 24 * 3600


@router.get("/users/{user_id}/avatar")
@router.head("/users/{user_id}/avatar", include_in_schema=False)
async def user_avatar(
    user_id: PathId, request: Request, size: Size = 96, v: Version = "", ticket: Ticket = None
) -> Response:
    """Somebody's picture, a square in WebP: the smallest that is at least `size` pixels wide, else the largest."""
    actor = await reader_of(request, ticket)
    return await _send(request, await read(avatars.user_square, actor, user_id, size), v)


@router.get("/groups/{group_id}/avatar")
@router.head("/groups/{group_id}/avatar", include_in_schema=False)
async def group_avatar(
    group_id: PathId, request: Request, size: Size = 96, v: Version = "", ticket: Ticket = None
) -> Response:
    """The same of a group that I am in, or that is public."""
    actor = await reader_of(request, ticket)
    return await _send(request, await read(avatars.group_square, actor, group_id, size), v)


@router.get("/invites/{code}/avatar")
@router.head("/invites/{code}/avatar", include_in_schema=False)
async def invite_avatar(code: Code, request: Request, size: Size = 96, v: Version = "") -> Response:
    """The same of the group that a link leads to."""
    found = await read(invites.picture_of_invite, code, size, address=address_of(request))
    return await _send(request, found, v)


async def _send(request: Request, found: tuple[str, Stored], version: str) -> Response:
    """An address with a version means one picture for good, so a browser need not ask again for a day."""
    etag, stored = found
    caching = f"private, max-age={_DAY}" if version else "private, no-cache"
    headers = {"Content-Disposition": "inline", "Content-Type": "image/webp", "Cache-Control": caching}
    return await send(request, stored, etag, headers)
