"""Where files are kept: a folder of this machine, or a store that speaks S3. Keys are paths of our own making."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from errno import ENOSPC
from functools import cache
from pathlib import Path
from typing import Any

import obstore
from anyio import fail_after
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from webchat.domain.errors import Unavailable
from webchat.media.room import StoreFull
from webchat.settings import get_settings

_CHUNK = 256 * 1024
_PAGE = 500
_FULL = f"os error {ENOSPC}"
_SECONDS_TO_CHECK = 5
_PATIENCE: Any = {"max_retries": 2, "retry_timeout": timedelta(seconds=20)}
_log = logging.getLogger(__name__)


class StoreUnavailable(Unavailable):
    """The store did not take, give or find what it should."""

    code = "store_unavailable"

    def __init__(self, reason: str) -> None:
        super().__init__("The store of files does not answer as it should. Try again later.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Item:
    """Something that is stored."""

    key: str
    size: int
    changed_at: datetime


def content_key(sha256: str) -> str:
    """Where the content with this hash (hexadecimal) lies."""
    return f"content/{sha256[:2]}/{sha256}"


def thumbnail_key(sha256: str, size: int) -> str:
    """Where the thumbnail of a content lies."""
    return f"thumbnails/{sha256[:2]}/{sha256}/{size}.webp"


def avatar_key(sha256: str, size: int) -> str:
    """Where the square of a picture lies, beside its thumbnails."""
    return f"thumbnails/{sha256[:2]}/{sha256}/avatar-{size}.webp"


def hash_of(key: str) -> str:
    """The hash of the content that a key belongs to."""
    return key.split("/")[2]


async def keep(key: str, source: Path) -> None:
    """Stores a file, streamed; what is there already is the same content."""
    if await size_of(key) is None:
        with _in_words(), source.open("rb") as file:
            await obstore.put_async(_store(), key, file, chunk_size=5 * 1024 * 1024, max_concurrency=2)


async def size_of(key: str) -> int | None:
    """How many bytes are stored there; None: nothing is."""
    with _in_words(), suppress(FileNotFoundError):
        return int((await obstore.head_async(_store(), key))["size"])
    return None


async def read(key: str, start: int, end: int) -> AsyncIterator[bytes]:
    """The bytes from `start` up to, not including, `end`, in pieces."""
    with _in_words():
        answer = await obstore.get_async(_store(), key, options={"range": (start, end)})
        async for piece in answer.stream(min_chunk_size=_CHUNK):
            yield bytes(piece)


async def drop(*keys: str) -> None:
    """Deletes what is stored there, if anything."""
    for key in keys:
        with _in_words(), suppress(FileNotFoundError):
            await obstore.delete_async(_store(), key)


async def drop_content(sha256: str) -> None:
    """Deletes a content and whatever was made of it."""
    async for page in pages_of(f"thumbnails/{sha256[:2]}/{sha256}"):
        await drop(*(item.key for item in page))
    await drop(content_key(sha256))


async def pages_of(prefix: str) -> AsyncIterator[list[Item]]:
    """Every key below a prefix, some hundreds at a time."""
    with _in_words():
        async for page in obstore.list(_store(), prefix=prefix, chunk_size=_PAGE):
            yield [Item(item["path"], item["size"], item["last_modified"]) for item in page]


async def check_writable() -> None:
    """Writes a little file and deletes it again; raises `StoreUnavailable` with the reason, also for a slow store."""
    try:
        with fail_after(_SECONDS_TO_CHECK):
            await obstore.put_async(_store(), "checked", b"")
            await obstore.delete_async(_store(), "checked")
    except (BaseError, OSError) as error:
        raise StoreUnavailable(_reason(error)) from error


@cache
def _store() -> Any:
    settings = get_settings()
    if not settings.s3_bucket:
        for folder in (settings.data_dir, settings.upload_dir):  # both closed to others, whichever is the first
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(settings.upload_dir)
    key = settings.s3_secret_key.get_secret_value() if settings.s3_secret_key else None
    options: dict[str, Any] = {
        "endpoint": settings.s3_endpoint,
        "access_key_id": settings.s3_access_key,
        "secret_access_key": key,
    }
    given = {name: value for name, value in options.items() if value}
    plain = bool(settings.s3_endpoint and settings.s3_endpoint.startswith("http://"))
    client: Any = {"allow_http": plain}
    return S3Store(
        settings.s3_bucket, region=settings.s3_region, client_options=client, retry_config=_PATIENCE, **given
    )


@contextmanager
def _in_words() -> Iterator[None]:
    """What the store refuses is the operator's matter: people are told to try later, the log says why."""
    try:
        yield
    except (BaseError, OSError) as error:
        reason = _reason(error)
        _log.error("The store of files failed: %s", reason)
        if _FULL in reason:
            raise StoreFull from error
        raise StoreUnavailable(reason) from error


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {_SECONDS_TO_CHECK} seconds."
    return " ".join(str(error).partition("Debug source:")[0].split())[:300]
