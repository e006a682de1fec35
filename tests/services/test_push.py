"""Devices are told with the page closed: once, only what their people want to hear, until it is read elsewhere."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.chat import direct, group, join, say
from tests.support.push_service import Phone, World, proven
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Forbidden, InvalidInput, NotFound
from webchat.domain.events import PUSH_SUBSCRIBED, Signal
from webchat.gateways.public_http import PublicHttp
from webchat.gateways.push import Address
from webchat.realtime import attention, hub
from webchat.services import (
    blocks,
    deletions,
    members,
    messages,
    notifications,
    preferences,
    push,
    push_runner,
    receipts,
    sessions,
    unread,
)


async def test_a_message_comes_encrypted_and_signed(ana: Actor, bob: Actor, world: World) -> None:
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    async with world.running():
        message = await say(ana, room, "Are you **there**?")
    (letter,), (told,) = phone.letters, phone.told
    assert b"there" not in letter.body
    assert told == {
        "type": "show",
        "tag": f"c{room}",
        "path": f"/chat/{room}/?m={message.seq}",
        "body": "Are you there?",
        "data": {"kind": "text", "seq": message.seq, "sender": "Ana", "previews": True, "sound": True},
        "unread": 1,
    }
    sent = {name: letter.headers[name] for name in ("content-encoding", "topic", "urgency", "ttl")}
    assert sent == {"content-encoding": "aes128gcm", "topic": f"c{room}", "urgency": "high", "ttl": "259200"}
    key = await transact(push.get_key, bob)
    claims = proven(letter, key.public_key, f"http://{world.receiver.host}")
    assert claims["sub"].startswith("mailto:")
    assert now().timestamp() < claims["exp"] < now().timestamp() + 24 * 3600


async def test_all_devices_of_the_readers_and_none_of_the_writer(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    mine, phone, tablet = await world.phone(ana, "a"), await world.phone(bob, "b"), await world.phone(bob, "c")
    async with world.running():
        await say(ana, room, "hello")
    assert (mine.words, phone.words, tablet.words) == ([], ["hello"], ["hello"])
    assert phone.told[0]["data"]["group"] == "Group"


async def test_who_subscribes_while_it_is_read_who_did_is_not_forgotten(bob: Actor) -> None:
    async with aclosing(PublicHttp([])) as http:
        runner = push_runner.PushRunner(http)
        reading = asyncio.create_task(runner.refresh())
        await asyncio.sleep(0)  # it has begun, and does not see what is committed from now on
        await runner.on_signal(Signal(PUSH_SUBSCRIBED, user_id=bob.user_id))
        await reading
        assert runner._subscribers == {bob.user_id}


async def test_of_two_processes_one_tells(ana: Actor, bob: Actor, world: World) -> None:
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    async with world.running(), world.running():
        for n in range(5):
            await say(ana, room, str(n))
    assert sorted(phone.words) == ["0", "1", "2", "3", "4"]


async def test_who_has_read_it_or_looks_at_a_page_is_not_told(ana: Actor, bob: Actor, world: World) -> None:
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    async with world.running(look_again=0) as runner:
        attention.report(bob.user_id, "tab", bob.session_id or 0, attentive=True)
        await say(ana, room, "seen on the page")
        await world.settled(runner)
        assert phone.words == []
        attention.report(bob.user_id, "tab", bob.session_id or 0, attentive=False)
        await say(ana, room, "nobody looks")
    assert phone.words == ["nobody looks"]


async def test_who_looks_away_without_reading_is_told_after_a_while(ana: Actor, bob: Actor, world: World) -> None:
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    at = now()
    world.at = lambda: at
    async with world.running(look_again=0.2) as runner:
        attention.report(bob.user_id, "tab", bob.session_id or 0, attentive=True)
        await say(ana, room, "still there?")
        await hub.drained()
        assert phone.words == []
        attention.report(bob.user_id, "tab", bob.session_id or 0, attentive=False)
        await world.settled(runner)
    assert phone.words == ["still there?"]


async def test_attention_lapses(ana: Actor, bob: Actor, world: World) -> None:
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    at = now()
    world.at = lambda: at
    async with world.running() as runner:
        attention.report(bob.user_id, "tab", bob.session_id or 0, attentive=True)
        await world.settled(runner)
        at += timedelta(seconds=attention.SECONDS + 1)
        await say(ana, room, "the laptop sleeps")
    assert phone.words == ["the laptop sleeps"]


async def test_reading_elsewhere_takes_it_back_once(ana: Actor, bob: Actor, world: World) -> None:
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    async with world.running() as runner:
        await say(ana, room, "one")
        last = await say(ana, room, "two")
        await world.settled(runner)
        await receipts.acknowledge(bob, {room: (last.seq, last.seq - 1)})
        await world.settled(runner)
        assert sorted(phone.words) == ["one", "two"]
        for _ in range(2):
            await receipts.acknowledge(bob, {room: (last.seq, last.seq)})
    assert phone.told[-1] == {"type": "close", "tag": f"c{room}", "path": "/chat/", "unread": 0}
    assert len(phone.told) == 3


async def test_answering_deleting_and_removal_take_it_back(ana: Actor, bob: Actor, world: World) -> None:
    room, other, third = await direct(ana, bob), await group(ana, bob), await group(ana, bob)
    phone = await world.phone(bob)
    async with world.running() as runner:
        await say(ana, room, "answered")
        gone = await say(ana, other, "deleted")
        await say(ana, third, "of a group that he leaves")
        await world.settled(runner)
        await say(bob, room, "yes")
        await transact(deletions.delete_message, ana, gone.id)
        await transact(members.remove_member, ana, third, bob.user_id)
    closed = {one["tag"] for one in phone.told if one["type"] == "close"}
    assert closed == {f"c{room}", f"c{other}", f"c{third}"}


@pytest.mark.parametrize(("notify", "heard"), [("all", ["hi", "@Bob hi"]), ("mentions", ["@Bob hi"]), ("none", [])])
async def test_mute_levels(ana: Actor, bob: Actor, world: World, notify: str, heard: list[str]) -> None:
    room = await group(ana, bob)
    phone = await world.phone(bob)
    await transact(preferences.change_preferences, bob, room, {"notify": notify})
    async with world.running() as runner:
        for body in ("hi", "@Bob hi"):
            await say(ana, room, body)
            await world.settled(runner)
    assert phone.words == heard


async def test_a_mute_ends_by_the_clock(ana: Actor, bob: Actor, world: World) -> None:
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    await transact(preferences.change_preferences, bob, room, {"muted_until": now() + timedelta(hours=1)})
    async with world.running() as runner:
        await say(ana, room, "muted")
        await world.settled(runner)
        world.at = lambda: now() + timedelta(hours=2)
        await say(ana, room, "not any more")
    assert phone.words == ["not any more"]


async def test_quiet_hours_in_ones_own_time_zone(ana: Actor, bob: Actor, world: World) -> None:
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    quiet = {"quiet_from": "22:00", "quiet_until": "07:00", "time_zone": "America/New_York"}
    await transact(notifications.change_settings, bob, quiet)
    async with world.running() as runner:
        for hour, body in ((3, "22:00 in New York"), (11, "06:00"), (12, "07:00")):
            world.at = lambda hour=hour: datetime(2026, 1, 15, hour, tzinfo=UTC)
            await say(ana, room, body)
            await world.settled(runner)
    assert phone.words == ["07:00"]


async def test_without_previews_no_word_leaves_the_server(ana: Actor, bob: Actor, world: World) -> None:
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    await transact(notifications.change_settings, bob, {"previews": False})
    async with world.running():
        await say(ana, room, "secret")
    (told,) = phone.told
    assert "body" not in told
    assert told["data"]["previews"] is False


async def test_without_sound_devices_are_told_so(ana: Actor, bob: Actor, world: World) -> None:
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    await transact(notifications.change_settings, bob, {"sound": False})
    async with world.running():
        await say(ana, room, "hush")
    assert phone.told[0]["data"]["sound"] is False


async def test_what_is_unread_in_all_goes_along(ana: Actor, bob: Actor, world: World) -> None:
    cleo = await join("Cleo")
    room, other, muted = await direct(ana, bob), await direct(cleo, bob), await group(ana, bob)
    phone = await world.phone(bob)
    await transact(preferences.change_preferences, bob, muted, {"notify": "mentions"})
    await receipts.acknowledge(bob, {muted: (1, 1)})
    async with world.running() as runner:

        async def told(actor: Actor, place: int, body: str) -> int:
            await say(actor, place, body)
            await world.settled(runner)
            return phone.told[-1]["unread"]

        assert await told(ana, room, "one") == 1
        assert await told(cleo, other, "two") == 2
        await say(ana, muted, "of what is muted nothing counts")
        assert await told(ana, muted, "but what names you, @Bob") == 3
        await receipts.acknowledge(bob, {other: (1, 1)})
        await world.settled(runner)
        assert phone.told[-1] == {"type": "close", "tag": f"c{other}", "path": "/chat/", "unread": 2}
        (message,) = (await read(messages.list_messages, bob, other)).items
        await transact(unread.mark_unread, bob, message.id)
        assert await told(ana, room, "and what is marked unread") == 4
        await transact(preferences.change_preferences, bob, other, {"hidden": True})
        assert await told(ana, room, "not what is out of sight") == 4
        await transact(preferences.change_preferences, bob, other, {"hidden": False})
        await transact(blocks.block_user, bob, cleo.user_id)
        assert await told(ana, room, "nor of whom he shut out") == 5


async def test_who_was_shut_out_is_not_heard(ana: Actor, bob: Actor, world: World) -> None:
    cleo = await join("Cleo")
    room = await group(cleo, ana, bob)
    phone = await world.phone(bob)
    await transact(blocks.block_user, bob, ana.user_id)
    async with world.running() as runner:
        await say(ana, room, "from whom he shut out")
        await world.settled(runner)
        await say(cleo, room, "from her")
    assert phone.words == ["from her"]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(ana: Actor, bob: Actor, world: World, status: int) -> None:
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    world.receiver.say(status)
    async with world.running() as runner:
        await say(ana, room, "one")
        await world.settled(runner)
        await say(ana, room, "two")
    assert phone.words == ["one"]
    assert await read(push.list_subscriptions, bob) == []


async def test_a_busy_push_service_is_asked_again(
    ana: Actor, bob: Actor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_runner, "_FIRST_PAUSE", 0.01)
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    world.receiver.say(429)
    world.receiver.say(503)
    world.receiver.hang_up()
    async with world.running():
        await say(ana, room, "patience")
    assert phone.words == ["patience"] * 4


async def test_nothing_is_repeated_that_was_read_meanwhile(
    ana: Actor, bob: Actor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_runner, "_FIRST_PAUSE", 2.0)
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    world.receiver.say(503)
    async with world.running():
        message = await say(ana, room, "late")
        await asyncio.wait_for(world.receiver.asked.wait(), 20)
        await receipts.acknowledge(bob, {room: (message.seq, message.seq)})
    assert phone.words == ["late", "close"]


async def test_inner_addresses_are_not_asked(ana: Actor, bob: Actor, world: World) -> None:
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    async with world.running(trusted=False):
        await say(ana, room, "hello")
    assert phone.letters == []


async def test_a_device_that_signed_out_is_not_told(ana: Actor, bob: Actor, world: World) -> None:
    room = await direct(ana, bob)
    phone = await world.phone(bob)
    async with world.running():
        await transact(sessions.end, bob)
        await say(ana, room, "hello")
    assert phone.words == []


async def test_a_subscription_belongs_to_who_came_last(ana: Actor, bob: Actor, world: World) -> None:
    phone = Phone(world.receiver)
    _, made = await transact(push.subscribe, ana, phone.address)
    assert made
    view, made = await transact(push.subscribe, bob, phone.address)
    assert (made, view.current) == (False, True)
    assert await read(push.list_subscriptions, ana) == []
    with pytest.raises(NotFound):
        await transact(push.unsubscribe, ana, phone.endpoint)
    await transact(push.unsubscribe, bob, phone.endpoint)
    assert await read(push.list_subscriptions, bob) == []


async def test_what_is_no_subscription_is_refused(ana: Actor, bob: Actor, world: World) -> None:
    good = Phone(world.receiver).address
    for bad in (
        Address("javascript:alert(1)", good.p256dh, good.auth),
        Address(good.endpoint, "AAAA", good.auth),
        Address(good.endpoint, good.p256dh, "AAAA"),
        Address(good.endpoint, "é", good.auth),
    ):
        with pytest.raises(InvalidInput):
            await transact(push.subscribe, ana, bad)
    guest = Actor(bob.user_id, bob.session_id, "Bob", "Bob", rooms=frozenset({1}))
    host = Actor(bob.user_id, None, "Bob", "Bob", "service")
    for actor in (guest, host):
        with pytest.raises(Forbidden):
            await transact(push.subscribe, actor, good)


async def test_the_key_is_made_once(ana: Actor) -> None:
    keys = await asyncio.gather(*(transact(push.private_key) for _ in range(4)))
    assert len(set(keys)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"quiet_from": "25:00", "quiet_until": "07:00"},
        {"quiet_from": "22:00"},
        {"quiet_from": "22:00", "quiet_until": "22:00"},
        {"time_zone": "Atlantis/Harbour"},
        {"time_zone": "../etc/passwd"},
    ],
)
async def test_wishes_that_make_no_sense(ana: Actor, wrong: dict) -> None:
    before = await read(notifications.get_settings_of, ana)
    with pytest.raises(InvalidInput):
        await transact(notifications.change_settings, ana, wrong)
    assert await read(notifications.get_settings_of, ana) == before
