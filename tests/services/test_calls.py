"""Calls as the services do them: who may, what is told, what is kept."""

import asyncio

import pytest

from tests.support.chat import Listener, direct, group, history, join, log_until, say
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.call_states import Call
from webchat.domain.errors import CallFull, Conflict, Forbidden, InAnotherCall, InvalidInput, NotFound, RateLimited
from webchat.domain.message_views import MessageView
from webchat.realtime import hub
from webchat.repositories import calls as repository
from webchat.services import (
    blocks,
    call_media,
    calls,
    conversations,
    deletions,
    edits,
    events,
    forwards,
    groups,
    members,
    moderation,
    preferences,
    receipts,
    users,
)
from webchat.services.calls import RequestCall


async def talking(ana: Actor, bob: Actor) -> int:
    room = await direct(ana, bob)
    await say(bob, room, "call me")
    return room


async def test_a_call_from_ring_to_end(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await talking(ana, bob)
    mine = await calls.request_call(ana, RequestCall(room, device_id="a1"))
    assert (mine.call.state, mine.my_state, mine.my_device_id) == ("calling", "waiting", "a1")
    call_id = mine.call.id
    assert (await calls.act_on_call(bob, call_id, "ringing", "b1")).call.state == "ringing"
    his = await calls.act_on_call(bob, call_id, "answer", "b1")
    assert (his.call.state, his.my_device_id, his.answered_elsewhere) == ("connecting", "b1", False)
    late = await calls.act_on_call(bob, call_id, "accept", "b2")
    assert (late.my_device_id, late.answered_elsewhere) == ("b1", True)
    assert (await calls.act_on_call(bob, call_id, "connected", "b1")).call.state == "active"
    await calls.send_signal(ana, call_id, bob.user_id, {"description": {}}, "a1")
    ended = await calls.act_on_call(ana, call_id, "end", "a1")
    assert (ended.call.state, ended.call.end_reason) == ("ended", "completed")
    assert ended.call.duration in range(30)
    line = (await history(bob, room))[-1]
    assert (line.kind, line.payload) == (
        "call",
        {
            "call_id": call_id, "kind": "audio", "state": "ended", "end_reason": "completed",
            "duration": ended.call.duration,
        },
    )  # fmt: skip


async def test_only_who_one_has_written_to_rings_one(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    await say(ana, room, "hello?")
    with pytest.raises(Forbidden, match="once the other person has written"):
        await calls.request_call(ana, RequestCall(room))
    await say(bob, room, "hello")
    assert (await calls.request_call(ana, RequestCall(room))).call.state == "calling"


async def test_a_stranger_sees_no_call(ana: Actor, bob: Actor) -> None:
    room, stranger = await talking(ana, bob), await join("Stranger")
    call_id = (await calls.request_call(ana, RequestCall(room))).call.id
    for attempt in (
        lambda: calls.request_call(stranger, RequestCall(room)),
        lambda: calls.get_call(stranger, call_id),
        lambda: calls.act_on_call(stranger, call_id, "accept"),
        lambda: calls.send_signal(stranger, call_id, ana.user_id, {}),
        lambda: read(call_media.ice_for_call, stranger, call_id),
    ):
        with pytest.raises(NotFound):
            await attempt()
    assert await read(calls.live_calls, stranger) == []
    assert (await read(calls.list_calls, stranger)).items == []


async def test_both_at_once_is_an_accept(ana: Actor, bob: Actor) -> None:
    room = await talking(ana, bob)
    await say(ana, room, "or I call you")
    one, other = await asyncio.gather(
        calls.request_call(ana, RequestCall(room, device_id="a1")),
        calls.request_call(bob, RequestCall(room, device_id="b1")),
    )
    assert one.call.id == other.call.id
    assert (await calls.get_call(ana, one.call.id)).call.state == "connecting"
    assert [message.kind for message in await history(ana, room)] == ["text", "text", "call"]
    again = await calls.request_call(ana, RequestCall(room, device_id="a1"))
    assert (again.call.id, again.call.state) == (one.call.id, "connecting")


async def test_of_two_devices_that_accept_at_once_one_wins(ana: Actor, bob: Actor) -> None:
    room = await talking(ana, bob)
    call_id = (await calls.request_call(ana, RequestCall(room))).call.id
    devices = [f"b{n}" for n in range(6)]
    answers = await asyncio.gather(*(calls.act_on_call(bob, call_id, "accept", one) for one in devices))
    winners = {mine.my_device_id for mine in answers}
    assert len(winners) == 1
    assert [mine.answered_elsewhere for mine in answers].count(False) == 1


async def test_who_is_in_another_call_is_busy_and_cannot_begin_one(ana: Actor, bob: Actor) -> None:
    cem = await join("Cem")
    first, second = await talking(ana, bob), await talking(cem, ana)
    going = (await calls.request_call(ana, RequestCall(first))).call.id
    ended = await calls.request_call(cem, RequestCall(second))
    assert (ended.call.state, ended.call.end_reason) == ("ended", "busy")
    missed = await read(calls.list_calls, ana, missed=True)
    assert ([mine.call.id for mine in missed.items], missed.missed_count) == ([ended.call.id], 1)
    with pytest.raises(InAnotherCall) as refused:
        await calls.request_call(ana, RequestCall(second))
    assert refused.value.call_id == going


async def test_one_cannot_answer_two_calls_at_once(ana: Actor, bob: Actor) -> None:
    cem = await join("Cem")
    one = (await calls.request_call(bob, RequestCall(await talking(bob, ana)))).call.id
    other = (await calls.request_call(cem, RequestCall(await talking(cem, ana)))).call.id
    answers = await asyncio.gather(
        *(calls.act_on_call(ana, call_id, "accept", "a1") for call_id in (one, other)), return_exceptions=True
    )
    assert sorted(type(answer) for answer in answers if isinstance(answer, InAnotherCall)) == [InAnotherCall]


async def test_a_signal_goes_from_one_who_is_in_to_another(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await talking(ana, bob)
    call_id = (await calls.request_call(ana, RequestCall(room, device_id="a1"))).call.id
    with pytest.raises(NotFound):  # no media before consent
        await calls.send_signal(ana, call_id, bob.user_id, {}, "a1")
    await calls.act_on_call(bob, call_id, "accept", "b1")
    await calls.send_signal(ana, call_id, bob.user_id, {"n": 1}, "a1")
    await hub.drained()
    (told,) = [signal for signal in live.signals if signal.type == "call.signal"]
    assert (told.user_id, told.data) == (
        bob.user_id,
        {"call_id": call_id, "from_user_id": ana.user_id, "device_id": "b1", "data": {"n": 1}},
    )
    with pytest.raises(Conflict):
        await calls.send_signal(bob, call_id, ana.user_id, {}, "b2")
    with pytest.raises(InvalidInput):
        await calls.send_signal(ana, call_id, bob.user_id, {"sdp": "x" * calls.LARGEST_SIGNAL}, "a1")
    await calls.act_on_call(ana, call_id, "hangup", "a1")
    with pytest.raises(NotFound):
        await calls.send_signal(ana, call_id, bob.user_id, {}, "a1")
    assert not [event for event in live.events if event.type == "call.signal"]


async def test_the_log_tells_every_state(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await talking(ana, bob)
    start = events.current_cursor()
    call_id = (await calls.request_call(ana, RequestCall(room))).call.id
    for verb in ("ringing", "accept", "connected", "reconnecting", "connected", "hangup"):
        await calls.act_on_call(bob, call_id, verb, "b1")
    await hub.drained()
    told = [event.data for event in live.events if event.type == "call.updated"]
    assert [view.state for view in told] == [
        "calling", "ringing", "connecting", "active", "reconnecting", "active", "ended",
    ]  # fmt: skip
    assert [view.version for view in told] == sorted({view.version for view in told})
    lines = [event.data for event in live.events if isinstance(event.data, MessageView) and event.data.kind == "call"]
    assert [line.payload["state"] for line in lines] == ["calling", "active", "ended"]
    logged = await log_until(bob, start, lambda found: len([e for e in found if e.type == "call.updated"]) == len(told))
    assert {event.data.state for event in logged if event.type == "call.updated"} == {"ended"}


async def test_the_line_counts_as_unread_for_who_missed_it(ana: Actor, bob: Actor) -> None:
    room = await talking(ana, bob)
    await say(ana, room, "ring ring")

    async def unread() -> int:
        return (await read(conversations.get_conversation, bob, room)).mine.unread_count

    seen = await history(bob, room)
    await transact(receipts.move_cursors, bob, {room: (seen[-1].seq, seen[-1].seq)})
    for verb, left in (("accept", 0), ("decline", 0)):
        call_id = (await calls.request_call(ana, RequestCall(room))).call.id
        assert await unread() == 1
        await calls.act_on_call(bob, call_id, verb)
        assert await unread() == left
        await calls.act_on_call(ana, call_id, "hangup")
    call_id = (await calls.request_call(ana, RequestCall(room))).call.id
    await calls.act_on_call(ana, call_id, "cancel")
    assert await unread() == 1
    assert (await history(bob, room))[-1].payload["end_reason"] == "cancelled"
    page = await read(calls.list_calls, bob, missed=True)
    assert ([one.call.id for one in page.items], page.missed_count) == ([call_id], 1)
    await transact(calls.mark_calls_seen, bob)
    assert (await read(calls.list_calls, bob)).missed_count == 0
    assert (await read(calls.list_calls, ana, missed=True)).items == []


async def test_an_answered_call_is_not_unread_behind_what_is(ana: Actor, bob: Actor, live: Listener) -> None:
    room = await talking(ana, bob)
    before = await say(ana, room, "may I call?")

    async def unread() -> int:
        return (await read(conversations.get_conversation, bob, room)).mine.unread_count

    already = await unread()
    call_id = (await calls.request_call(ana, RequestCall(room))).call.id
    assert await unread() == already + 1
    await calls.act_on_call(bob, call_id, "accept")
    await calls.act_on_call(bob, call_id, "hangup")
    assert await unread() == already, "the message before it is still unread, the call is not"
    await hub.drained()
    told = [one for one in live.events if one.type == "conversation.updated" and one.user_id == bob.user_id]
    assert [one.data.mine.unread_count for one in told] == [already]
    missed = (await calls.request_call(ana, RequestCall(room))).call.id
    await calls.act_on_call(ana, missed, "cancel")
    assert await unread() == already + 1
    await transact(receipts.move_cursors, bob, {room: (before.seq, before.seq)})
    assert await unread() == 1, "only the missed one"
    await transact(receipts.move_cursors, bob, {room: (before.seq + 2, before.seq + 2)})
    assert await unread() == 0


async def test_the_list_comes_in_pages(ana: Actor, bob: Actor) -> None:
    room, made = await talking(ana, bob), []
    for _ in range(5):
        made.append((await calls.request_call(ana, RequestCall(room))).call.id)
        await calls.act_on_call(ana, made[-1], "cancel")
    first = await read(calls.list_calls, bob, limit=3)
    rest = await read(calls.list_calls, bob, first.next, limit=3)
    assert [one.call.id for one in first.items + rest.items] == made[::-1]
    assert rest.next is None


async def test_the_line_of_a_call_is_no_text(ana: Actor, bob: Actor) -> None:
    room = await talking(ana, bob)
    await calls.request_call(ana, RequestCall(room))
    line = (await history(ana, room))[-1]
    with pytest.raises(Forbidden):
        await transact(deletions.delete_message, ana, line.id)
    with pytest.raises(Conflict):
        await transact(edits.edit_message, ana, line.id, "I never called")
    with pytest.raises(Conflict):
        await forwards.forward_messages(ana, [line.id], [room])
    with pytest.raises(InvalidInput):
        await say(ana, room, "", kind="call", payload={"call_id": 1})


@pytest.mark.parametrize("who", ["ana", "bob"])
async def test_a_block_hangs_up_and_lets_nobody_call(ana: Actor, bob: Actor, who: str) -> None:
    room, blocker = await talking(ana, bob), {"ana": ana, "bob": bob}[who]
    call_id = (await calls.request_call(ana, RequestCall(room))).call.id
    await transact(blocks.block_user, blocker, (bob if blocker is ana else ana).user_id)
    mine = await calls.get_call(ana, call_id)
    assert mine.call.end_reason == {"ana": "cancelled", "bob": "declined"}[who]
    with pytest.raises(Forbidden if who == "ana" else NotFound):
        await calls.request_call(ana, RequestCall(room))


async def test_who_is_removed_leaves_and_the_others_go_on(ana: Actor, bob: Actor) -> None:
    cem = await join("Cem")
    room = await group(ana, bob, cem)
    await say(bob, room, "hello")
    mine = await calls.request_call(ana, RequestCall(room))
    rung = {one.user_id: one.state for one in mine.call.participants}
    assert rung == {ana.user_id: "waiting", bob.user_id: "calling"}  # Cem has never written to anybody
    for who in (bob, cem):
        await calls.act_on_call(who, mine.call.id, "accept")
        await calls.act_on_call(who, mine.call.id, "connected")
    await transact(members.remove_member, ana, room, cem.user_id)
    call = (await calls.get_call(ana, mine.call.id)).call
    assert {one.user_id: one.state for one in call.participants}[cem.user_id] == "left"
    with pytest.raises(NotFound):
        await calls.act_on_call(cem, call.id, "accept")
    await transact(members.leave_group, bob, room)
    call = (await calls.get_call(ana, call.id)).call
    assert (call.state, {one.user_id: one.state for one in call.participants}[ana.user_id]) == ("active", "waiting")
    await transact(groups.delete_group, ana, room)
    with pytest.raises(NotFound):
        await calls.get_call(ana, call.id)
    assert (await transact(_look, call.id)).end_reason == "completed"


async def test_an_account_that_ends_leaves_its_call(ana: Actor, bob: Actor) -> None:
    room = await talking(ana, bob)
    call_id = (await calls.request_call(ana, RequestCall(room))).call.id
    await transact(users.delete_me, bob)
    assert (await calls.get_call(ana, call_id)).call.end_reason == "declined"
    with pytest.raises(Forbidden):
        await calls.request_call(ana, RequestCall(room))


async def test_who_is_suspended_is_out_of_the_call(ana: Actor, bob: Actor) -> None:
    call_id = (await calls.request_call(ana, RequestCall(await talking(ana, bob)))).call.id
    await calls.act_on_call(bob, call_id, "accept")
    await calls.act_on_call(bob, call_id, "connected")
    await transact(moderation.suspend_user, None, bob.user_id)
    assert (await calls.get_call(ana, call_id)).call.end_reason == "completed"


async def test_a_group_that_only_admins_write_in_is_called_by_admins(ana: Actor, bob: Actor) -> None:
    room = await group(ana, bob, who_can_write="admins")
    with pytest.raises(Forbidden):
        await calls.request_call(bob, RequestCall(room))
    call_id = (await calls.request_call(ana, RequestCall(room))).call.id
    assert (await calls.act_on_call(bob, call_id, "accept")).my_state == "connecting"


async def test_whom_a_group_call_rings(ana: Actor) -> None:
    writes, silent, muted, shut, wrote_to_her = [await join(f"Person {n}") for n in range(5)]
    room = await group(ana, writes, silent, muted, shut, wrote_to_her)
    for one in (writes, muted, shut):
        await say(one, room, "hello")
    await say(wrote_to_her, await direct(wrote_to_her, ana), "hello")
    await transact(preferences.change_preferences, muted, room, {"notify": "none"})
    await transact(blocks.block_user, shut, ana.user_id)
    mine = await calls.request_call(ana, RequestCall(room))
    rung = {one.user_id for one in mine.call.participants if one.state == "calling"}
    assert rung == {writes.user_id, wrote_to_her.user_id}


async def test_a_large_group_rings_nobody_and_needs_livekit_to_hold_more(ana: Actor) -> None:
    others = [await join(f"Person {n}") for n in range(12)]
    room = await group(ana, *others)
    await say(others[0], room, "hello")
    mine = await calls.request_call(ana, RequestCall(room, "video"))
    assert ([one.user_id for one in mine.call.participants], mine.call.media) == ([ana.user_id], "mesh")
    for other in others[:5]:
        await calls.act_on_call(other, mine.call.id, "accept")
    with pytest.raises(CallFull):
        await calls.act_on_call(others[5], mine.call.id, "accept")


async def test_calls_have_a_limit(ana: Actor, bob: Actor) -> None:
    room = await talking(ana, bob)
    for _ in range(30):
        await calls.request_call(ana, RequestCall(room))
    with pytest.raises(RateLimited):
        await calls.request_call(ana, RequestCall(room))


def _look(uow: UnitOfWork, call_id: int) -> Call:
    call = repository.get(uow.session, call_id)
    assert call is not None
    return call
