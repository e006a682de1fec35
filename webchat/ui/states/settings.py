"""What the operator has set and the pages need to know, and whether this is one of the admins."""

from __future__ import annotations

from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.domain.encoding import to_json
from webchat.services import looks, moderation, notifications
from webchat.settings import get_settings

from . import live
from .browser import Browser
from .entries import Entries


async def send_settings(sid: str, actor: Actor) -> None:
    """Give a tab what is not the default, and how its person wants to hear of messages."""
    settings = get_settings()
    given: Entries = {"calls": {"relay": settings.relay_only}}
    if settings.tile_url:
        given["tiles"] = {"url": settings.tile_url, "attribution": settings.tile_attribution}
    async with live.snapshot(sid) as delta:
        given["admin"] = await read(moderation.is_admin, actor)
        given["look"] = to_json(await read(looks.get_look, actor))
        given["notifications"] = to_json(await read(notifications.get_settings_of, actor))
        delta[Browser] = given
