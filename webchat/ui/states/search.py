"""The search: answers come back under the number of the question."""

from __future__ import annotations

import reflex as rx

from webchat.db.unit_of_work import read
from webchat.domain.encoding import to_json
from webchat.domain.errors import WebchatError
from webchat.domain.message_views import MessageView
from webchat.domain.pages import Page
from webchat.domain.payloads import NAMED, summary_of_message
from webchat.domain.search import excerpt
from webchat.domain.search_views import Found, MessageHit
from webchat.domain.text import snippet_of
from webchat.domain.unmarked import without_marks
from webchat.services import search

from . import live, senders
from .entries import Entries, conversation_entries, person
from .languages import language_of
from .people import PeopleState, presence_of
from .sidebar import SidebarState

PAGE = 20


class SearchState(rx.State):
    """Entries "h:<question>:<page>": people, conversations and messages that were found, or the problem."""

    home: bool = False

    @rx.event
    async def look(self, asked: dict):
        """The text of the search changed: people, conversations and the first messages."""
        room = int(asked.get("conversation_id") or 0) or None
        with_messages = bool(asked.get("messages"))

        async def found(actor) -> dict[type[rx.State], Entries]:
            query = str(asked.get("query") or "")
            answer = await read(search.search, actor, query, room, PAGE, with_messages=with_messages)
            return _entries(answer, int(asked["asked"]))

        await self._answer(asked, found)

    @rx.event
    async def look_further(self, asked: dict):
        """More messages of the same question."""
        room = int(asked.get("conversation_id") or 0) or None

        async def found(actor) -> dict[type[rx.State], Entries]:
            query, cursor = str(asked.get("query") or ""), str(asked.get("cursor") or "")
            page = await read(search.search_messages, actor, query, room, PAGE, cursor)
            return {SearchState: {_key(asked): _messages(page)}}

        await self._answer(asked, found)

    async def _answer(self, asked: dict, find):
        try:
            actor = await senders.actor_at(self)
            if actor is None:
                return
            delta = await find(actor)
        except WebchatError as error:
            delta = {SearchState: {_key(asked): {"problem": error.said_in(language_of(self))}}}
        await live.patch(delta, [self.router.session.session_id])


def _key(asked: dict) -> str:
    return f"h:{int(asked['asked'])}:{int(asked.get('page') or 0)}"


def _entries(found: Found, asked: int) -> dict[type[rx.State], Entries]:
    listed: Entries = {}
    people: Entries = {}
    for view in found.conversations:
        listed |= conversation_entries(view)
        people |= presence_of(view.mine.peer) if view.mine.peer else {}
    for user in found.people:
        people |= presence_of(user)
    answer: Entries = {
        "people": [person(user) for user in found.people],
        "conversations": [view.id for view in found.conversations],
    }
    return {
        SidebarState: listed,
        PeopleState: people,
        SearchState: {f"h:{asked}:0": answer | _messages(found.messages)},
    }


def _messages(page: Page[MessageHit]) -> Entries:
    return {"messages": [_hit(hit) for hit in page.items], "next": page.next}


def _hit(hit: MessageHit) -> Entries:
    message = hit.message
    text, ranges = excerpt(*without_marks(message.body, hit.ranges))
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "seq": message.seq,
        "title": hit.conversation_title,
        "sender": message.sender.display_name,
        "sender_id": message.sender.id,
        "sender_avatar": message.sender.avatar_url,
        "kind": message.kind,
        "parts": _parts(text, ranges),
        "summary": "" if text else _summary(message),
        "created_at": to_json(message.created_at),
    }


def _summary(message: MessageView) -> str:
    """What stands for a message without words: its payload's, or the names of its files."""
    names = ", ".join(file.filename for file in message.media) if message.kind in NAMED else ""
    return summary_of_message(message) or snippet_of(names)


def _parts(text: str, ranges: list[tuple[int, int]]) -> list[Entries]:
    """The text cut up at its ranges: what is found is to be marked."""
    parts: list[Entries] = []
    at = 0
    for start, end in ranges:
        parts += [{"text": text[at:start], "hit": False}, {"text": text[start:end], "hit": True}]
        at = end
    return [part for part in (*parts, {"text": text[at:], "hit": False}) if part["text"]]
