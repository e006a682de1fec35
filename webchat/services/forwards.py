"""Messages passed on to other conversations."""

import asyncio
from typing import Any
from uuid import uuid4

from sqlalchemy import RowMapping

from webchat.db.unit_of_work import UnitOfWork, read
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, InvalidInput, NotFound
from webchat.domain.media_views import MediaView
from webchat.domain.message_views import MessageView
from webchat.domain.permissions import Action
from webchat.domain.texts import mark
from webchat.repositories import message_rights, messages
from webchat.repositories.outbox import Draft
from webchat.services import limits
from webchat.services.message_access import find_messages, need_message, need_right
from webchat.services.message_writer import write

MOST_MESSAGES = 100
MOST_CONVERSATIONS = 20
MOST_COPIES = 200
Files = tuple[MediaView, ...]
_OF_ITS_MOMENT = {"live_until", "updated_at", "closed_at"}


async def forward_messages(actor: Actor, message_ids: list[int], conversation_ids: list[int]) -> list[MessageView]:
    """Says messages again in other conversations, in the order given; raises before any is sent, or sends all.

    At most 100 messages, 20 conversations, and 200 copies together.
    """
    wanted, places = list(dict.fromkeys(message_ids)), list(dict.fromkeys(conversation_ids))
    _check_size(wanted, places)
    rows, files = await read(_sources, actor, wanted, places)
    for _ in range(len(rows) * len(places)):
        limits.count_message(actor.user_id)
    drafts = [_draft(actor, row, files[row["id"]], place) for place in places for row in rows]
    sent = await asyncio.gather(*(write(draft) for draft in drafts))
    return [one.view for one in sent]


def _check_size(message_ids: list[int], conversation_ids: list[int]) -> None:
    if not 1 <= len(message_ids) <= MOST_MESSAGES:
        raise InvalidInput("Forward 1 to {most} messages at once.", most=MOST_MESSAGES, field="message_ids")
    if not 1 <= len(conversation_ids) <= MOST_CONVERSATIONS:
        raise InvalidInput(
            "Forward to 1 to {most} conversations at once.", most=MOST_CONVERSATIONS, field="conversation_ids"
        )
    if len(message_ids) * len(conversation_ids) > MOST_COPIES:
        raise InvalidInput(
            "At most {most} copies at once: choose fewer messages or conversations.",
            most=MOST_COPIES, field="conversation_ids",
        )  # fmt: skip


def _sources(
    uow: UnitOfWork, actor: Actor, message_ids: list[int], conversation_ids: list[int]
) -> tuple[list[RowMapping], dict[int, Files]]:
    """The messages, and the files of each."""
    rows = find_messages(uow, actor, message_ids)
    for row in rows:
        need_message(row)
        if row["kind"] == "call":
            raise Conflict("A call cannot be forwarded.")
    places = message_rights.of_conversations(uow.session, actor.user_id, conversation_ids)
    if len(places) < len(conversation_ids):
        raise _no_place()
    for place in places.values():
        try:
            need_right(place, Action.WRITE)
        except NotFound:
            raise _no_place() from None
    views = messages.get_many(uow.session, message_ids)
    return rows, {message_id: view.media for message_id, view in views.items()}


def _no_place() -> NotFound:
    """Not theirs, or of somebody who shut them out: the two look the same."""
    return NotFound(mark("You cannot write in one of the chats that you chose."), field="conversation_ids")


def _draft(actor: Actor, row: RowMapping, files: Files, conversation_id: int) -> Draft:
    return Draft(
        conversation_id,
        actor.user_id,
        uuid4(),
        row["body"],
        row["html"],
        row["kind"],
        _payload(row),
        search_text=row["search_text"],
        media=files,
    )


def _payload(row: RowMapping) -> dict[str, Any]:
    """What the message carries, as of now: a place that no longer moves, a poll without its votes."""
    kept = {key: value for key, value in row["payload"].items() if key not in _OF_ITS_MOMENT}
    first = {"user_id": row["sender_id"], "name": row["display_name"]}
    return {"forwarded_from": first} | kept
