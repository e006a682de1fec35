"""Messages: numbered without gaps, stored once, seen by members only."""

import asyncio
from itertools import pairwise
from uuid import uuid4

import pytest

from tests.support.chat import Listener, direct, history, join, log_until, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, Forbidden, MessageTooLong, NotFound
from webchat.realtime import hub
from webchat.services import deletions, events, messages
from webchat.services.messages import SendMessage


async def test_fifty_sends_of_one_client_id_make_one_message(ana: Actor, bob: Actor, live: Listener) -> None:
    conversation = await direct(ana, bob)
    command = SendMessage("once", conversation_id=conversation, client_id=uuid4())
    sent = await asyncio.gather(*(messages.send_message(ana, command) for _ in range(50)))
    assert len({one.view.id for one in sent}) == 1
    assert sum(not one.replay for one in sent) == 1
    assert [message.seq for message in await history(bob, conversation)] == [1]
    await hub.drained()
    assert sum(event.type == "message.created" for event in live.events) == 1


async def test_the_same_client_id_for_another_text_is_refused(ana: Actor, bob: Actor) -> None:
    conversation, client_id = await direct(ana, bob), uuid4()
    await say(ana, conversation, "one", client_id=client_id)
    with pytest.raises(Conflict):
        await say(ana, conversation, "two", client_id=client_id)
    assert (await say(bob, conversation, "two", client_id=client_id)).seq == 2


async def test_twenty_senders_leave_no_gap_and_the_log_has_the_same_order(ana: Actor, bob: Actor) -> None:
    conversation, start = await direct(ana, bob), events.current_cursor()

    async def talk(number: int) -> None:
        for turn in range(10):
            await say(ana if number % 2 else bob, conversation, f"{number}.{turn}")

    reader = asyncio.create_task(log_until(ana, start, lambda seen: len(_created(seen)) == 200, limit=7))
    await asyncio.gather(*(talk(number) for number in range(20)))
    assert [message.seq for message in await history(ana, conversation)] == list(range(1, 201))
    assert _created(await reader) == list(range(1, 201))


async def test_what_waits_at_the_same_moment_shares_a_transaction(ana: Actor, bob: Actor, live: Listener) -> None:
    conversation = await direct(ana, bob)
    await asyncio.gather(*(say(ana, conversation, str(number)) for number in range(20)))
    await hub.drained()
    transactions = {event.txid for event in live.events if event.type == "message.created"}
    assert len(transactions) <= 2
    assert [message.body for message in await history(bob, conversation)] == [str(number) for number in range(20)]


async def test_one_bad_message_does_not_harm_the_batch(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    stranger = await join("Stranger")
    results = await asyncio.gather(
        say(ana, conversation, "good"),
        say(stranger, conversation, "not mine"),
        say(ana, 2**63, "no such number in the database"),
        say(bob, conversation, "good too"),
        return_exceptions=True,
    )
    assert isinstance(results[1], NotFound)
    assert isinstance(results[2], Exception)
    assert [message.body for message in await history(ana, conversation)] == ["good", "good too"]


async def test_pages_say_what_lies_beyond(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    await asyncio.gather(*(say(ana, conversation, str(number)) for number in range(30)))
    latest = await read(messages.list_messages, bob, conversation, limit=10)
    assert ([m.seq for m in latest.items], latest.has_older, latest.has_newer) == (list(range(21, 31)), True, False)
    older = await read(messages.list_messages, bob, conversation, before=6, limit=10)
    assert ([m.seq for m in older.items], older.has_older, older.has_newer) == (list(range(1, 6)), False, True)
    around = await read(messages.list_messages, bob, conversation, around=15, limit=10)
    assert ([m.seq for m in around.items], around.has_older, around.has_newer) == (list(range(10, 20)), True, True)


async def test_a_deleted_message_leaves_a_place_without_words(ana: Actor, bob: Actor, live: Listener) -> None:
    conversation = await direct(ana, bob)
    message = await say(ana, conversation, "secret")
    with pytest.raises(Forbidden):
        await transact(deletions.delete_message, bob, message.id)
    first = await transact(deletions.delete_message, ana, message.id)
    again = await transact(deletions.delete_message, ana, message.id)
    assert first == again
    assert (first.body, first.html, first.version, first.seq) == ("", "", 2, 1)
    assert (await history(bob, conversation)) == [first]
    await hub.drained()
    assert [event.data for event in live.events if event.type == "message.deleted"] == [first]


async def test_changes_since_a_cursor(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    sent = [await say(ana, conversation, str(number)) for number in range(3)]
    cursor = (await read(messages.list_messages, ana, conversation)).cursor
    await transact(deletions.delete_message, ana, sent[0].id)
    changed = await read(messages.changed_since, bob, conversation, cursor, 3)
    assert [message.id for message in changed or []][:1] == [sent[0].id]
    assert await read(messages.changed_since, bob, conversation, "elsewhere.1.1", 3) is None
    assert await read(messages.changed_since, bob, conversation, "nonsense", 3) is None


async def test_a_text_that_is_too_long_is_not_cut(ana: Actor, bob: Actor) -> None:
    with pytest.raises(MessageTooLong):
        await say(ana, await direct(ana, bob), "x" * 8001)


def _created(seen: list) -> list[int]:
    numbers = [event.data.seq for event in seen if event.type == "message.created"]
    assert all(one < next_ for one, next_ in pairwise(numbers))
    return numbers
