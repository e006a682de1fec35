"""Voice messages that were heard."""

from __future__ import annotations

import reflex as rx

from webchat.db.unit_of_work import transact
from webchat.services import voice

from . import live, senders
from .entries import heard_entry
from .timeline import TimelineState


class VoiceState(rx.State):
    """Answers with the entry "v:" of the timeline."""

    home: bool = False

    @rx.event
    async def mark_heard(self, told: dict):
        """A voice message of somebody else was played here; who asks again gets the truth back."""
        async with senders.asking(self) as actor:
            heard = await transact(voice.mark_heard, actor, int(told["message_id"]))
            await live.patch({TimelineState: heard_entry(heard)}, [self.router.session.session_id])
