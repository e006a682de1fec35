"""The files of a conversation: by kind and in pages either way, for its members, without what was deleted."""

from typing import Any, Literal

import pytest
from sqlalchemy import text

from tests.support.chat import direct, join, say
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import InvalidInput, NotFound
from webchat.domain.group_views import SharedView
from webchat.repositories import media
from webchat.services import deletions, gallery
from webchat.services.gallery import Asked


def _keep(uow: UnitOfWork, actor: Actor, kind: str, name: str) -> int:
    about: dict[str, Any] = {"width": 4, "height": 3, "duration": None, "pages": None, "animated": False}
    about |= {"placeholder": "", "thumbnails": [], "waveform": [], "size": 9, "content_type": "x/y", "sha256": name}
    return media.claim(uow.session, now(), owner_id=actor.user_id, kind=kind, filename=name, **about)


def _show(uow: UnitOfWork, media_id: int) -> None:
    media.show(uow.session, media_id)


async def share(actor: Actor, room: int, *kinds: str, words: str = "", **more: Any) -> Any:
    ids = tuple([await transact(_keep, actor, kind, f"{words}{n}") for n, kind in enumerate(kinds)])
    for media_id in ids:
        await transact(_show, media_id)
    return await say(actor, room, words, media_ids=ids, **more)


async def names(actor: Actor, room: int, shelf: Literal["media", "files", "voice"] = "media", **more: Any) -> list[str]:
    found: list[SharedView] = []
    cursor = None
    while True:
        page = await read(gallery.list_shared, actor, room, Asked(shelf, cursor, **more))
        found, cursor = found + page.items, page.next
        if cursor is None:
            return [one.media.filename for one in found]


@pytest.mark.parametrize("limit", [1, 2, 50])
async def test_each_kind_in_pages_either_way(ana: Actor, bob: Actor, limit: int) -> None:
    room = await direct(ana, bob)
    await share(ana, room, "image", "video", "file", words="a")
    middle = await share(bob, room, "image", "image", words="b")
    await share(bob, room, "audio", words="v", kind="voice")
    gone = await share(ana, room, "image", "file", words="gone")
    await share(ana, room, "audio", words="s")
    await share(ana, room, "video", words="c")
    await transact(deletions.delete_message, ana, gone.id)
    assert await names(bob, room, limit=limit) == ["c0", "b1", "b0", "a1", "a0"]
    assert await names(bob, room, "files", limit=limit) == ["s0", "a2"]
    assert await names(bob, room, "voice", limit=limit) == ["v0"]
    assert await names(bob, room, from_seq=middle.seq, limit=limit) == ["b1", "b0", "a1", "a0"]
    assert await names(bob, room, from_seq=middle.seq, newer=True, limit=limit) == ["c0"]
    assert await names(bob, room, newer=True, limit=limit) == ["a0", "a1", "b0", "b1", "c0"]
    counts = await read(gallery.count_shared, bob, room)
    assert (counts.media, counts.files, counts.voice) == (5, 2, 1)
    await transact(deletions.restore_message, ana, gone.id)
    assert (await names(bob, room, limit=limit))[:2] == ["c0", "gone0"]


async def test_a_file_comes_with_its_message(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    sent = await share(ana, room, "image", words="the sea")
    [one] = (await read(gallery.list_shared, bob, room, Asked())).items
    assert (one.media.id, one.message_id, one.seq) == (sent.media[0].id, sent.id, sent.seq)
    assert (one.sender.display_name, one.caption, one.created_at) == ("Ana", "the sea", sent.created_at)


async def test_only_members_see_them(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    stranger = await join("Stranger")
    for asked in (read(gallery.list_shared, stranger, room, Asked()), read(gallery.count_shared, stranger, room)):
        with pytest.raises(NotFound):
            await asked
    with pytest.raises(InvalidInput):
        await read(gallery.list_shared, ana, room, Asked(cursor="bm9uc2Vuc2U="))


_MANY = text("""
    WITH said AS (
        INSERT INTO message (conversation_id, sender_id, seq, client_id, body, html, kind, search_text)
        SELECT :room, :me, 1000 + n, gen_random_uuid(), '', '', 'image', ''
        FROM generate_series(:first, :first + 1999) n
        RETURNING id, seq
    )
    INSERT INTO message_media (message_id, media_id, position, conversation_id, seq, shelf)
    SELECT id, :media_id, 0, :room, seq, CASE WHEN seq % 1000 = 0 THEN 'files' ELSE 'media' END FROM said
""")


def _plan(uow: UnitOfWork, actor: Actor, room: int, media_id: int) -> str:
    for first in range(1, 10_000, 2_000):
        uow.session.execute(_MANY, {"room": room, "me": actor.user_id, "media_id": media_id, "first": first})
    uow.session.execute(text("ANALYZE message; ANALYZE message_media; ANALYZE media"))
    values = {"conversation_id": room, "shelf": "files", "seq": 8_000, "position": 0, "limit": 11}
    rows = uow.session.execute(text(f"EXPLAIN (ANALYZE, TIMING OFF) {gallery.gallery._OLDER.text}"), values)
    return "\n".join(rows.scalars())


async def test_a_page_reads_no_more_than_a_page(ana: Actor, bob: Actor) -> None:
    """Of 10,000 files, ten are on this shelf: the index leads to them."""
    room = await direct(ana, bob)
    plan = await transact(_plan, ana, room, await transact(_keep, ana, "image", "one"))
    assert "ix_message_media_shelf" in plan
    assert "Rows Removed" not in plan
    assert "Sort" not in plan
