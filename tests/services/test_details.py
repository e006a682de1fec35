"""Shared links: each with its message, the newest first, nothing that was deleted."""

import pytest

from tests.support.chat import direct, join, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import InvalidInput, NotFound
from webchat.domain.group_views import LinkView
from webchat.services import deletions, details


async def all_links(actor: Actor, room: int, limit: int) -> list[LinkView]:
    found, cursor = [], None
    while True:
        page = await read(details.list_links, actor, room, cursor, limit)
        assert len(page.items) <= limit
        found, cursor = found + page.items, page.next
        if cursor is None:
            return found


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
async def test_links_come_newest_first_in_pages(ana: Actor, bob: Actor, limit: int) -> None:
    room = await direct(ana, bob)
    await say(ana, room, "no link")
    first = await say(ana, room, "see https://example.org/a?x=1&y=2 and https://example.org/b, https://example.org/b")
    for number in range(5):
        await say(bob, room, f"mail me: <bob{number}@example.org>")
    second = await say(bob, room, "[a page](https://example.net/)")
    gone = await say(ana, room, "https://example.com/secret")
    await transact(deletions.delete_message, ana, gone.id)
    links = await all_links(bob, room, limit)
    assert [(link.url, link.message_id, link.sender.display_name) for link in links] == [
        ("https://example.net/", second.id, "Bob"),
        ("https://example.org/a?x=1&y=2", first.id, "Ana"),
        ("https://example.org/b", first.id, "Ana"),
    ]


async def test_only_members_see_them(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    with pytest.raises(NotFound):
        await read(details.list_links, await join("Stranger"), room)
    with pytest.raises(InvalidInput):
        await read(details.list_links, ana, room, "bm9uc2Vuc2U=")
