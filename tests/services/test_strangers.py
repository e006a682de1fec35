"""Who is not a member gets nothing and changes nothing, and cannot tell it from what is not there."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from tests.support.chat import Listener, direct, history, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import NotFound
from webchat.realtime import hub
from webchat.services import conversations, deletions, events, messages, receipts, typing, users

Attempt = Callable[[Actor, int, int], Coroutine[Any, Any, Any]]
_ATTEMPTS: dict[str, Attempt] = {
    "send": lambda who, room, _: say(who, room, "let me in"),
    "list": lambda who, room, _: read(messages.list_messages, who, room),
    "changed": lambda who, room, _: read(messages.changed_since, who, room, "x.1.1", 9),
    "get": lambda who, _, message: read(messages.get_message, who, message),
    "delete": lambda who, _, message: transact(deletions.delete_message, who, message),
    "conversation": lambda who, room, _: read(conversations.get_conversation, who, room),
    "typing": lambda who, room, _: typing.start(who, room),
    "stop typing": lambda who, room, _: typing.stop(who, room),
    "read": lambda who, _, message: transact(receipts.mark_message, who, message, read=True),
}


@pytest.mark.parametrize("attempt", _ATTEMPTS.values(), ids=_ATTEMPTS.keys())
async def test_a_stranger_is_told_that_nothing_is_there(
    ana: Actor, bob: Actor, live: Listener, attempt: Attempt
) -> None:
    stranger, room = await join("Stranger"), await direct(ana, bob)
    message = await say(ana, room, "between us")
    before = await history(ana, room)
    await hub.drained()
    told = (len(live.events), len(live.signals))
    answers = []
    for place, number in ((room, message.id), (999_999, 999_999)):
        with pytest.raises(NotFound) as refused:
            await attempt(stranger, place, number)
        answers.append((refused.value.message, refused.value.field))
    assert answers[0] == answers[1]
    await hub.drained()
    assert await history(ana, room) == before
    assert (len(live.events), len(live.signals)) == told


async def test_lists_and_the_log_hold_nothing_of_others(ana: Actor, bob: Actor) -> None:
    stranger, start = await join("Stranger"), events.current_cursor()
    await say(ana, await direct(ana, bob), "between us")
    assert (await read(conversations.list_conversations, stranger)).items == []
    assert (await read(events.read_log, stranger, start)).items == []
    with pytest.raises(NotFound):
        await read(conversations.find_direct, stranger, ana.user_id, bob.user_id)


async def test_a_profile_reaches_those_who_talk_with_its_owner(ana: Actor, bob: Actor, live: Listener) -> None:
    await transact(users.update_profile, bob, {"about": "not in any conversation yet"})
    room = await direct(ana, bob)
    await transact(users.update_profile, ana, {"display_name": "Ana Lee"})
    await hub.drained()
    mine = [event for event in live.events if event.type == "user.updated" and event.actor_id == ana.user_id]
    told = [(event.conversation_id, event.user_id) for event in mine]
    assert told == [(room, None), (None, ana.user_id)]
