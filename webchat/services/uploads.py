"""Files that come in: measured, opened, freed of secrets, kept."""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from anyio import to_thread

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import InvalidInput, Unavailable
from webchat.domain.filenames import clean_filename
from webchat.domain.media_views import MediaView
from webchat.media import storage
from webchat.media.kinds import Sniffed
from webchat.media.sniffing import sniff
from webchat.media.spool import FileTooLarge, Spooled, hash_file, spool, working_folder
from webchat.media.workshop import draw_page, make_clip, make_picture
from webchat.repositories import media, media_keeping
from webchat.services.scanning import scan
from webchat.settings import get_settings

_LONGEST_STORING = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A file as it is kept, with what is told of it."""

    file: Spooled
    content_type: str
    kind: str
    about: dict[str, Any] = field(default_factory=dict)
    thumbnails: dict[int, Path] = field(default_factory=dict)


async def upload_file(actor: Actor, pieces: AsyncIterable[bytes], filename: str) -> MediaView:
    """Keeps a file that only its owner may have until a message carries it.

    Raises `FileTooLarge`, and `InvalidInput` for what is empty, broken, not allowed here or was found to be harmful.
    """
    async with working_folder() as folder:
        came = await spool(pieces, folder / "original", largest_upload())
        return await keep_file(actor, came, filename, folder)


async def upload_bytes(actor: Actor, content: bytes, filename: str) -> MediaView:
    """The same for content that is here already."""

    async def pieces() -> AsyncIterator[bytes]:
        yield content

    return await upload_file(actor, pieces(), filename)


async def keep_file(actor: Actor, came: Spooled, filename: str, folder: Path) -> MediaView:
    """The same for a file that has come in whole; `folder` is for what is made of it."""
    sniffed = await to_thread.run_sync(sniff, came.path)
    _check_allowed(sniffed, came.size)
    await scan(came.path)
    ready = await _make_ready(came, sniffed, folder)
    # The row first: from then on nobody removes this content.
    media_id = await transact(_claim, actor, ready, clean_filename(filename))
    await storage.keep(storage.content_key(ready.file.sha256), ready.file.path)
    for size, path in ready.thumbnails.items():
        await storage.keep(storage.thumbnail_key(ready.file.sha256, size), path)
    return await transact(_show, media_id, ready.file.sha256)


def limit_of(kind: str) -> int:
    """How many bytes a file of this kind may have."""
    settings = get_settings()
    own = {"image": settings.max_picture_size, "audio": settings.max_audio_size, "video": settings.max_video_size}
    return own.get(kind) or settings.max_file_size


def largest_upload() -> int:
    """How many bytes any file may have."""
    return max(upload_limits().values())


def upload_limits() -> dict[str, int]:
    """How many bytes a file of each kind may have."""
    return {kind: limit_of(kind) for kind in ("image", "audio", "video", "file")}


def _check_allowed(sniffed: Sniffed, size: int) -> None:
    if not any(fnmatch(sniffed.content_type, pattern) for pattern in get_settings().allowed_types):
        raise InvalidInput(
            "Files of the type {content_type} are not taken here.", content_type=sniffed.content_type, field="file"
        )
    if size > limit_of(sniffed.kind):
        raise FileTooLarge(limit_of(sniffed.kind))


async def _make_ready(came: Spooled, sniffed: Sniffed, folder: Path) -> _Ready:
    if sniffed.kind == "image":
        picture = await make_picture(came.path, sniffed.content_type, folder)
        clean = await to_thread.run_sync(hash_file, picture.clean)
        about: dict[str, Any] = {"width": picture.width, "height": picture.height, "animated": picture.animated}
        about["placeholder"] = picture.placeholder
        return _Ready(clean, picture.content_type, "image", about, picture.thumbnails)
    if sniffed.kind in {"audio", "video"}:
        clip = await make_clip(came.path, sniffed.content_type, folder)
        about = {"width": clip.width, "height": clip.height, "duration": round(clip.duration * 1000)}
        about |= {"placeholder": clip.placeholder, "waveform": clip.waveform}
        kept = await to_thread.run_sync(hash_file, clip.whole) if clip.whole else came
        return _Ready(kept, clip.content_type, clip.kind, about, clip.thumbnails)
    about, thumbnails = await _first_page(came, folder) if sniffed.content_type == "application/pdf" else ({}, {})
    return _Ready(came, sniffed.content_type, "file", about, thumbnails)


async def _first_page(came: Spooled, folder: Path) -> tuple[dict[str, Any], dict[int, Path]]:
    """What can be shown of a document; nothing where it cannot be opened: it is kept as it is."""
    try:
        page = await draw_page(came.path, folder)
    except InvalidInput:
        return {}, {}
    about = {"width": page.width, "height": page.height, "pages": page.pages, "placeholder": page.placeholder}
    return about, page.thumbnails


def _claim(uow: UnitOfWork, actor: Actor, ready: _Ready, filename: str) -> int:
    media_keeping.lock(uow.session, ready.file.sha256)
    nothing: dict[str, Any] = {
        "width": None,
        "height": None,
        "duration": None,
        "pages": None,
        "animated": False,
        "placeholder": "",
        "waveform": [],
    }
    return media.claim(
        uow.session,
        now() + _LONGEST_STORING,
        owner_id=actor.user_id,
        sha256=ready.file.sha256,
        kind=ready.kind,
        filename=filename,
        content_type=ready.content_type,
        size=ready.file.size,
        thumbnails=sorted(ready.thumbnails),
        rooms=actor.only,
        **(nothing | ready.about),
    )


def _show(uow: UnitOfWork, media_id: int, sha256: str) -> MediaView:
    media_keeping.lock(uow.session, sha256)
    view = media.show(uow.session, media_id)
    if view is None:
        raise Unavailable("Storing this file took too long. Send it again.")
    return view
