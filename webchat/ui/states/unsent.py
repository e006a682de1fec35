"""What is written and not sent: drafts and messages for later."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import reflex as rx

from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.encoding import to_json
from webchat.domain.errors import WebchatError
from webchat.domain.unmarked import without_marks
from webchat.domain.unsent_views import DraftView, ScheduledView
from webchat.services import drafts, schedules

from . import live, senders
from .entries import Entries
from .sidebar import SidebarState


class UnsentState(rx.State):
    """Entries "h:" (messages for later); drafts are "d:" of the list."""

    home: bool = False

    @rx.event
    async def save_draft(self, told: dict):
        """Typing paused; all devices of this person hear of it."""
        actor = await senders.actor_at(self)
        if actor is None:
            return
        reply_to_id, age = told.get("reply_to_id"), timedelta(milliseconds=float(told.get("age_ms") or 0))
        place = int(told["conversation_id"]), str(told.get("body") or "")
        with suppress(WebchatError):  # the browser keeps its copy
            await transact(drafts.save_draft, actor, *place, int(reply_to_id) if reply_to_id else None, age)

    @rx.event
    async def schedule_message(self, asked: dict):
        """A time was picked for what stands in the composer."""
        reply_to_id = asked.get("reply_to_id")
        command = schedules.ScheduleMessage(
            int(asked["conversation_id"]),
            str(asked["body"]),
            datetime.fromisoformat(str(asked["send_at"])),
            UUID(str(asked["client_id"])),
            reply_to_id=int(reply_to_id) if reply_to_id else None,
        )
        async with senders.asking(self) as actor:
            await schedules.schedule_message(actor, command)


def draft_entry(draft: DraftView) -> Entries:
    """An unfinished message; None where there is none any more."""
    if not draft.body and draft.reply_to is None:
        return {f"d:{draft.conversation_id}": None}
    return {f"d:{draft.conversation_id}": {"body": draft.body, "reply_to": to_json(draft.reply_to)}}


def scheduled_entry(scheduled_id: int, view: ScheduledView | None) -> Entries:
    """A message for later, with its words as they are listed; None when it is sent or cancelled."""
    if view is None:
        return {f"h:{scheduled_id}": None}
    return {f"h:{scheduled_id}": to_json(view) | {"words": without_marks(view.body)[0]}}


async def send_unsent(sid: str, actor: Actor) -> None:
    """Give a tab all drafts and messages for later, in place of those that it holds."""
    async with live.snapshot(sid) as delta:
        kept, waiting = await read(drafts.list_drafts, actor), await read(schedules.list_scheduled, actor)
        listed: Entries = {"drafts": len(kept)}
        for draft in kept:
            listed |= draft_entry(draft)
        unsent: Entries = {"waiting": len(waiting)}
        for one in waiting:
            unsent |= scheduled_entry(one.id, one)
        delta |= {SidebarState: listed, UnsentState: unsent}
