"""Previews come after the message, once, and only where they still belong."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from tests.support.chat import Listener, direct, history, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Forbidden, NotFound
from webchat.domain.message_views import MessageView
from webchat.domain.previews import LinkPreview
from webchat.realtime import hub
from webchat.services import deletions, edits, messages
from webchat.services.link_previews import Fetch, Previewer, previewing, remove_preview

URL = "https://a.example/page"
Settled = Callable[[], AbstractAsyncContextManager[Previewer]]


class Pages:
    """Stands for the web: counts what is asked, answers when it is let."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.silent: set[str] = set()

    async def fetch(self, url: str) -> LinkPreview | None:
        self.asked.append(url)
        await self.may_answer.wait()
        return None if url in self.silent else LinkPreview(url, f"Title of {url}", "About", "a.example")


@pytest.fixture
def pages() -> Pages:
    return Pages()


@asynccontextmanager
async def done(fetch: Fetch) -> AsyncIterator[Previewer]:
    """What happens inside is followed by its previews."""
    async with previewing(fetch) as previewer:
        yield previewer
        await hub.drained()
        await previewer.settled()
        await hub.drained()


async def only(actor: Actor, room: int) -> MessageView:
    (message,) = await history(actor, room)
    return message


async def test_a_preview_comes_as_an_update(live: Listener, ana: Actor, bob: Actor, pages: Pages) -> None:
    room = await direct(ana, bob)
    async with done(pages.fetch):
        sent = await say(ana, room, f"look: {URL} and https://b.example")
        assert (sent.version, sent.link_preview) == (1, None)
    preview = {"url": URL, "title": f"Title of {URL}", "description": "About", "site_name": "a.example"}
    stored = await only(bob, room)
    assert (stored.version, stored.link_preview) == (2, preview)
    told = [(event.type, event.data.version, event.data.link_preview) for event in live.events if event.conversation_id]
    assert told[-1] == ("message.updated", 2, preview)
    assert pages.asked == [URL]


@pytest.mark.parametrize("body", ["no link", "`https://a.example`", "mail a@a.example", "```\nhttps://a.example\n```"])
async def test_what_is_no_link_asks_nobody(live: Listener, ana: Actor, bob: Actor, pages: Pages, body: str) -> None:
    room = await direct(ana, bob)
    async with done(pages.fetch):
        await say(ana, room, body)
    assert pages.asked == []
    assert (await only(ana, room)).version == 1


async def test_a_page_without_words_leaves_the_message_as_it_is(
    live: Listener, ana: Actor, bob: Actor, pages: Pages
) -> None:
    pages.silent.add(URL)
    room = await direct(ana, bob)
    async with done(pages.fetch):
        await say(ana, room, URL)
    stored = await only(ana, room)
    assert (stored.version, stored.link_preview) == (1, None)


async def test_many_messages_with_one_link_ask_once(live: Listener, ana: Actor, bob: Actor, pages: Pages) -> None:
    room = await direct(ana, bob)
    async with done(pages.fetch):
        for n in range(5):
            await say(ana, room, f"{n} {URL}")
    assert pages.asked == [URL]
    assert all(message.link_preview for message in await history(ana, room))


async def test_of_two_processes_one_asks(live: Listener, ana: Actor, bob: Actor, pages: Pages) -> None:
    room = await direct(ana, bob)
    async with done(pages.fetch), done(pages.fetch):
        await say(ana, room, URL)
    assert pages.asked == [URL]
    assert (await only(ana, room)).version == 2


async def test_a_message_deleted_meanwhile_gets_none(live: Listener, ana: Actor, bob: Actor, pages: Pages) -> None:
    pages.may_answer.clear()
    room = await direct(ana, bob)
    async with done(pages.fetch):
        sent = await say(ana, room, URL)
        await transact(deletions.delete_message, ana, sent.id)
        pages.may_answer.set()
    stored = await only(bob, room)
    assert (stored.deleted_at is not None, stored.version, stored.link_preview) == (True, 2, None)


async def test_a_link_edited_away_meanwhile_gets_none(live: Listener, ana: Actor, bob: Actor, pages: Pages) -> None:
    pages.may_answer.clear()
    room = await direct(ana, bob)
    async with done(pages.fetch):
        sent = await say(ana, room, URL)
        await hub.drained()
        await transact(edits.edit_message, ana, sent.id, "nothing")
        pages.may_answer.set()
    assert (await only(bob, room)).link_preview is None


async def test_another_link_takes_the_place_of_the_first(live: Listener, ana: Actor, bob: Actor, pages: Pages) -> None:
    room = await direct(ana, bob)
    async with done(pages.fetch):
        sent = await say(ana, room, URL)
    async with done(pages.fetch):
        await transact(edits.edit_message, ana, sent.id, "https://b.example/")
    assert pages.asked == [URL, "https://b.example/"]
    assert ((await only(bob, room)).link_preview or {})["url"] == "https://b.example/"
    async with done(pages.fetch):
        await transact(edits.edit_message, ana, sent.id, "no link any more")
    assert (await only(bob, room)).link_preview is None


async def test_the_sender_takes_it_off_for_good(live: Listener, ana: Actor, bob: Actor, pages: Pages) -> None:
    room = await direct(ana, bob)
    async with done(pages.fetch):
        sent = await say(ana, room, URL)
    with pytest.raises(Forbidden):
        await transact(remove_preview, bob, sent.id)
    async with done(pages.fetch):
        gone = await transact(remove_preview, ana, sent.id)
        assert (gone.version, gone.link_preview) == (3, None)
        assert await transact(remove_preview, ana, sent.id) == gone
    assert pages.asked == [URL]
    stored = await only(bob, room)
    assert (stored.version, stored.link_preview) == (3, None)
    assert [event.type for event in live.events if event.conversation_id][-1] == "message.updated"


async def test_a_stranger_finds_nothing_to_take_off(live: Listener, ana: Actor, bob: Actor, pages: Pages) -> None:
    from tests.support.chat import join

    sent = await say(ana, await direct(ana, bob), URL)
    stranger = await join("Stranger")
    with pytest.raises(NotFound):
        await transact(remove_preview, stranger, sent.id)
    assert (await read(messages.get_message, ana, sent.id)).version == 1
