"""Blocks: what each side may still do, and what neither hears of the other."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from tests.support.chat import Listener, direct, group, join, log_until, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Forbidden, InvalidInput, NotFound, WebchatError
from webchat.domain.message_views import MessageView
from webchat.realtime import audience, presence
from webchat.services import (
    blocks,
    conversations,
    deletions,
    edits,
    events,
    groups,
    members,
    messages,
    pins,
    preferences,
    reactions,
    receipts,
    users,
)
from webchat.services.groups import CreateGroup
from webchat.services.messages import SendMessage


async def _block(one: Actor, other: Actor) -> None:
    await transact(blocks.block_user, one, other.user_id)


async def _refused(attempt) -> tuple[type, str, str | None]:
    with pytest.raises(WebchatError) as caught:
        await attempt
    return type(caught.value), caught.value.message, caught.value.field


async def test_who_is_shut_out_writes_to_nobody_as_it_seems(ana: Actor, bob: Actor) -> None:
    pair = await direct(ana, bob)
    theirs, first = await say(ana, pair, "hello"), uuid4()
    mine = await say(bob, pair, "hi", client_id=first)
    await _block(ana, bob)
    nowhere = await _refused(say(bob, 987_654, "let me in"))
    assert await _refused(say(bob, pair, "let me in")) == nowhere
    gone = await _refused(messages.send_message(bob, SendMessage("let me in", recipient_id=987_654)))
    assert await _refused(messages.send_message(bob, SendMessage("let me in", recipient_id=ana.user_id))) == gone
    for attempt in (
        transact(reactions.add_reaction, bob, theirs.id, "👍"),
        transact(edits.edit_message, bob, mine.id, "let me in"),
        transact(pins.pin_message, bob, theirs.id),
    ):
        assert (await _refused(attempt))[0] is NotFound
    assert [one.body for one in (await read(messages.list_messages, bob, pair)).items] == ["hello", "hi"]
    again = await messages.send_message(bob, SendMessage("hi", conversation_id=pair, client_id=first))
    assert (again.replay, again.view.id) == (True, mine.id)
    await transact(deletions.delete_message, bob, mine.id)
    await transact(blocks.unblock_user, ana, bob.user_id)
    assert (await say(bob, pair, "thank you")).seq == 3


async def test_who_shuts_out_is_told_why_nothing_is_sent(ana: Actor, bob: Actor) -> None:
    pair = await direct(ana, bob)
    theirs = await say(bob, pair, "hi")
    await _block(ana, bob)
    for attempt in (say(ana, pair, "hello"), transact(reactions.add_reaction, ana, theirs.id, "👍")):
        kind, words, _ = await _refused(attempt)
        assert (kind, words) == (Forbidden, "You blocked this person. Unblock them first.")


async def test_nobody_begins_with_a_block_between_them(ana: Actor, bob: Actor) -> None:
    await _block(ana, bob)
    nobody = await _refused(transact(conversations.ensure_direct, bob, 987_654))
    assert await _refused(transact(conversations.ensure_direct, bob, ana.user_id)) == nobody
    assert await _refused(read(users.get_user, bob, ana.user_id)) == nobody
    assert await read(users.find_users, bob, "ana") == []
    assert await read(users.get_users, bob, [ana.user_id]) == []
    assert (await _refused(transact(conversations.ensure_direct, ana, bob.user_id)))[0] is Forbidden
    assert [one.id for one in await read(users.find_users, ana, "bob")] == [bob.user_id]


async def test_nobody_is_added_by_whom_they_shut_out(ana: Actor, bob: Actor) -> None:
    room = await group(bob)
    await _block(ana, bob)
    nobody = await _refused(transact(members.add_members, bob, room, [987_654]))
    assert await _refused(transact(members.add_members, bob, room, [ana.user_id])) == nobody
    nobody = await _refused(transact(groups.create_group, bob, CreateGroup("Trap", member_ids=[987_654])))
    assert await _refused(transact(groups.create_group, bob, CreateGroup("Trap", member_ids=[ana.user_id]))) == nobody


async def test_a_shared_group_goes_on_and_names_nobody_who_does_not_want_it(ana: Actor, bob: Actor) -> None:
    cleo = await join("Cleo")
    room = await group(cleo, ana, bob)
    await _block(ana, bob)
    said = await say(bob, room, "@ana @cleo look")
    assert said.mentions == (cleo.user_id,)
    assert said.html.count("mention") >= 2
    edited = await transact(edits.edit_message, bob, said.id, "@ana look again")
    assert edited.mentions == ()
    await say(bob, room, "@all look")
    seen = {one: (await read(conversations.get_conversation, one, room)).mine.mention_count for one in (ana, cleo)}
    assert seen == {ana: 0, cleo: 1}
    await say(ana, room, "@bob as you like")
    assert (await read(conversations.get_conversation, bob, room)).mine.mention_count == 1
    listed = await read(receipts.list_receipts, bob, said.id)
    assert [one.user.id for one in listed.items] == [cleo.user_id]


@pytest.fixture
def here(ana: Actor, bob: Actor):
    """Both have a page open."""
    for actor in (ana, bob):
        presence.connected(actor.user_id, f"tab of {actor.user_id}")
    yield
    for actor in (ana, bob):
        presence.disconnected(actor.user_id, f"tab of {actor.user_id}")


async def _presence(reader: Actor, other: Actor, pair: int, room: int) -> set[tuple[str, bool]]:
    """How the other one looks, everywhere where people are shown."""
    conversation = await read(conversations.get_conversation, reader, pair)
    listed = await read(members.list_members, reader, room)
    (found,) = await read(users.find_users, reader, other.display_name)
    views = [
        conversation.mine.peer, found, await read(users.get_user, reader, other.user_id),
        *(one.user for one in listed.items if one.user.id == other.user_id),
    ]  # fmt: skip
    return {(view.presence, view.last_seen_at is None) for view in views if view}


async def test_neither_sees_whether_the_other_is_here(ana: Actor, bob: Actor, here: None) -> None:
    pair, room = await direct(ana, bob), await group(ana, bob)
    assert await _presence(bob, ana, pair, room) == {("online", True)}
    await _block(ana, bob)
    assert await _presence(bob, ana, pair, room) == {("offline", True)}
    assert await _presence(ana, bob, pair, room) == {("offline", True)}
    await transact(blocks.unblock_user, ana, bob.user_id)
    assert await _presence(bob, ana, pair, room) == {("online", True)}
    assert await _presence(ana, bob, pair, room) == {("online", True)}


async def test_what_is_read_of_them_is_not_told(ana: Actor, bob: Actor) -> None:
    pair = await direct(ana, bob)
    said = await say(bob, pair, "have you seen this?")
    await _block(ana, bob)
    await transact(receipts.mark_message, ana, said.id, read=True)
    assert not (await read(messages.get_message, bob, said.id)).is_read
    mine = (await read(conversations.get_conversation, ana, pair)).mine
    assert (mine.blocked, mine.unread_count, mine.read_seq) == (True, 0, 0)
    assert (await read(preferences.list_folder, ana, "unread")).items == []
    assert not (await read(conversations.get_conversation, bob, pair)).mine.blocked
    await transact(blocks.unblock_user, ana, bob.user_id)
    assert (await read(conversations.get_conversation, ana, pair)).mine.unread_count == 1


async def test_only_who_blocks_hears_of_it(ana: Actor, bob: Actor, live: Listener) -> None:
    pair = await direct(ana, bob)
    assert not (await audience.blocks_of(ana.user_id)).apart
    await _block(ana, bob)
    await _block(ana, bob)  # again changes nothing
    assert (await audience.blocks_of(bob.user_id)).blockers == {ana.user_id}
    await transact(blocks.unblock_user, ana, bob.user_id)
    assert not (await audience.blocks_of(ana.user_id)).apart
    await live.until(lambda: sum(one.type.startswith("block.") for one in live.events) == 2)
    told = [(one.type, one.user_id) for one in live.events if one.type.startswith(("block.", "conversation.upd"))]
    kinds = ["block.added", "conversation.updated", "block.removed", "conversation.updated"]
    assert told == [(kind, ana.user_id) for kind in kinds]
    assert (await read(conversations.get_conversation, ana, pair)).id == pair


async def test_nothing_is_said_after_a_block_however_close(ana: Actor, bob: Actor) -> None:
    pair, start = await direct(ana, bob), events.current_cursor()
    sends = [say(bob, pair, str(number)) for number in range(30)]
    outcomes = await asyncio.gather(*sends[:15], _block(ana, bob), *sends[15:], return_exceptions=True)
    assert {type(one) for one in outcomes} <= {MessageView, NotFound, type(None)}
    said = sum(isinstance(one, MessageView) for one in outcomes)
    log = await log_until(ana, start, lambda found: any(one.type == "block.added" for one in found), limit=100)
    kinds = [one.type for one in log if one.type in ("message.created", "block.added")]
    assert kinds == ["message.created"] * said + ["block.added"]


async def test_the_list_of_the_blocked(ana: Actor, bob: Actor) -> None:
    cleo = await join("Cleo")
    await _block(ana, bob)
    await _block(ana, cleo)
    assert [one.user.display_name for one in await read(blocks.list_blocks, ana)] == ["Cleo", "Bob"]
    assert await read(blocks.list_blocks, bob) == []
    await transact(users.delete_me, cleo)
    assert len(await read(blocks.list_blocks, ana)) == 2
    for one in (bob, cleo):
        await transact(blocks.unblock_user, ana, one.user_id)
    assert await read(blocks.list_blocks, ana) == []
    assert (await _refused(transact(blocks.block_user, ana, ana.user_id)))[0] is InvalidInput
    assert (await _refused(transact(blocks.block_user, ana, 987_654)))[0] is NotFound


async def test_nothing_is_said_to_an_account_that_was_deleted(ana: Actor, bob: Actor) -> None:
    pair = await direct(ana, bob)
    theirs, first = await say(bob, pair, "bye"), uuid4()
    mine = await say(ana, pair, "see you", client_id=first)
    await transact(users.delete_me, bob)
    for attempt in (
        say(ana, pair, "are you there?"),
        transact(reactions.add_reaction, ana, theirs.id, "👍"),
        transact(edits.edit_message, ana, mine.id, "see you soon"),
        transact(pins.pin_message, ana, theirs.id),
    ):
        closed = (Forbidden, "This account was deleted: nobody reads here any more.", None)
        assert await _refused(attempt) == closed
    gone = await _refused(messages.send_message(ana, SendMessage("hello?", recipient_id=987_654)))
    assert await _refused(messages.send_message(ana, SendMessage("hello?", recipient_id=bob.user_id))) == gone
    assert (await say(ana, pair, "see you", client_id=first)).id == mine.id  # what was sent before is known
    assert [one.body for one in (await read(messages.list_messages, ana, pair)).items] == ["bye", "see you"]
    await transact(deletions.delete_message, ana, mine.id)
