"""Previews of links."""

from __future__ import annotations

import reflex as rx

from webchat.db.unit_of_work import transact
from webchat.services import link_previews

from . import senders


class PreviewState(rx.State):
    """No entries of its own: a preview is part of its message."""

    @rx.event
    async def remove_preview(self, asked: dict):
        """The sender closed the preview of one of their messages."""
        async with senders.asking(self) as actor:
            await transact(link_previews.remove_preview, actor, int(asked["message_id"]))
