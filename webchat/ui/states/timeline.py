"""The timeline of the open conversation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import ConversationView
from webchat.domain.errors import NotFound, WebchatError
from webchat.domain.message_views import MessagePage, MessageView
from webchat.realtime import audience
from webchat.services import conversations, events, messages, receipts, stars

from . import live, senders
from .entries import Entries, conversation_entries, message_entry, star_entries
from .languages import language_of
from .sidebar import SidebarState

PAGE = 50
# More unread messages than this: the page begins around the first of them.
NEAR_END = 40


class TimelineState(rx.State):
    """Entries "m:" (messages), "g:" (pages sent), "x:" (refused messages), "cursor".

    Of a message: "e:" (reactions), "y:" (what quotes of it say now), "b:" (saved by this person).
    """

    home: bool = False

    @rx.event
    async def open_conversation(self, asked: dict):
        """A conversation came into view; ``held`` says what its browser has of it already."""
        sid = self.router.session.session_id
        actor = await senders.actor_at(self)
        if actor is None:
            return
        conversation_id = int(asked["conversation_id"])
        try:
            await _show(
                sid,
                actor,
                conversation_id,
                asked.get("held") or {},
                newest=bool(asked.get("newest")),
                around=int(asked.get("around") or 0),
            )
        except WebchatError:
            live.connections.show(sid, 0)
            await live.patch({TimelineState: {f"g:{conversation_id}": {"missing": True}}}, [sid])

    @rx.event
    async def load_page(self, asked: dict):
        """The reader nears the first or last message that the browser holds."""
        conversation_id = int(asked["conversation_id"])
        span = {side: int(asked[side]) for side in ("before", "after", "around") if side in asked}
        async with senders.asking(self) as actor:
            page = await read(messages.list_messages, actor, conversation_id, limit=PAGE, **span)
            entries = await _saved(actor, page.items) | page_entries(conversation_id, page, span=span)
            await _need_member(actor, conversation_id)
            await live.patch({TimelineState: entries}, [self.router.session.session_id])

    @rx.event
    async def submit_message(self, sent: dict):
        """Enter: the bubble stands in the browser already, under the same client_id."""
        sid = self.router.session.session_id
        try:
            actor = await senders.actor_at(self)
            if actor is None:
                return
            result = await messages.send_message(actor, _command(sent))
            # A tab that shows the conversation hears of it as all do; one that has left it waits for this answer.
            told = not result.replay and sid in live.connections.showing(result.view.conversation_id)
            entries = {} if told else message_entry(result.view)
        except WebchatError as error:
            entries = {f"x:{sent['client_id']}": {"code": error.code, "message": error.said_in(language_of(self))}}
        await live.patch({TimelineState: entries}, [sid])

    @rx.event
    async def acknowledge(self, told: dict):
        """The browser holds, or its person saw, messages up to these numbers."""
        actor = await senders.actor_at(self)
        if actor:
            seen = {int(one): (int(delivered), int(read_)) for one, delivered, read_ in told["seen"][:200]}
            await receipts.acknowledge(actor, seen)


def _command(sent: dict[str, Any]) -> messages.SendMessage:
    reply_to_id, payload = sent.get("reply_to_id"), sent.get("payload")
    return messages.SendMessage(
        str(sent.get("body") or ""),
        conversation_id=int(sent["conversation_id"]),
        client_id=UUID(str(sent["client_id"])),
        kind=str(sent.get("kind") or "text"),
        reply_to_id=int(reply_to_id) if reply_to_id else None,
        payload=payload if isinstance(payload, dict) else None,
        media_ids=tuple(int(one) for one in sent.get("media_ids") or ()),
    )


async def _show(
    sid: str, actor: Actor, conversation_id: int, held: dict[str, Any], *, newest: bool, around: int
) -> None:
    async with live.snapshot(sid) as delta:
        conversation = await read(conversations.get_conversation, actor, conversation_id)
        live.connections.show(sid, conversation_id)
        # Joined first, read second: what comes in between comes twice, never not at all.
        page = await _catch_up(actor, conversation_id, held) if held else None
        if page is None:
            page = await _first_page(actor, conversation, newest=newest, around=around, again=bool(held or around))
        await _need_member(actor, conversation_id)
        delta |= {SidebarState: conversation_entries(conversation), TimelineState: page}


async def _need_member(actor: Actor, conversation_id: int) -> None:
    """Asked again at the moment of sending: what was read just before a removal must not come after it."""
    if actor.user_id not in await audience.members_of(conversation_id):
        raise NotFound


async def _first_page(
    actor: Actor, conversation: ConversationView, *, newest: bool, around: int, again: bool
) -> Entries:
    cursor = events.current_cursor()
    mine = conversation.mine
    first = min(mine.read_seq + 1, mine.unread_mark or mine.read_seq + 1)
    unread = first if mine.unread_count > NEAR_END and not newest else 0
    span = {"around": around or unread} if around or unread else {}
    page = await read(messages.list_messages, actor, conversation.shared.id, limit=PAGE, **span)
    saved = await _saved(actor, page.items, complete=again)
    # The page was read after the conversation: up to there nothing is missing, also where the last ones disappeared.
    span = {} if page.has_newer else {"before": conversation.shared.last_seq + 1}
    return saved | page_entries(conversation.shared.id, page, span=span, reset=True, cursor=cursor)


async def _catch_up(actor: Actor, conversation_id: int, held: dict[str, Any]) -> Entries | None:
    """What the browser lacks of the part that it holds and after it; None: it starts afresh."""
    from_seq, to_seq, cursor = int(held["from_seq"]), int(held["to_seq"]), str(held.get("cursor") or "")
    now = events.current_cursor()
    changed = await read(messages.changed_since, actor, conversation_id, cursor, to_seq)
    later = await read(messages.list_messages, actor, conversation_id, after=to_seq, limit=100)
    if changed is None or later.has_newer:
        return None
    entries = page_entries(conversation_id, later, cursor=now)
    entries[f"g:{conversation_id}"] |= {
        "from_seq": from_seq,
        "to_seq": max([to_seq, *(m.seq for m in later.items)]),
        "keep_older": True,
    }
    for message in changed:
        entries |= message_entry(message)
    entries |= await _saved(actor, later.items) | await _saved(actor, changed, complete=True)
    since = await read(stars.changed_since, actor, cursor)
    return entries | star_entries(since, {message_id for message_id, starred in since.items() if starred})


async def _saved(actor: Actor, items: list[MessageView], *, complete: bool = False) -> Entries:
    """Which of these messages this person saved; ``complete``: also of which that is not true any more."""
    ids = [message.id for message in items]
    starred = await read(stars.starred_among, actor, ids)
    return star_entries(ids if complete else starred, starred)


def page_entries(
    conversation_id: int,
    page: MessagePage,
    *,
    span: dict[str, int] | None = None,
    reset: bool = False,
    cursor: str | None = None,
) -> Entries:
    """A page of messages, and what it says about what lies beyond it.

    It reaches up to what was asked for: between that and the first message there is none any more.
    """
    seqs = [message.seq for message in page.items]
    reached = [*seqs, *_beside(span or {})] if seqs else []
    about = {
        "from_seq": min(reached, default=0),
        "to_seq": max(reached, default=0),
        "has_older": page.has_older,
        "has_newer": page.has_newer,
        "empty": not seqs,
        "reset": reset,
    }
    entries: Entries = {}
    for message in page.items:
        entries |= message_entry(message)
    # The page entry stands last: it speaks about the messages before it.
    return entries | {f"g:{conversation_id}": about | ({"cursor": cursor} if cursor else {})}


def _beside(span: dict[str, int]) -> list[int]:
    """The number next to what a page was asked to end at, or to begin after."""
    return [span["before"] - 1] if "before" in span else [span["after"] + 1] if "after" in span else []
