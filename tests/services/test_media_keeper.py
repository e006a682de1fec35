"""Files stay as long as somebody needs them, and then they are gone whole."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.chat import Listener, direct, say
from tests.support.uploads import own_folder
from webchat.db.advisory import holder
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import NotFound
from webchat.domain.media_views import MediaView
from webchat.media import parts, storage
from webchat.repositories import media_keeping
from webchat.services import deletions, media, media_check, resumable_uploads, uploads
from webchat.services.media_keeper import prune_media
from webchat.settings import get_settings

__all__ = ["own_folder"]

pytestmark = pytest.mark.usefixtures("live")


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _upload(actor: Actor, content: bytes = b"words", name: str = "a.txt") -> MediaView:
    return await uploads.upload_file(actor, _pieces(content), name)


def _in(days: float) -> Callable[[], datetime]:
    return lambda: now() + timedelta(days=days)


async def _prune(days: float) -> int:
    """As if both runs came that many days later; gives how many contents went."""
    await prune_media(_in(days))
    pruned = await prune_media(_in(days + 0.1))
    assert pruned is not None
    return pruned.removed


def _make_old(uow: UnitOfWork) -> None:
    """As if what is there had been dropped long ago."""
    uow.session.execute(text("UPDATE media SET dropped_at = now() - interval '1 day'"))


def _stored() -> list[str]:
    return [path.name for path in (get_settings().upload_dir / "content").rglob("*") if path.is_file()]


async def _faults() -> list[str]:
    return [fault.text async for fault in media_check.find_faults(_in(1))]


async def test_what_was_never_sent_goes_after_the_time(ana: Actor) -> None:
    view = await _upload(ana)
    assert await _prune(29) == 0
    assert (await read(media.access_media, ana, view.id)).id == view.id
    assert await _prune(31) == 1
    with pytest.raises(NotFound):
        await read(media.access_media, ana, view.id)
    assert (_stored(), await _faults()) == ([], [])


async def test_a_deleted_messages_file_can_be_restored_until_the_time_is_over(ana: Actor, bob: Actor) -> None:
    view = await _upload(ana)
    sent = await say(ana, await direct(ana, bob), "look", media_ids=(view.id,))
    assert await _prune(300) == 0
    await transact(deletions.delete_message, ana, sent.id)
    await _prune(29)
    await transact(deletions.restore_message, ana, sent.id)
    assert (await read(media.access_media, bob, view.id)).id == view.id
    await transact(deletions.delete_message, ana, sent.id)
    assert await _prune(31) == 1
    assert (_stored(), await _faults()) == ([], [])


async def test_content_stays_while_another_file_has_it(ana: Actor, bob: Actor) -> None:
    await _upload(ana)
    kept = await _upload(bob, name="b.txt")
    await say(bob, await direct(ana, bob), "look", media_ids=(kept.id,))
    assert await _prune(31) == 0
    assert _stored() == [kept.sha256]
    assert await _faults() == []


async def test_a_file_sent_while_it_is_being_dropped_comes_back(ana: Actor, bob: Actor) -> None:
    view = await _upload(ana)
    conversation_id = await direct(ana, bob)
    sending = asyncio.create_task(say(ana, conversation_id, "look", media_ids=(view.id,)))
    await prune_media(_in(31))
    await sending
    await prune_media(_in(32))
    assert (await read(media.access_media, bob, view.id)).id == view.id
    assert await _faults() == []


async def test_uploads_of_the_same_content_during_removals_lose_nothing(ana: Actor, bob: Actor) -> None:
    """Whatever the order: a file that somebody was given has its content."""
    for number in range(15):
        content = f"number {number}".encode()
        await _upload(ana, content)
        await transact(_make_old)
        again, _ = await asyncio.gather(_upload(bob, content), prune_media())
        pieces = [piece async for piece in media.content_of(again).pieces(0, again.size)]
        assert b"".join(pieces) == content
        assert await _faults() == []


async def test_content_is_not_removed_while_an_upload_of_it_is_being_stored(
    ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await _upload(ana)
    looked, go_on = asyncio.Event(), asyncio.Event()
    keep = storage.keep

    async def slow_keep(key: str, source: Path) -> None:
        await keep(key, source)
        looked.set()
        await go_on.wait()

    monkeypatch.setattr(storage, "keep", slow_keep)
    uploading = asyncio.create_task(_upload(ana))
    async with asyncio.timeout(30):
        await looked.wait()
    assert await _prune(0.5) == 0
    async with holder() as locks, locks.trying(media_keeping.lock_name(old.sha256)) as ours:
        assert ours
    go_on.set()
    await uploading
    assert _stored() == [old.sha256]


async def test_one_process_at_a_time(ana: Actor) -> None:
    async with holder() as locks, locks.trying("media keeper") as ours:
        assert ours
        assert await prune_media() is None
    assert await prune_media() is not None


async def test_uploads_that_nobody_goes_on_with_are_forgotten(ana: Actor) -> None:
    given_up = await resumable_uploads.begin_upload(ana, "a.txt", 10)
    going_on = await resumable_uploads.begin_upload(ana, "b.txt", 10)
    for upload in (given_up, going_on):
        await resumable_uploads.continue_upload(ana, upload.id, 0, _pieces(b"01234"))
    later = _in(2)
    os.utime(parts.part_path(going_on.id), times=(later().timestamp(),) * 2)
    assert await resumable_uploads.forget_old_uploads(_in(0.5)) == 0
    assert await resumable_uploads.forget_old_uploads(later) == 1
    with pytest.raises(NotFound):
        await resumable_uploads.get_upload(ana, given_up.id)
    assert (await resumable_uploads.get_upload(ana, going_on.id)).offset == 5
    assert [name for name, _ in parts.all_parts()] == [going_on.id]


async def test_the_check_finds_and_mends(ana: Actor, live: Listener) -> None:
    view = await _upload(ana)
    await storage.drop(storage.content_key(view.sha256))
    orphan = get_settings().upload_dir / "orphan"
    orphan.write_bytes(b"nobody's")
    lost = "ab" * 32
    for key in (storage.content_key(lost), storage.thumbnail_key(lost, 320)):
        await storage.keep(key, orphan)
    parts.part_path("nobody").write_bytes(b"x")
    assert len([fault async for fault in media_check.find_faults()]) == 1  # all but the file is young
    texts = sorted(await _faults())
    assert [words.split(" ")[0] for words in texts] == [
        "File",
        f"content/ab/{lost}",
        "parts/nobody",
        f"thumbnails/ab/{lost}/320.webp",
    ]
    async for fault in media_check.find_faults(_in(1)):
        await media_check.mend(fault)
    assert await _faults() == [f"File {view.id} (a.txt) has lost its content {view.sha256}."]
