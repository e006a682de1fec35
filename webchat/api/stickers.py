"""Stickers: the packs, and the pictures under an address of their own."""

from fastapi import APIRouter
from fastapi.responses import FileResponse, JSONResponse

from webchat.api.actors import Asking
from webchat.api.schemas import answer
from webchat.services import stickers

router = APIRouter(tags=["stickers"])
# A drawing may hold scripts: as a page of its own it may do nothing at all.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=3600",
}


# Both read files: as plain functions they run in a thread.
@router.get("/api/stickers")
def list_packs(actor: Asking) -> JSONResponse:
    """All packs with their stickers."""
    return answer({"items": stickers.list_packs()})


@router.get("/stickers/{pack}/{name}", include_in_schema=False)
def get_picture(pack: str, name: str) -> FileResponse:
    """One sticker's picture; open to everyone, like the pictures of the pages."""
    found = stickers.get_file(pack, name)
    return FileResponse(found.path, media_type=found.content_type, headers=_HEADERS)
