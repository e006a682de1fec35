"""Uploads that go on where they stopped: after a lost line, a reload, a restart of the server."""

from collections.abc import AsyncIterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe

from anyio import to_thread

from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import Clock, now
from webchat.domain.errors import Conflict, InvalidInput, NotFound, RateLimited
from webchat.domain.filenames import clean_filename
from webchat.domain.media_views import MediaView
from webchat.media import parts
from webchat.media.spool import FileTooLarge, hash_file, working_folder
from webchat.repositories import media, uploads
from webchat.services.uploads import keep_file, largest_upload

KEPT_HOURS = 24
_MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class UploadView:
    """How far an upload has come, in bytes; `media` once it is whole and kept; `metadata` as the client gave it."""

    id: str
    filename: str
    offset: int
    length: int
    metadata: str = ""
    media: MediaView | None = None


async def begin_upload(actor: Actor, filename: str, length: int, metadata: str = "") -> UploadView:
    """Announces a file; raises `FileTooLarge`, and `InvalidInput` for an empty one."""
    if length > largest_upload():
        raise FileTooLarge(largest_upload())
    if length == 0:
        raise InvalidInput("This file is empty.", field="file")
    return await transact(_begin, actor, clean_filename(filename), length, metadata)


async def get_upload(actor: Actor, upload_id: str) -> UploadView:
    """One's own upload; one that has come whole and was not kept yet is kept now."""
    view = await _look(actor, upload_id)
    if view.media is None and view.offset == view.length:
        with parts.writing(upload_id):
            return await _keep(actor, view)
    return view


async def look_at_upload(actor: Actor, upload_id: str) -> UploadView:
    """How far one's own upload has come."""
    return await _look(actor, upload_id)


async def continue_upload(actor: Actor, upload_id: str, offset: int, pieces: AsyncIterable[bytes]) -> UploadView:
    """Adds bytes at the end; raises `Conflict` when `offset` is not where the upload stands."""
    view = await _look(actor, upload_id)
    with parts.writing(upload_id):
        view = await _look(actor, upload_id)
        if view.offset != offset:
            raise Conflict("This upload stands at {offset}.", offset=view.offset, field="Upload-Offset")
        await parts.append(upload_id, pieces, view.length - offset)
        view = replace(view, offset=await to_thread.run_sync(parts.offset_of, upload_id))
        return await _keep(actor, view) if view.offset == view.length else view


async def give_up_upload(actor: Actor, upload_id: str) -> None:
    """Forgets an upload and what has come of it."""
    await _look(actor, upload_id)
    await _drop([upload_id])


async def forget_old_uploads(clock: Clock = now) -> int:
    """Drops what began long ago and nobody went on with lately; gives how many."""
    before, forgotten, last = clock() - timedelta(hours=KEPT_HOURS), 0, ""
    while old := await read(lambda uow, after: uploads.old(uow.session, before, after), last):
        last = old[-1]
        idle = await to_thread.run_sync(parts.untouched_since, old, before.timestamp())
        await _drop(idle)
        forgotten += len(idle)
    return forgotten


async def _look(actor: Actor, upload_id: str) -> UploadView:
    view = await read(_find, actor, upload_id)
    if view.media is None:
        return replace(view, offset=await to_thread.run_sync(parts.offset_of, upload_id))
    return view


async def _keep(actor: Actor, view: UploadView) -> UploadView:
    try:
        async with working_folder() as folder:
            path = Path(await to_thread.run_sync(parts.part_path, view.id))
            came = await to_thread.run_sync(hash_file, path)
            kept = await keep_file(actor, came, view.filename, folder)
    except (InvalidInput, FileTooLarge):
        await _drop([view.id])
        raise
    await transact(lambda uow: uploads.finish(uow.session, view.id, kept.id))
    await to_thread.run_sync(parts.drop_parts, view.id)
    return replace(view, media=kept)


async def _drop(upload_ids: list[str]) -> None:
    await transact(lambda uow: uploads.forget(uow.session, upload_ids))
    await to_thread.run_sync(parts.drop_parts, *upload_ids)


def _begin(uow: UnitOfWork, actor: Actor, filename: str, length: int, metadata: str) -> UploadView:
    if uploads.under_way(uow.session, actor.user_id) >= _MOST_AT_ONCE:
        raise RateLimited(60, _MOST_AT_ONCE)
    upload_id = token_urlsafe(16)
    about = {"filename": filename, "about": metadata, "length": length, "rooms": actor.only}
    uploads.begin(uow.session, id=upload_id, owner_id=actor.user_id, **about)
    return UploadView(upload_id, filename, 0, length, metadata)


def _find(uow: UnitOfWork, actor: Actor, upload_id: str) -> UploadView:
    row = uploads.find(uow.session, upload_id, actor.user_id, actor.only) if "\0" not in upload_id else None
    if row is None:
        raise NotFound
    kept = media.get_visible(uow.session, row["media_id"], actor.user_id, actor.only) if row["media_id"] else None
    offset = row["length"] if row["media_id"] else 0
    return UploadView(row["id"], row["filename"], offset, row["length"], row["about"], kept)
