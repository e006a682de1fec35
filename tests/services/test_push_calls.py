"""Devices ring with the page closed: once, as long as the call rings, and what was missed is told quietly."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.chat import direct, group, join, say
from tests.support.push_service import Phone, World
from webchat.db.unit_of_work import transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.realtime import attention, hub
from webchat.services import calls, notifications, preferences, push_parcels, push_runner, receipts
from webchat.services.call_keeper import CallKeeper
from webchat.services.calls import RequestCall


async def talking(ana: Actor, bob: Actor) -> int:
    room = await direct(ana, bob)
    await say(bob, room, "call me")
    return room


async def ring(ana: Actor, room: int, kind: str = "audio") -> int:
    return (await calls.request_call(ana, RequestCall(room, kind))).call.id


def kinds(phone: Phone) -> list[str]:
    """What a device was told, in order."""
    return [one.get("data", {}).get("kind", one["type"]) for one in phone.told]


async def test_a_call_rings_on_every_device_also_beside_a_page(ana: Actor, bob: Actor, world: World) -> None:
    room = await talking(ana, bob)
    mine, phone, tablet = await world.phone(ana, "a"), await world.phone(bob, "b"), await world.phone(bob, "c")
    async with world.running():
        attention.report(bob.user_id, "tab", bob.session_id or 0, attentive=True)
        call_id = await ring(ana, room, "video")
    about = {"kind": "ring_video", "sender": "Ana", "previews": True, "call": call_id}
    told = {"type": "show", "tag": f"call{call_id}", "path": f"/chat/{room}/", "data": about}
    assert (mine.told, phone.told, tablet.told) == ([], [told], [told])
    sent = phone.letters[0].headers
    assert (sent["urgency"], sent["topic"]) == ("high", f"call{call_id}")
    assert 30 < int(sent["ttl"]) <= 45


@pytest.mark.parametrize("verb", ["accept", "decline"])
async def test_what_is_answered_anywhere_stops_everywhere(ana: Actor, bob: Actor, world: World, verb: str) -> None:
    room = await talking(ana, bob)
    phone = await world.phone(bob)
    async with world.running() as runner:
        call_id = await ring(ana, room)
        await calls.act_on_call(bob, call_id, "ringing", "desk")
        await world.settled(runner)
        await calls.act_on_call(bob, call_id, verb, "desk")
        await world.settled(runner)
        await calls.act_on_call(ana, call_id, "hangup")
    assert phone.told[1:] == [{"type": "close", "tag": f"call{call_id}", "path": "/chat/"}]
    assert phone.letters[1].headers["topic"] == f"call{call_id}", "it replaces a ring that still waits"


async def test_what_is_taken_back_or_not_answered_is_missed_quietly(ana: Actor, bob: Actor, world: World) -> None:
    room = await talking(ana, bob)
    phone = await world.phone(bob)
    async with world.running() as runner:
        call_id = await ring(ana, room)
        await world.settled(runner)
        await calls.act_on_call(ana, call_id, "cancel")
        await world.settled(runner)
        late = await ring(ana, room, "video")
        await world.settled(runner)
        await calls.act_on_call(bob, late, "ringing", "desk")
        for seconds in range(5, 50, 5):  # the caller is there all the time
            at = now() + timedelta(seconds=seconds)
            await calls.get_call(ana, late, clock=lambda at=at: at)
            await CallKeeper(lambda at=at: at).expire_due()
        await world.settled(runner)
        assert kinds(phone) == ["ring_audio", "missed_audio", "ring_video", "missed_video"]
        told = phone.told[1]
        about = {"kind": "missed_audio", "sender": "Ana", "previews": True, "quiet": True}
        assert told["data"] == about | {"seq": 2, "replaces": f"call{call_id}"}
        assert (told["tag"], told["path"], told["unread"]) == (f"c{room}", f"/chat/{room}/?m=2", 1)
        assert [one.headers["topic"] for one in phone.letters[:2]] == [f"call{call_id}"] * 2
        await receipts.acknowledge(bob, {room: (3, 3)})
        await world.settled(runner)
    assert phone.told[-1] == {"type": "close", "tag": f"c{room}", "path": "/chat/", "unread": 0}


async def test_of_two_processes_one_rings_and_one_takes_back(ana: Actor, bob: Actor, world: World) -> None:
    room = await talking(ana, bob)
    phone = await world.phone(bob)
    async with world.running() as one, world.running() as other:
        call_id = await ring(ana, room)
        for runner in (one, other):
            await world.settled(runner)
        await calls.act_on_call(bob, call_id, "accept")
    assert kinds(phone) == ["ring_audio", "close"]


async def test_neither_muted_nor_in_quiet_hours(ana: Actor, bob: Actor, world: World) -> None:
    room = await talking(ana, bob)
    phone = await world.phone(bob)
    await transact(preferences.change_preferences, bob, room, {"notify": "none"})
    async with world.running() as runner:
        await calls.act_on_call(ana, await ring(ana, room), "cancel")
        await world.settled(runner)
        await transact(preferences.change_preferences, bob, room, {"notify": "mentions"})
        quiet = {"quiet_from": "22:00", "quiet_until": "07:00", "time_zone": "UTC"}
        await transact(notifications.change_settings, bob, quiet)
        world.at = lambda: datetime(2026, 1, 15, 3, tzinfo=UTC)
        await calls.act_on_call(ana, await ring(ana, room), "cancel")
        await world.settled(runner)
        assert phone.told == []
        world.at = lambda: datetime(2026, 1, 15, 12, tzinfo=UTC)
        await ring(ana, room)
    assert kinds(phone) == ["ring_audio"]


async def test_who_talks_to_somebody_else_hears_of_it_quietly(ana: Actor, bob: Actor, world: World) -> None:
    cleo = await join("Cleo")
    room, other = await talking(ana, bob), await talking(cleo, bob)
    await calls.act_on_call(bob, await ring(cleo, other), "accept")
    phone = await world.phone(bob)
    async with world.running():
        await ring(ana, room)
    assert kinds(phone) == ["missed_audio"]


async def test_in_a_group_each_stops_alone(ana: Actor, bob: Actor, world: World) -> None:
    cleo = await join("Cleo")
    room = await group(ana, bob, cleo)
    for one in (bob, cleo):
        await say(one, room, "here")
    his, hers = await world.phone(bob, "bob"), await world.phone(cleo, "cleo")
    async with world.running() as runner:
        call_id = await ring(ana, room)
        await world.settled(runner)
        await calls.act_on_call(bob, call_id, "accept")
        await world.settled(runner)
        assert (kinds(his), kinds(hers)) == (["ring_audio", "close"], ["ring_audio"])
        assert hers.told[0]["data"]["group"] == "Group"
        for one in (ana, bob):
            await calls.act_on_call(one, call_id, "hangup")
    assert kinds(hers) == ["ring_audio", "missed_audio"]


async def test_a_ring_that_could_not_be_told_is_not_told_late(
    ana: Actor, bob: Actor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_runner, "_FIRST_PAUSE", 600.0)
    room = await talking(ana, bob)
    phone = await world.phone(bob)
    world.receiver.say(503)
    async with world.running() as runner:
        call_id = await ring(ana, room)
        await asyncio.wait_for(world.receiver.asked.wait(), 20)
        await hub.drained()
        await calls.act_on_call(bob, call_id, "accept")
        await world.settled(runner)
    assert kinds(phone) == ["ring_audio", "close"]


async def test_what_must_show_something_says_that_it_is_over(
    ana: Actor, bob: Actor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_parcels, "_NEVER_SILENT", (f"http://{world.receiver.host}/",))
    room = await talking(ana, bob)
    phone = await world.phone(bob)
    async with world.running() as runner:
        call_id = await ring(ana, room)
        await world.settled(runner)
        await calls.act_on_call(bob, call_id, "accept")
    assert kinds(phone) == ["ring_audio", "ring_over"]
    assert phone.told[1]["tag"] == phone.told[0]["tag"]
    assert phone.told[1]["data"]["quiet"]
