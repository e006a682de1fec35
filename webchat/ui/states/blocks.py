"""Whom this person shut out."""

from __future__ import annotations

import reflex as rx

from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.domain.user_views import BlockView
from webchat.services import blocks

from . import live
from .entries import Entries, person


class BlocksState(rx.State):
    """Entries "b:" (somebody who is shut out, by their id)."""

    home: bool = False


async def send_blocks(sid: str, actor: Actor) -> None:
    """Send a tab all of them; what it held before is replaced."""
    async with live.snapshot(sid) as delta:
        entries: Entries = {}
        for view in await read(blocks.list_blocks, actor):
            entries |= block_entry(view)
        delta[BlocksState] = {"full": len(entries)} | entries


def block_entry(view: BlockView) -> Entries:
    """Somebody who is shut out; None for who is not any more."""
    return {f"b:{view.user.id}": person(view.user) if view.blocked_at else None}
