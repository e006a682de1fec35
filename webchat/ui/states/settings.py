"""What the operator has set and the pages need to know, and whether this is one of the admins."""

from __future__ import annotations

from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.services import moderation
from webchat.settings import get_settings

from . import live
from .browser import Browser
from .entries import Entries


async def send_settings(sid: str, actor: Actor) -> None:
    """Give a tab what is not the default."""
    settings = get_settings()
    given: Entries = {"admin": await read(moderation.is_admin, actor)}
    if settings.tile_url:
        given["tiles"] = {"url": settings.tile_url, "attribution": settings.tile_attribution}
    await live.patch({Browser: given}, [sid])
