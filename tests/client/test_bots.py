"""Bots, and those of the examples."""

from __future__ import annotations

import asyncio
import runpy
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import pairwise

import pytest

from tests.client.conftest import Friend
from webchat.client import AsyncClient, Bot, BotMessage, Message
from webchat.settings import PROJECT


@asynccontextmanager
async def running(bot: Bot) -> AsyncIterator[None]:
    """A bot that hears everything from now on."""
    task = asyncio.create_task(bot.serve(since=await bot.client.cursor()))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def heard(client: AsyncClient, since: str, done: Callable[[Message], bool]) -> list[Message]:
    """What others said and changed since, up to the message that is waited for."""
    said: list[Message] = []
    async with asyncio.timeout(30):
        async for event in client.events(since):
            if event.message and event.message.deleted_at is None:
                said.append(event.message)
                if done(event.message):
                    return said
    raise AssertionError("unreachable")


def example(name: str, owner: Friend, monkeypatch: pytest.MonkeyPatch) -> Bot:
    monkeypatch.setenv("WEBCHAT_URL", owner.url)
    monkeypatch.setenv("WEBCHAT_TOKEN", owner.token)
    bot: Bot = runpy.run_path(str(PROJECT / "examples" / name))["bot"]
    return bot


async def test_the_echo_bot_answers_people_only(ana: Friend, bob: Friend, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = example("echo_bot.py", bob, monkeypatch)
    group = ana.client.create_group("With a bot", member_ids=[bob.id])
    hook = ana.client.create_incoming_webhook(group.id, "Watch")
    async with running(bot), AsyncClient(ana.url, ana.token) as client:
        since = await client.cursor()
        await client.call("POST", hook.path or "", {"text": "from a program"})
        first = await client.send("hello", conversation=group.id)
        await client.send("again", conversation=group.id)
        said = await heard(client, since, lambda one: one.sender.id == bob.id and one.body == "again")
        assert [one.body for one in said if one.sender.id == bob.id] == ["hello", "again"]
        assert (await client.message(first.id)).is_read


async def test_a_streamed_answer_grows_and_is_whole(ana: Friend, bob: Friend, monkeypatch: pytest.MonkeyPatch) -> None:
    bot = example("streaming_bot.py", bob, monkeypatch)
    async with running(bot), AsyncClient(ana.url, ana.token) as client:
        since = await client.cursor()
        await client.send("hello", to=bob.id)
        said = await heard(client, since, lambda one: one.body.rstrip().endswith("something else."))
    whole = [one for one in said if one.sender.id == bob.id][-1]
    versions = [one.body for one in bob.client.revisions(whole.id)]
    assert versions[-1].startswith("You said “hello”. Let me think")
    assert len(versions) > 2
    assert all(after.startswith(before) for before, after in pairwise(versions))
    moments = [one.at for one in bob.client.revisions(whole.id) if one.at]
    steps = [(after - before).total_seconds() for before, after in pairwise(moments)]
    assert min(steps[:-1]) > 0.4  # at most about two a second; the last one comes when it is whole


async def test_a_failing_handler_does_not_end_the_bot(ana: Friend, bob: Friend) -> None:
    bot = Bot(bob.url, bob.token)
    noted = asyncio.Event()

    @bot.on_message
    async def answer(message: BotMessage) -> None:
        if message.body == "fail":
            raise ValueError(message.body)
        await message.react("👍")
        await message.reply("seen", quote=True)

    @bot.on("reaction.added")
    async def note(event: object) -> None:
        noted.set()

    async with running(bot), AsyncClient(ana.url, ana.token) as client:
        since = await client.cursor()
        await client.send("fail", to=bob.id)
        sent = await client.send("work", to=bob.id)
        said = await heard(client, since, lambda one: one.body == "seen")
        assert said[-1].reply_to is not None
        assert said[-1].reply_to.id == sent.id
        async with asyncio.timeout(30):
            await noted.wait()
