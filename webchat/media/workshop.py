"""Where files are opened: another process, with limits on memory and time, for what strangers send is hostile."""

import resource
from collections.abc import Callable
from errno import ENOSPC
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from anyio import BrokenWorkerProcess, CapacityLimiter, fail_after, to_process

from webchat.domain.errors import InvalidInput
from webchat.media.avatars import cut_squares
from webchat.media.clips import Clip, probe_clip
from webchat.media.documents import Document, draw_document
from webchat.media.pictures import Picture, prepare_picture
from webchat.media.room import failed_for_room

T = TypeVar("T")
_MEMORY = 3 * 1024**3  # bytes of address space; a picture of the largest size needs about one
_SECONDS = 60
_SECONDS_FOR_A_PAGE = 10
_AT_ONCE = 2


async def make_picture(source: Path, content_type: str, folder: Path) -> Picture:
    """`prepare_picture` in the workshop."""
    return await _in_workshop(prepare_picture, source, content_type, folder)


async def make_squares(source: Path, folder: Path) -> dict[int, Path]:
    """`cut_squares` in the workshop."""
    return await _in_workshop(cut_squares, source, folder)


async def make_clip(source: Path, content_type: str, folder: Path) -> Clip:
    """`probe_clip` in the workshop."""
    return await _in_workshop(probe_clip, source, content_type, folder)


async def draw_page(source: Path, folder: Path) -> Document:
    """`draw_document` in the workshop."""
    return await _in_workshop(draw_document, source, folder, seconds=_SECONDS_FOR_A_PAGE)


async def _in_workshop(work: Callable[..., T], *arguments: Any, seconds: int = _SECONDS) -> T:
    try:
        with fail_after(seconds):
            return await to_process.run_sync(_limited, work, *arguments, cancellable=True, limiter=_benches())
    except (TimeoutError, MemoryError, BrokenWorkerProcess) as error:
        raise InvalidInput("This file takes too much to open.", field="file") from error


def _limited(work: Callable[..., T], *arguments: Any) -> T:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, hard))
    try:
        return work(*arguments)
    except InvalidInput as error:
        source: Path = arguments[0]
        if failed_for_room(error, source.parent):
            raise OSError(ENOSPC, "No space left") from error
        raise


@cache
def _benches() -> CapacityLimiter:
    return CapacityLimiter(_AT_ONCE)
