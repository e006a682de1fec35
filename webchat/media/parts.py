"""Uploads that come in parts: the bytes that are here already, one writer at a time."""

import fcntl
from collections.abc import AsyncIterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from anyio import to_thread

from webchat.domain.errors import WebchatError
from webchat.media.room import full_in_words
from webchat.settings import get_settings

_PIECE = 1024 * 1024


class UploadLocked(WebchatError):
    """Another request writes to this upload."""

    code = "upload_locked"
    status = 423
    retryable = True

    def __init__(self) -> None:
        super().__init__("This upload is being written to by another request.")


def part_path(upload_id: str) -> Path:
    """Where the bytes of an upload lie."""
    folder = get_settings().upload_dir / "parts"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / upload_id


def offset_of(upload_id: str) -> int:
    """How many bytes are here."""
    path = part_path(upload_id)
    return path.stat().st_size if path.exists() else 0


@contextmanager
def writing(upload_id: str) -> Iterator[None]:
    """Keeps other requests, also of other processes, from writing meanwhile. Raises `UploadLocked`."""
    with full_in_words():
        file = part_path(upload_id).open("ab")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UploadLocked from None
        yield


async def append(upload_id: str, pieces: AsyncIterable[bytes], most: int) -> None:
    """Adds what comes, at most `most` bytes; what came before the line broke is kept. Raises `StoreFull`."""
    waiting = bytearray()
    with full_in_words(), part_path(upload_id).open("ab", buffering=0) as file:

        def write() -> None:
            while waiting:  # a disk that fills up takes a part: that one must not be written twice
                del waiting[: file.write(waiting)]

        try:
            async for piece in pieces:
                waiting += piece[:most]
                most -= min(most, len(piece))
                if len(waiting) >= _PIECE:
                    await to_thread.run_sync(write)
        finally:
            write()


def drop_parts(*upload_ids: str) -> None:
    """Deletes what came."""
    for upload_id in upload_ids:
        part_path(upload_id).unlink(missing_ok=True)


def untouched_since(upload_ids: list[str], moment: float) -> list[str]:
    """Those of the uploads to which nothing was added since then (seconds since 1970)."""
    return [one for one in upload_ids if not (path := part_path(one)).exists() or path.stat().st_mtime < moment]


def all_parts() -> Iterator[tuple[str, float]]:
    """Every upload of which something lies here, with the moment when something was added last."""
    for path in part_path("").iterdir():
        yield path.name, path.stat().st_mtime
