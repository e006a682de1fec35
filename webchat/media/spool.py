"""Files on their way in: written to disk as they come, hashed as they pass, whatever their size."""

import hashlib
import math
import shutil
import tempfile
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread

from webchat.domain.errors import WebchatError
from webchat.media.room import full_in_words
from webchat.settings import get_settings

_PIECE = 1024 * 1024


class FileTooLarge(WebchatError):
    """More bytes than a file of this kind may have."""

    code = "file_too_large"
    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__("A file of this kind has at most {size}.", field="file", size=_readable(limit))
        self.limit = limit

    def details(self) -> dict[str, object]:
        return {"limit": self.limit}


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file that came in whole."""

    path: Path
    size: int
    sha256: str


@asynccontextmanager
async def working_folder() -> AsyncIterator[Path]:
    """A folder of our own beside the files, gone afterwards; raises `StoreFull` for what found no space in it."""
    parent = _incoming()
    with full_in_words():
        await to_thread.run_sync(lambda: parent.mkdir(mode=0o700, parents=True, exist_ok=True))
        folder = Path(await to_thread.run_sync(lambda: tempfile.mkdtemp(dir=parent)))
    try:
        with full_in_words():
            yield folder
    finally:
        await to_thread.run_sync(lambda: shutil.rmtree(folder, ignore_errors=True))


def forget_old_work(moment: float) -> int:
    """Deletes working folders in which nothing was written since then (seconds since 1970), left by a crash."""
    folders = [one for one in _incoming().glob("*") if one.is_dir() and _last_touched(one) < moment]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return len(folders)


def _incoming() -> Path:
    return get_settings().upload_dir / "incoming"


def _last_touched(folder: Path) -> float:
    """When something was written in there; what vanishes meanwhile is in use."""
    try:
        return max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
    except FileNotFoundError:
        return math.inf


async def spool(pieces: AsyncIterable[bytes], path: Path, limit: int) -> Spooled:
    """Writes what comes to `path`; raises `FileTooLarge` as soon as it is."""
    size, digest, waiting = 0, hashlib.sha256(), bytearray()

    def write() -> None:
        file.write(waiting)
        digest.update(waiting)
        waiting.clear()

    with path.open("wb") as file:
        async for piece in pieces:
            size += len(piece)
            if size > limit:
                raise FileTooLarge(limit)
            waiting += piece
            if len(waiting) >= _PIECE:
                await to_thread.run_sync(write)
        await to_thread.run_sync(write)
    return Spooled(path, size, digest.hexdigest())


def hash_file(path: Path) -> Spooled:
    """A file that lies there, as if it had come in just now."""
    with path.open("rb") as file:
        return Spooled(path, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _readable(size: int) -> str:
    for unit in ("bytes", "KiB", "MiB"):
        if size < 1024:
            return f"{size} {unit}"
        size //= 1024
    return f"{size} GiB"
