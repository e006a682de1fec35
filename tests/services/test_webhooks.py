"""Outgoing webhooks: signed, told at least once, never more than their maker may hear."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import Engine, text

from tests.support.chat import Listener, direct, group, history, say
from tests.support.receiver import Receiver, receiving
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Forbidden, InvalidInput, NotFound
from webchat.domain.message_views import MessageView
from webchat.domain.webhook_views import NewWebhook
from webchat.gateways.public_http import PublicHttp
from webchat.services import deletions, members, messages, receipts, webhook_runner, webhooks
from webchat.services.beside import beside
from webchat.services.webhook_runner import GIVE_UP, WebhookRunner
from webchat.services.webhooks import CreateWebhook


class World:
    """A receiver, and a runner whose clock the test moves."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self.at: datetime = now()

    async def make(self, actor: Actor, room: int, **more: object) -> NewWebhook:
        command = CreateWebhook(room, "Desk", **{"url": self.receiver.url, **more})  # type: ignore[arg-type]
        return await transact(webhooks.create_webhook, actor, command)

    async def deliver(self, after: timedelta = timedelta(), *, trusted: bool = True, seconds: float = 7) -> None:
        """One look of a runner that has just been started."""
        self.at += after
        http = PublicHttp([self.receiver.host] if trusted else [f"127.0.0.1:{self.receiver.port + 1}"])
        runner = WebhookRunner(http, lambda: self.at, seconds)
        async with asyncio.timeout(60):
            await runner.deliver_due()
        await http.aclose()

    @property
    def told(self) -> list[dict]:
        return [json.loads(one.body) for one in self.receiver.taken]

    @property
    def bodies(self) -> list[str]:
        return [event["data"]["body"] for event in self.told]


@pytest.fixture
async def world(live: Listener) -> AsyncIterator[World]:
    async with receiving() as receiver:
        yield World(receiver)


async def said(actor: Actor, room: int) -> list[MessageView]:
    return [one for one in await history(actor, room) if one.kind != "system"]


async def test_it_hears_what_is_said_after_it_was_made_signed(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    await say(bob, room, "before")
    made = await world.make(ana, room)
    message = await say(bob, room, "after")
    await world.deliver()
    (taken,), (event,) = world.receiver.taken, world.told
    assert (event["type"], event["conversation_id"], event["actor_id"]) == ("message.created", room, bob.user_id)
    assert (event["data"]["id"], event["data"]["body"]) == (message.id, "after")
    signed = taken.headers["x-webchat-timestamp"].encode() + b"." + taken.body
    expected = hmac.new(made.secret.encode(), signed, sha256).hexdigest()
    assert taken.headers["x-webchat-signature"] == f"sha256={expected}"
    assert taken.headers["x-webchat-attempt"] == "1"
    await world.deliver()
    assert len(world.told) == 1


async def test_only_the_chosen_events(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    await world.make(ana, room, events=("message.deleted", "member.removed"))
    message = await say(bob, room, "gone soon")
    await transact(deletions.delete_message, bob, message.id)
    await transact(members.remove_member, ana, room, bob.user_id)
    await world.deliver()
    assert [event["type"] for event in world.told] == ["message.deleted", "member.removed"]


async def test_a_text_that_was_deleted_before_is_not_told(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    await world.make(ana, room)
    message = await say(bob, room, "a secret")
    await transact(deletions.delete_message, bob, message.id)
    await world.deliver()
    assert b"a secret" not in world.receiver.taken[0].body


async def test_what_fails_is_tried_again_under_the_same_id(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    await world.make(ana, room)
    await say(bob, room, "hello")
    world.receiver.say(500)
    world.receiver.hang_up()
    world.receiver.say_nothing()
    await world.deliver()
    await world.deliver(timedelta(seconds=9))
    assert len(world.told) == 1
    await world.deliver(timedelta(seconds=1))
    await world.deliver(timedelta(seconds=30), seconds=2)
    await world.deliver(timedelta(seconds=90))
    await world.deliver(timedelta(days=1))
    taken = world.receiver.taken
    assert [one.headers["x-webchat-attempt"] for one in taken] == ["1", "2", "3", "4"]
    assert len({one.headers["x-webchat-id"] for one in taken}) == 1


async def test_after_a_day_it_is_parked_and_can_be_sent_again(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    made = (await world.make(ana, room)).webhook
    await say(bob, room, "hello")
    began = world.at
    for _ in range(30):
        world.receiver.say(503)
        await world.deliver(timedelta(hours=1))
    assert began + GIVE_UP < world.at
    tries = len(world.told)
    (parked,) = await transact(webhooks.list_parked, ana, made.id)
    assert (parked.type, parked.attempts, parked.last_error) == (
        "message.created",
        tries,
        "It answered with status 503.",
    )
    assert [one.parked for one in await read(webhooks.list_webhooks, ana, room)] == [1]
    world.receiver.answers.clear()
    assert await transact(webhooks.redeliver, ana, made.id, parked.id) == 1
    await world.deliver()
    assert len(world.told) == tries + 1
    assert await transact(webhooks.list_parked, ana, made.id) == []


async def test_one_that_never_answers_delays_no_other(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    async with receiving() as dead:
        dead.say_nothing()
        await world.make(ana, room, url=dead.url)
        await world.make(ana, room)
        await say(bob, room, "hello")
        http = PublicHttp([world.receiver.host, dead.host])
        task = asyncio.create_task(WebhookRunner(http, lambda: world.at, 60).deliver_due())
        async with asyncio.timeout(30):
            await dead.asked.wait()
            await world.receiver.asked.wait()
        assert not task.done()
        dead.silent.set()
        await task
        await http.aclose()


async def test_its_answer_is_the_reply_of_its_bot_once(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    made = (await world.make(ana, room)).webhook
    message = await say(bob, room, "ping")
    world.receiver.say(200, "pong @all")
    await world.deliver()
    answer = (await said(bob, room))[-1]
    assert (answer.body, answer.sender.id, answer.sender.display_name) == ("pong @all", made.bot_id, "Desk")
    assert answer.reply_to is not None
    assert answer.reply_to.id == message.id
    assert not answer.mentions_all
    delivery = int(world.receiver.taken[0].headers["x-webchat-id"])
    world.receiver.say(200, json.dumps({"body": "pong @all"}), "application/json")
    await transact(webhooks.redeliver, ana, made.id, delivery)
    await world.deliver(timedelta(minutes=1))
    assert [one.body for one in await said(bob, room)] == ["ping", "pong @all"]
    assert len(world.told) == 2  # what its bot wrote told nobody anything


async def test_it_ends_with_the_right_of_its_maker(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    await transact(members.change_role, ana, room, bob.user_id, "admin")
    await world.make(bob, room)
    await say(ana, room, "heard")
    await world.deliver()
    await say(ana, room, "not heard")
    await transact(members.change_role, ana, room, bob.user_id, "member")
    await world.deliver()
    await transact(members.change_role, ana, room, bob.user_id, "admin")
    await say(ana, room, "neither")
    await world.deliver(timedelta(days=2))
    assert world.bodies == ["heard"]
    (ended,) = await read(webhooks.list_webhooks, ana, room)
    assert ended.ended_at is not None


async def test_what_was_deleted_hears_nothing(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    made = (await world.make(ana, room)).webhook
    await say(bob, room, "too late")
    await transact(webhooks.delete_webhook, ana, made.id)
    await world.deliver()
    assert world.told == []
    assert await read(webhooks.list_webhooks, ana, room) == []
    lines = [one.payload["code"] for one in await history(bob, room) if one.kind == "system"]
    assert lines[-2:] == ["integration_added", "integration_removed"]


async def test_private_addresses_are_not_asked(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    made = (await world.make(ana, room)).webhook
    await say(bob, room, "hello")
    await world.deliver(trusted=False)
    for _ in range(30):
        await world.deliver(timedelta(hours=1), trusted=False)
    assert world.told == []
    (parked,) = await transact(webhooks.list_parked, ana, made.id)
    assert parked.last_error.startswith("This address is not asked:")


async def test_a_redirect_to_a_private_address_is_not_followed(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    await world.make(ana, room)
    await say(bob, room, "hello")
    async with receiving() as inner:
        world.receiver.say(307, location=inner.url)
        await world.deliver()
        assert len(world.told) == 1
        assert inner.taken == []


async def test_nobody_waits_for_a_bot_to_read(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    await world.make(ana, room)
    message = await say(ana, room, "hello")
    await receipts.acknowledge(bob, {room: (message.seq, message.seq)})
    assert (await read(messages.get_message, ana, message.id)).is_read


async def test_another_secret_signs_from_then_on(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    made = await world.make(ana, room)
    rotated = await transact(webhooks.rotate_webhook, ana, made.webhook.id)
    assert rotated.secret != made.secret
    await say(bob, room, "hello")
    await world.deliver()
    (taken,) = world.receiver.taken
    signed = taken.headers["x-webchat-timestamp"].encode() + b"." + taken.body
    expected = hmac.new(rotated.secret.encode(), signed, sha256).hexdigest()
    assert taken.headers["x-webchat-signature"] == f"sha256={expected}"


async def test_who_may_and_what_is_refused(ana: Actor, bob: Actor, world: World) -> None:
    room = await group(ana, bob)
    made = (await world.make(ana, room)).webhook
    with pytest.raises(Forbidden):
        await world.make(bob, room)
    for refused in (webhooks.delete_webhook, webhooks.rotate_webhook, webhooks.list_parked, webhooks.redeliver):
        with pytest.raises(Forbidden):
            await transact(refused, bob, made.id)
        with pytest.raises(NotFound):
            await transact(refused, ana, made.id + 1)
    with pytest.raises(Forbidden):
        await world.make(ana, await direct(ana, bob))
    for wrong in ({"url": "ftp://a.example"}, {"url": "http://user@a.example/"}, {"url": ""}, {"events": ("typing",)}):
        with pytest.raises(InvalidInput):
            await world.make(ana, room, **wrong)


_HOLDS = text("""
    SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND (classid::bigint << 32 | objid::bigint) = hashtextextended('webhooks', 0)
""")


async def test_who_loses_the_lock_stops_until_it_is_theirs_again(
    world: World, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    monkeypatch.setattr(webhook_runner, "_TRY_AGAIN", 0.1)
    http = PublicHttp([world.receiver.host])

    def holder_of_the_lock() -> int | None:
        with engine.connect() as connection:
            return connection.execute(_HOLDS).scalar()

    async with asyncio.timeout(30), beside(WebhookRunner(http).run()):
        while (first := await asyncio.to_thread(holder_of_the_lock)) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": first})
        while (later := await asyncio.to_thread(holder_of_the_lock)) in (None, first):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        assert later != first
    await http.aclose()
