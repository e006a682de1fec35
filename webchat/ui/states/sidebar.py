"""The conversation list, and how new conversations begin."""

from __future__ import annotations

from datetime import datetime, timedelta

import reflex as rx

from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.conversation_views import ConversationView
from webchat.domain.encoding import to_json
from webchat.domain.pages import Page
from webchat.services import conversations, preferences

from . import live, senders
from .browser import Browser
from .entries import Entries, conversation_entries
from .people import PeopleState, presence_of

PAGE = 50
UNREAD = 100
MOST_PAGES = 10  # in one answer to a tab that reads its list again
_YEAR = 525_600


class SidebarState(rx.State):
    """Entries "c:" (conversation), "l:" (last message), "s:" and "q:" (mine), "r:" (receipts), "f:" (folders)."""

    home: bool = False

    @rx.event
    async def start_direct(self, user_id: int):
        """Somebody was picked in the dialog: open the conversation with them."""
        await self._open_direct(user_id)

    async def _open_direct(self, user_id: int):
        async with senders.asking(self) as actor:
            conversation = await transact(conversations.ensure_direct, actor, int(user_id))
            entries = conversation_entries(conversation)
            people = presence_of(conversation.mine.peer) if conversation.mine.peer else {}
            told: dict[type[rx.State], Entries] = {SidebarState: entries, PeopleState: people}
            await live.patch(told | {Browser: {"go": conversation.shared.id}}, [self.router.session.session_id])

    @rx.event
    async def talk_to(self, asked: dict):
        """Somebody was picked among the results of the search."""
        await self._open_direct(int(asked["user_id"]))

    @rx.event
    async def load_more(self, asked: dict):
        """The reader nears the end of a folder, opens one for the first time, or has it again down to a moment."""
        folder, sid = str(asked.get("folder") or "all"), self.router.session.session_id
        down_to = datetime.fromisoformat(str(asked["down_to"])) if asked.get("down_to") else None
        async with senders.asking(self) as actor:
            cursor = self._next.get(folder)
            if folder not in self._next or cursor:
                self._next = self._next | {folder: await send_folder(sid, actor, folder, cursor, down_to)}

    @rx.event
    async def load_conversations(self, asked: dict):
        """Something was said where the page has not listed yet."""
        ids = [int(one) for one in asked["ids"][:PAGE]]
        async with senders.asking(self) as actor, live.snapshot(self.router.session.session_id) as delta:
            delta |= _listed(await read(conversations.get_conversations, actor, ids))

    @rx.event
    async def prefer(self, asked: dict):
        """Pin, archive, hide or mute was chosen; all of the person's tabs hear of it as of any change."""
        changes = {name: asked[name] for name in ("pinned", "archived", "hidden", "notify") if name in asked}
        if "mute_minutes" in asked:
            minutes = asked["mute_minutes"]
            changes["muted_until"] = now() + timedelta(minutes=min(int(minutes), _YEAR)) if minutes else None
        async with senders.asking(self) as actor:
            await transact(preferences.change_preferences, actor, int(asked["conversation_id"]), changes)

    _next: dict[str, str | None] = {}


async def send_list(sid: str, actor: Actor) -> dict[str, str | None]:
    """Send a tab what it begins with; answers the cursors of what follows, by folder."""
    async with live.snapshot(sid) as delta:
        first = await read(preferences.list_folder, actor, "all", None, PAGE)
        unread = await read(preferences.list_folder, actor, "unread", None, UNREAD)
        archived = await read(preferences.list_folder, actor, "archived", None, PAGE)
        pages = {"all": first, "unread": unread, "archived": archived}
        delta |= _listed([view for page in pages.values() for view in page.items])
        delta[SidebarState] |= {f"f:{folder}": _about(page) for folder, page in pages.items()}
        # "full" replaces what the tab held before.
        delta[SidebarState] = {"full": len(delta[SidebarState])} | delta[SidebarState]
    return {folder: page.next for folder, page in pages.items()}


async def send_folder(
    sid: str, actor: Actor, folder: str, cursor: str | None, down_to: datetime | None = None
) -> str | None:
    """Send a page of a folder to a tab, or as many as reach down to a moment; answers the cursor of the next one."""
    async with live.snapshot(sid) as delta:
        views: list[ConversationView] = []
        for _ in range(MOST_PAGES):
            page = await read(preferences.list_folder, actor, folder, cursor, PAGE)
            views, cursor = views + page.items, page.next
            if cursor is None or down_to is None or _active_at(views[-1]) <= down_to:
                break
        delta |= _listed(views)
        delta[SidebarState] |= {f"f:{folder}": _about(page)}
    return cursor


def _listed(views: list[ConversationView]) -> dict[type[rx.State], Entries]:
    entries: Entries = {}
    people: Entries = {}
    for view in views:
        entries |= conversation_entries(view)
        if peer := view.mine.peer:
            people |= presence_of(peer)
    return {SidebarState: entries, PeopleState: people}


def _about(page: Page[ConversationView]) -> Entries:
    """Down to where the tab knows a folder whole: what else it holds from further below is not shown there yet."""
    if page.next is None:
        return {"more": False, "edge": ""}
    return {"more": True, "edge": to_json(_active_at(page.items[-1]))}


def _active_at(view: ConversationView) -> datetime:
    last = view.shared.last_message
    return last.created_at if last else view.shared.created_at
