"""What the operator has set and the pages need to know."""

from __future__ import annotations

from webchat.settings import get_settings

from . import live
from .browser import Browser
from .entries import Entries


async def send_settings(sid: str) -> None:
    """Give a tab what is not the default."""
    settings = get_settings()
    given: Entries = {}
    if settings.tile_url:
        given["tiles"] = {"url": settings.tile_url, "attribution": settings.tile_attribution}
    await live.patch({Browser: given}, [sid])
