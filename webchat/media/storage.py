"""Where files are kept: a folder of this machine, or a store that speaks S3. Keys are paths of our own making."""

from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import obstore
from obstore.store import LocalStore, S3Store

from webchat.settings import get_settings

_CHUNK = 256 * 1024


def content_key(sha256: str) -> str:
    """Where the content with this hash (hexadecimal) lies."""
    return f"content/{sha256[:2]}/{sha256}"


def thumbnail_key(sha256: str, size: int) -> str:
    """Where the thumbnail of a content lies."""
    return f"thumbnails/{sha256[:2]}/{sha256}/{size}.webp"


def avatar_key(sha256: str, size: int) -> str:
    """Where the square of a picture lies, beside its thumbnails."""
    return f"thumbnails/{sha256[:2]}/{sha256}/avatar-{size}.webp"


async def keep(key: str, source: Path) -> None:
    """Stores a file, streamed; what is there already is the same content."""
    if await size_of(key) is None:
        with source.open("rb") as file:
            await obstore.put_async(_store(), key, file, chunk_size=5 * 1024 * 1024, max_concurrency=2)


async def size_of(key: str) -> int | None:
    """How many bytes are stored there; None: nothing is."""
    try:
        return int((await obstore.head_async(_store(), key))["size"])
    except FileNotFoundError:
        return None


async def read(key: str, start: int, end: int) -> AsyncIterator[bytes]:
    """The bytes from `start` up to, not including, `end`, in pieces."""
    answer = await obstore.get_async(_store(), key, options={"range": (start, end)})
    async for piece in answer.stream(min_chunk_size=_CHUNK):
        yield bytes(piece)


async def drop(*keys: str) -> None:
    """Deletes what is stored there, if anything."""
    for key in keys:
        try:
            await obstore.delete_async(_store(), key)
        except FileNotFoundError:
            continue


def all_keys(prefix: str) -> Iterator[tuple[str, int]]:
    """Every key below a prefix, with its size in bytes."""
    for page in obstore.list(_store(), prefix=prefix):
        for item in page:
            yield item["path"], item["size"]


@cache
def _store() -> Any:
    settings = get_settings()
    if not settings.s3_bucket:
        settings.upload_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(settings.upload_dir)
    key = settings.s3_secret_key.get_secret_value() if settings.s3_secret_key else None
    options: dict[str, Any] = {
        "endpoint": settings.s3_endpoint,
        "access_key_id": settings.s3_access_key,
        "secret_access_key": key,
    }
    given = {name: value for name, value in options.items() if value}
    plain = bool(settings.s3_endpoint and settings.s3_endpoint.startswith("http://"))
    return S3Store(settings.s3_bucket, region=settings.s3_region, client_options={"allow_http": plain}, **given)
