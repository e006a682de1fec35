"""The conversation list, and how new conversations begin."""

from __future__ import annotations

import reflex as rx

from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.services import conversations

from . import live
from .entries import Entries, conversation_entries
from .people import PeopleState, presence_of

PAGE = 50


class SidebarState(rx.State):
    """Entries "c:" (conversation), "l:" (last message), "s:" (mine), "r:" (the others' receipts)."""

    home: bool = False

    @rx.event
    async def start_direct(self, user_id: int):
        """Somebody was picked in the dialog: open the conversation with them."""
        async with live.asking(self) as actor:
            conversation = await transact(conversations.ensure_direct, actor, int(user_id))
            entries = conversation_entries(conversation)
            people = presence_of(conversation.mine.peer) if conversation.mine.peer else {}
            await live.patch({SidebarState: entries, PeopleState: people}, [self.router.session.session_id])
            return rx.redirect(f"/chat/{conversation.shared.id}/")

    @rx.event
    async def load_more(self, _: dict):
        """The reader nears the end of the list."""
        actor = await live.actor_at(self)
        if actor and self._next:
            self._next = await send_list(self.router.session.session_id, actor, self._next)

    _next: str | None = None


async def send_list(sid: str, actor: Actor, cursor: str | None = None) -> str | None:
    """Send a page of the list to a tab; answers the cursor of the next one."""
    page = await read(conversations.list_conversations, actor, cursor, PAGE)
    entries: Entries = {} if cursor else {"full": len(page.items) or 1}
    people: Entries = {}
    for conversation in page.items:
        entries |= conversation_entries(conversation)
        if peer := conversation.mine.peer:
            people |= presence_of(peer)
    await live.patch({SidebarState: entries, PeopleState: people}, [sid])
    return page.next
