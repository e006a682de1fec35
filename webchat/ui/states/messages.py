"""What people do with messages: edit, delete, pass on, pin, save, ask who has seen them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import ReceiptOf
from webchat.domain.encoding import to_json
from webchat.domain.errors import NotFound, WebchatError
from webchat.domain.message_views import MessageView
from webchat.services import (
    conversations,
    deletions,
    edits,
    forwards,
    messages,
    pins,
    presence,
    receipts,
    stars,
    unread,
)

from . import live, senders
from .entries import Entries, conversation_entries, last_entry, message_entry, person, star_entries
from .sidebar import SidebarState
from .timeline import TimelineState

PAGE = 50
MOST_PINS = 50
MOST_PLACES = 20
_REFUSED = "refused"


class MessagesState(rx.State):
    """Answers: "h:<id>" (earlier words), "i:<id>" (who has seen it), "p:<conversation>" (pins), "saved".

    "done" is the `ref` of a wish that needs no repeating any more: it was carried out or "refused" for a reason.
    """

    home: bool = False

    @rx.event
    async def edit_message(self, asked: dict):
        """Enter, while the composer held the words of a message."""
        was = asked.get("was")
        words = (str(asked["body"]), None if was is None else str(was))
        await self._change(asked, [int(asked["message_id"])], edits.edit_message, *words)

    @rx.event
    async def load_message(self, asked: dict):
        """New words were begun for a message that is further back than what the browser holds."""
        refused = _REFUSED
        try:
            async with senders.asking(self) as actor:
                found = await read(_visible, actor, [int(asked["message_id"])])
                await self._show(found)
                refused = "" if found else NotFound.code
        finally:
            await self._answer({"done": asked.get("ref"), "refused": refused})

    @rx.event
    async def delete_messages(self, asked: dict):
        """Delete was chosen; the browser shows the tombstones already."""
        ids = _ids(asked["message_ids"], deletions.MOST_AT_ONCE)
        await self._change(asked, ids, deletions.delete_messages, together=True)

    @rx.event
    async def restore_messages(self, asked: dict):
        """Undo was pressed."""
        await self._change(asked, _ids(asked["message_ids"], deletions.MOST_AT_ONCE), deletions.restore_message)

    @rx.event
    async def pin_message(self, asked: dict):
        """Pin or Unpin was chosen."""
        use_case = pins.pin_message if asked.get("on") else pins.unpin_message
        await self._change(asked, [int(asked["message_id"])], use_case)

    @rx.event
    async def star_message(self, asked: dict):
        """Save or its opposite was chosen; who asks gets the truth back."""
        message_id = int(asked["message_id"])
        use_case = stars.star_message if asked.get("on") else stars.unstar_message

        async def answer(actor: Actor) -> None:
            starred = await read(stars.starred_among, actor, [message_id])
            await self._answer(star_entries([message_id], starred), to=TimelineState)

        try:
            async with senders.asking(self, answer) as actor:
                await transact(use_case, actor, message_id)
                await answer(actor)
        finally:
            await self._answer({"done": asked.get("ref")})

    @rx.event
    async def forward_messages(self, asked: dict):
        """Forward was pressed in the dialog: to conversations, and to people that one has none with yet."""
        places = _ids(asked.get("conversation_ids") or [], MOST_PLACES)
        people = _ids(asked.get("user_ids") or [], MOST_PLACES)
        async with senders.asking(self) as actor:
            places += [(await transact(conversations.ensure_direct, actor, user_id)).id for user_id in people]
            ids = _ids(asked["message_ids"], forwards.MOST_MESSAGES)
            sent = await forwards.forward_messages(actor, ids, places)
            await self._answer({"forwarded": {"places": places, "count": len(sent), "ref": asked.get("ref")}})

    @rx.event
    async def mark_unread(self, asked: dict):
        """Mark unread from here was chosen."""
        async with senders.asking(self) as actor:
            marked = await transact(unread.mark_unread, actor, int(asked["message_id"]))
            await self._answer(conversation_entries(marked), to=SidebarState)

    @rx.event
    async def clear_mark(self, asked: dict):
        """A conversation that was marked unread is looked at."""
        async with senders.asking(self) as actor:
            await transact(unread.clear_mark, actor, int(asked["conversation_id"]))

    @rx.event
    async def load_pins(self, asked: dict):
        """A conversation was opened: what is pinned there?"""
        conversation_id = int(asked["conversation_id"])
        async with senders.asking(self) as actor:
            try:
                page = await read(pins.list_pinned, actor, conversation_id, None, MOST_PINS)
            except NotFound:  # nobody asked for this by hand, and the page itself says what is not here
                return
            await self._answer({f"p:{conversation_id}": [_listed(one) for one in page.items]})

    @rx.event
    async def load_saved(self, asked: dict):
        """The list of saved messages was opened, or its end is near."""
        cursor = str(asked["cursor"]) if asked.get("cursor") else None
        async with senders.asking(self) as actor:
            page = await read(stars.list_starred, actor, cursor, PAGE)
            items = [_listed(one) for one in page.items]
            await self._answer({"saved": {"items": items, "next": page.next, "after": cursor}})

    @rx.event
    async def load_history(self, asked: dict):
        """The mark "edited" was pressed."""
        message_id = int(asked["message_id"])
        async with senders.asking(self) as actor:
            revisions = await read(edits.list_revisions, actor, message_id)
            await self._answer({f"h:{message_id}": to_json(revisions)})

    @rx.event
    async def load_receipts(self, asked: dict):
        """Info was chosen, or more of its list is wanted."""
        message_id = int(asked["message_id"])
        cursor = str(asked["cursor"]) if asked.get("cursor") else None
        async with senders.asking(self) as actor:
            page = await read(receipts.list_receipts, actor, message_id, cursor, PAGE)
            items = [_receipt(one) for one in page.items]
            hidden = not (await read(presence.privacy_of, actor.user_id)).receipts
            answer = {"items": items, "next": page.next, "after": cursor, "hidden": hidden}
            await self._answer({f"i:{message_id}": answer})

    async def _change(
        self, asked: dict, ids: list[int], use_case: Callable[..., Any], *arguments: Any, together: bool = False
    ) -> None:
        """Carry it out; where it is refused, the browser gets back what is true."""

        async def put_right(actor: Actor) -> None:
            await self._show(await read(_visible, actor, ids))

        refused = _REFUSED
        try:
            async with senders.asking(self, put_right) as actor:
                for wanted in [ids] if together else ids:
                    await transact(use_case, actor, wanted, *arguments)
                refused = ""
        finally:
            await self._answer({"done": asked.get("ref"), "refused": refused})

    async def _show(self, found: list[MessageView]) -> None:
        entries: Entries = {key: value for one in found for key, value in message_entry(one).items()}
        await self._answer(entries, to=TimelineState)

    async def _answer(self, entries: Entries, to: type[rx.State] | None = None) -> None:
        await live.patch({to or MessagesState: entries}, [self.router.session.session_id])


def _ids(given: list[Any], most: int) -> list[int]:
    return [int(one) for one in given[:most]]


def _visible(uow: UnitOfWork, actor: Actor, ids: list[int]) -> list[MessageView]:
    found = []
    for message_id in ids:
        try:
            found.append(messages.get_message(uow, actor, message_id))
        except WebchatError:  # not one's own to see
            continue
    return found


def _listed(message: MessageView) -> Entries:
    """A message as lists of messages show it."""
    about = ("id", "conversation_id", "seq", "version", "kind", "sender", "created_at", "pinned_at")
    (last,) = last_entry(message).values()
    view = to_json(message)
    return {name: view[name] for name in about} | {"snippet": last["snippet"]}


def _receipt(one: ReceiptOf) -> Entries:
    times = {"delivered_at": to_json(one.delivered_at), "read_at": to_json(one.read_at)}
    return {"user": person(one.user), "delivered": one.delivered, "read": one.read} | times
