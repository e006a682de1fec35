"""What people hide of themselves nobody sees by any way, and they see as little of the others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.chat import Listener, direct, group, history, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Forbidden
from webchat.domain.user_views import PrivacyView
from webchat.realtime import audience, hub, presence
from webchat.repositories import users as stored
from webchat.services import conversations, events, members, privacy, receipts, sessions, users


async def _hide(actor: Actor, **shown: bool) -> PrivacyView:
    return await transact(privacy.change_privacy, actor, shown)


async def _seen(reader: Actor, subject: Actor) -> tuple[str, bool]:
    view = await read(users.get_user, reader, subject.user_id)
    return view.presence, view.last_seen_at is not None


async def _receipts_of(reader: Actor, message_id: int) -> list[tuple[bool, bool, bool]]:
    page = await read(receipts.list_receipts, reader, message_id)
    return [(one.delivered, one.read, one.read_at is not None) for one in page.items]


@pytest.fixture
def here(ana: Actor, bob: Actor):
    """Both have a tab open."""
    presence.connected(ana.user_id, "a")
    presence.connected(bob.user_id, "b")
    yield
    presence.disconnected(ana.user_id, "a")
    presence.disconnected(bob.user_id, "b")


async def test_everything_is_shown_at_first_and_changes_are_told_once(ana: Actor, live: Listener) -> None:
    assert await read(privacy.get_privacy, ana) == PrivacyView(receipts=True, presence=True)
    assert await _hide(ana, receipts=False) == PrivacyView(receipts=False, presence=True)
    await _hide(ana, receipts=False)
    await hub.drained()
    told = [event for event in live.events if event.type == "privacy.updated"]
    assert [(event.user_id, event.data) for event in told] == [(ana.user_id, PrivacyView(receipts=False))]
    log = await read(events.read_log, ana, None)
    assert log.items == []


async def test_who_hides_presence_is_never_here_and_sees_nobody(ana: Actor, bob: Actor, here: Any) -> None:
    room = await direct(ana, bob)
    crew = await group(ana, bob)
    await transact(lambda uow: stored.saw_last(uow.session, bob.user_id, now()))
    assert await _seen(ana, bob) == ("online", True)
    await _hide(bob, presence=False)
    assert await _seen(ana, bob) == ("offline", False)
    assert await _seen(bob, ana) == ("offline", False)
    for reader, other in ((ana, bob), (bob, ana)):
        view = await read(conversations.get_conversation, reader, room)
        assert (view.mine.peer.presence, view.mine.peer.last_seen_at) == ("offline", None)
        listed = {one.user.id: one.user for one in (await read(members.list_members, reader, crew)).items}
        assert (listed[other.user_id].presence, listed[other.user_id].last_seen_at) == ("offline", None)
        found = await read(users.find_users, reader, "", 20)
        assert [one.presence for one in found if one.id == other.user_id] == ["offline"]
    cleo = await join("Cleo")
    assert await _seen(cleo, ana) == ("online", False)
    await _hide(bob, presence=True)
    assert await _seen(ana, bob) == ("online", True)


async def test_the_log_shows_no_more_than_the_list(ana: Actor, bob: Actor, here: Any) -> None:
    start = (await read(events.read_log, ana, None)).cursor
    crew = await group(ana, bob)
    await transact(users.update_profile, bob, {"about": "hello"})
    await hub.drained()
    await _hide(ana, presence=False, receipts=False)
    page = await read(events.read_log, ana, start)
    people = [event.data.user for event in page.items if event.type.startswith("member.")]
    people += [event.data for event in page.items if event.type == "user.updated"]
    assert {one.id for one in people} >= {bob.user_id}
    assert {(one.presence, one.last_seen_at) for one in people if one.id == bob.user_id} == {("offline", None)}
    assert crew


async def test_who_hides_receipts_leaves_the_ticks_where_they_were(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    first = await say(ana, room, "one")
    await receipts.acknowledge(bob, {room: (1, 1)})
    await _hide(bob, receipts=False)
    second = await say(ana, room, "two")
    (moved,) = await receipts.acknowledge(bob, {room: (2, 2)})
    assert (moved.read_seq, moved.shown_seq) == (2, 1)
    assert [(one.is_delivered, one.is_read) for one in await history(ana, room)] == [(True, True), (True, False)]
    assert await _receipts_of(ana, first.id) == [(True, True, True)]
    assert await _receipts_of(ana, second.id) == [(True, False, False)]
    view = await read(conversations.get_conversation, ana, room)
    assert (view.mine.receipts.read_seq, view.mine.receipts.delivered_seq) == (1, 2)
    # Their own list still knows what they have read; an answer tells nothing either.
    assert (await read(conversations.get_conversation, bob, room)).mine.unread_count == 0
    await say(bob, room, "three")
    assert (await read(conversations.get_conversation, ana, room)).mine.receipts.read_seq == 1


async def test_who_hides_receipts_sees_none(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    crew = await group(ana, bob)
    mine = await say(bob, room, "did you read this?")
    await receipts.acknowledge(ana, {room: (1, 1), crew: (1, 1)})
    await _hide(bob, receipts=False)
    assert [(one.is_delivered, one.is_read) for one in await history(bob, room)] == [(True, False)]
    assert await _receipts_of(bob, mine.id) == [(True, False, False)]
    view = await read(conversations.get_conversation, bob, room)
    assert (view.mine.receipts.read_seq, view.mine.receipts.delivered_seq) == (0, 1)
    listed = {one.user.id: one.read_seq for one in (await read(members.list_members, bob, crew)).items}
    assert listed[ana.user_id] == 0
    resumed, _ = await read(receipts.present, bob, 50)
    assert {one.read_seq for one in resumed if one.user_id == ana.user_id} == {0}
    await _hide(bob, receipts=True)
    assert await _receipts_of(bob, mine.id) == [(True, True, True)]


async def test_what_is_read_after_showing_again_is_shown(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    await _hide(bob, receipts=False)
    for words in ("one", "two"):
        await say(ana, room, words)
    await receipts.acknowledge(bob, {room: (1, 1)})
    await _hide(bob, receipts=True)
    assert [one.is_read for one in await history(ana, room)] == [False, False]
    await receipts.acknowledge(bob, {room: (2, 2)})
    assert [one.is_read for one in await history(ana, room)] == [True, True]


async def test_who_hears_of_whom_is_remembered_until_it_changes(ana: Actor, bob: Actor) -> None:
    both = {ana.user_id, bob.user_id}
    assert await audience.without_presence(both) == set()
    await _hide(bob, presence=False)
    await hub.drained()
    assert await audience.without_presence(both) == {bob.user_id}
    assert await audience.without_receipts(both) == set()
    await _hide(bob, presence=True, receipts=False)
    await hub.drained()
    assert await audience.without_presence(both) == set()
    assert await audience.without_receipts(both) == {bob.user_id}


async def test_guests_of_single_conversations_change_nothing(ana: Actor) -> None:
    with pytest.raises(Forbidden):
        await _hide(replace(ana, rooms=frozenset({1})), presence=False)


async def test_an_ended_account_leaves_a_tombstone_and_its_name_to_nobody(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    crew = await group(bob, ana)
    for place in (room, crew):
        await say(ana, place, "I was here")
    await transact(users.delete_me, ana)
    for place in (room, crew):
        said = [one for one in await history(bob, place) if one.body == "I was here"]
        assert [one.sender.display_name for one in said] == ["Deleted user"]
        assert ana.username not in str(said)
    view = await read(conversations.get_conversation, bob, room)
    assert (view.mine.title, view.mine.peer) == ("Deleted user", None)
    assert await read(users.find_users, bob, "Ana", 20) == []
    free = await transact(lambda uow: stored.taken_keys(uow.session, ["ana"]))
    assert free == {"ana"}
    assert await read(sessions.list_sessions, ana) == []
