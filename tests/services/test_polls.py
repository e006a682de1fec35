"""Polls: one vote a person, as long as they are open."""

import asyncio
from datetime import timedelta

import pytest

from tests.support.chat import Listener, direct, history, join, say
from webchat.db.unit_of_work import transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from webchat.domain.message_views import MessageView
from webchat.realtime import hub
from webchat.services import deletions, groups, polls


async def ask(actor: Actor, conversation_id: int, **more: object) -> MessageView:
    payload = {"question": "Where?", "options": ["Here", "There", "Nowhere"], **more}
    return await say(actor, conversation_id, "", kind="poll", payload=payload)


async def test_votes_are_told_and_read_alike(ana: Actor, bob: Actor, live: Listener) -> None:
    poll = await ask(ana, await direct(ana, bob))
    first = await transact(polls.vote, ana, poll.id, [1])
    second = await transact(polls.vote, bob, poll.id, [1])
    assert first.payload is not None
    assert first.payload["votes"] == {"1": [ana.user_id]}
    assert (second.version, second.payload) == (3, {**first.payload, "votes": {"1": [ana.user_id, bob.user_id]}})
    assert await history(bob, poll.conversation_id) == [second]
    await hub.drained()
    assert [event.data for event in live.events if event.type == "message.updated"] == [first, second]


async def test_one_answer_changes_and_is_taken_back(ana: Actor, bob: Actor) -> None:
    poll = await ask(ana, await direct(ana, bob))
    await transact(polls.vote, bob, poll.id, [0])
    changed = await transact(polls.vote, bob, poll.id, [2])
    assert await transact(polls.vote, bob, poll.id, [2]) == changed
    assert (changed.payload or {})["votes"] == {"2": [bob.user_id]}
    with pytest.raises(InvalidInput, match="one answer"):
        await transact(polls.vote, bob, poll.id, [0, 1])
    with pytest.raises(InvalidInput, match="no such answer"):
        await transact(polls.vote, bob, poll.id, [3])
    assert ((await transact(polls.vote, bob, poll.id, [])).payload or {})["votes"] == {}


async def test_several_answers_where_they_are_allowed(ana: Actor, bob: Actor) -> None:
    poll = await ask(ana, await direct(ana, bob), multiple=True)
    voted = await transact(polls.vote, bob, poll.id, [2, 0, 2])
    assert (voted.payload or {})["votes"] == {"0": [bob.user_id], "2": [bob.user_id]}


async def test_votes_at_the_same_moment_are_all_counted(ana: Actor, bob: Actor) -> None:
    poll = await ask(ana, await direct(ana, bob))
    await asyncio.gather(*(transact(polls.vote, who, poll.id, [n % 3]) for n in range(10) for who in (ana, bob)))
    (view,) = await history(ana, poll.conversation_id)
    voters = sorted(one for users in (view.payload or {})["votes"].values() for one in users)
    assert voters == sorted([ana.user_id, bob.user_id])


async def test_who_asked_closes_and_nobody_votes_after(ana: Actor, bob: Actor) -> None:
    poll = await ask(ana, await direct(ana, bob))
    with pytest.raises(Forbidden):
        await transact(polls.close_poll, bob, poll.id)
    closed = await transact(polls.close_poll, ana, poll.id)
    assert (closed.payload or {})["closed_at"]
    assert await transact(polls.close_poll, ana, poll.id) == closed
    with pytest.raises(Conflict, match="closed"):
        await transact(polls.vote, bob, poll.id, [0])


async def test_an_admin_of_the_group_closes_too(ana: Actor, bob: Actor) -> None:
    cem = await join("Cem")
    group = await transact(groups.create_group, ana, groups.CreateGroup("Team", member_ids=(bob.user_id, cem.user_id)))
    poll = await ask(bob, group.id)
    with pytest.raises(Forbidden):
        await transact(polls.close_poll, cem, poll.id)
    assert ((await transact(polls.close_poll, ana, poll.id)).payload or {})["closed_at"]


async def test_a_poll_closes_by_the_clock(ana: Actor, bob: Actor) -> None:
    end = now() + timedelta(hours=1)
    poll = await ask(ana, await direct(ana, bob), closes_at=end.isoformat())
    await transact(polls.vote, bob, poll.id, [0], lambda: end - timedelta(seconds=1))
    with pytest.raises(Conflict, match="closed"):
        await transact(polls.vote, bob, poll.id, [1], lambda: end)


async def test_only_members_vote_and_only_in_polls_that_are_there(ana: Actor, bob: Actor) -> None:
    conversation = await direct(ana, bob)
    poll, words = await ask(ana, conversation), await say(ana, conversation, "no poll")
    for actor, message_id in ((await join("Stranger"), poll.id), (bob, words.id), (bob, 10**6)):
        with pytest.raises(NotFound):
            await transact(polls.vote, actor, message_id, [0])
        with pytest.raises(NotFound):
            await transact(polls.close_poll, actor, message_id)
    await transact(polls.vote, bob, poll.id, [0])
    gone = await transact(deletions.delete_message, ana, poll.id)
    assert gone.payload == {}
    with pytest.raises(NotFound):
        await transact(polls.vote, bob, poll.id, [1])
