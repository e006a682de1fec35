"""Messages that disappear: chosen for a conversation, and done for everyone at once when they are due.

At its time a message loses all that it held, for good: words, earlier versions, files, what others did with it. Its
place goes when no event speaks of it any more.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from webchat.db.advisory import holder
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import Clock, now
from webchat.domain.conversation_views import ConversationView
from webchat.domain.errors import InvalidInput
from webchat.domain.events import CONVERSATION_UPDATED, MESSAGE_DELETED, NewEvent
from webchat.domain.permissions import Action
from webchat.repositories import conversations, disappearing, memberships, messages
from webchat.services import limits
from webchat.services.access import lock_and_need
from webchat.services.beside import beside
from webchat.services.conversations import get_conversation, tell_member
from webchat.services.events import record, record_each
from webchat.services.media_keeper import UNDER_WAY
from webchat.services.preferences import change_preferences
from webchat.services.system_messages import tell

DAY = 86_400
SPANS = (0, DAY, 7 * DAY, 90 * DAY)
"""How many seconds messages may stay; 0: for good."""

REMOVER = "disappearing messages"
"""The lock of who removes what is due."""

SETTING = "disappear_seconds"
_AT_ONCE = 200
# Other processes store messages, too, and do not wake this one; none is due sooner than in a day.
_LONGEST_PAUSE = 20.0
_log = logging.getLogger(__name__)


def change_conversation(
    uow: UnitOfWork, actor: Actor, conversation_id: int, changes: dict[str, Any]
) -> ConversationView:
    """Changes `disappear_seconds` for everyone, and the given preferences for the actor alone."""
    own = {name: value for name, value in changes.items() if name != SETTING}
    if SETTING in changes:
        view = set_disappearing(uow, actor, conversation_id, changes[SETTING])
        if not own:
            return view
    return change_preferences(uow, actor, conversation_id, own)


def set_disappearing(uow: UnitOfWork, actor: Actor, conversation_id: int, seconds: int) -> ConversationView:
    """Says how long what is sent from now on stays (one of `SPANS`); what was sent before is as it was."""
    if isinstance(seconds, bool) or seconds not in SPANS:
        raise InvalidInput("Messages stay for good (0), or for 86400, 604800 or 7776000 seconds.", field=SETTING)
    limits.count_group_change(actor.user_id)
    lock_and_need(uow, actor, conversation_id, Action.SET_DISAPPEARING)
    if kind := disappearing.change(uow.session, conversation_id, seconds):
        _tell(uow, actor, conversation_id, kind)
        tell(uow, actor, conversation_id, "disappearing_changed", seconds=seconds)
    return get_conversation(uow, actor, conversation_id)


async def vanish_due(clock: Clock = now) -> int:
    """Removes what is due, in small transactions; gives how many messages. Another process at it: none."""
    async with holder() as locks, locks.trying(REMOVER) as ours:
        total = 0
        while ours and (count := await transact(_vanish_some, clock())):
            total += count
        return total


def remove_places(uow: UnitOfWork, before: datetime, limit: int) -> int:
    """Deletes the rows of messages that disappeared before then; gives how many."""
    return disappearing.remove(uow.session, before, limit)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Removes what is due as long as this is open."""
    async with beside(_run()):
        yield


async def _run() -> None:
    while True:
        try:
            due = await read(_next_due)
            if due and due <= now():
                await vanish_due()
                due = await read(_next_due)
            left = (due - now()).total_seconds() if due else _LONGEST_PAUSE
        except Exception:  # noqa: BLE001  the database may be away for a while
            _log.exception("Messages that should disappear could not be removed just now.")
            left = 1.0
        await asyncio.sleep(min(max(left, 0.5), _LONGEST_PAUSE))


def _tell(uow: UnitOfWork, actor: Actor, conversation_id: int, kind: str) -> None:
    """A group is the same for all its members; a direct conversation is another's for each of the two."""
    if kind != "group":
        for user_id in sorted(memberships.members_of(uow.session, conversation_id)):
            tell_member(uow, user_id, conversation_id)
        return
    shared = conversations.get_shared(uow.session, [conversation_id])[conversation_id]
    payload = {"conversation_id": conversation_id}
    record(uow, shared, NewEvent(CONVERSATION_UPDATED, actor.user_id, payload, conversation_id))


def _vanish_some(uow: UnitOfWork, at: datetime) -> int:
    rows = disappearing.due(uow.session, at, _AT_ONCE)
    conversations.lock(uow.session, *(row["conversation_id"] for row in rows))
    gone, files = disappearing.vanish(uow.session, [row["id"] for row in rows], at)
    disappearing.drop_files(uow.session, files, at + UNDER_WAY)
    views = messages.get_many(uow.session, gone)
    record_each(
        uow,
        [
            (NewEvent(MESSAGE_DELETED, None, {"message_id": one}, views[one].conversation_id), views[one])
            for one in gone
        ],
    )
    return len(rows)


def _next_due(uow: UnitOfWork) -> datetime | None:
    return disappearing.next_due(uow.session)
