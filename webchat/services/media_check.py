"""Whether every file has its content, and every content its file."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from anyio import CapacityLimiter, create_task_group, to_thread

from webchat.db.advisory import holder
from webchat.db.unit_of_work import UnitOfWork, read
from webchat.domain.clock import Clock, now
from webchat.media import parts, storage
from webchat.repositories import media_keeping, uploads
from webchat.repositories.media_keeping import Kept

YOUNG = timedelta(hours=1)
"""What is younger may belong to an upload that is under way."""

_ROWS = 500
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong, in words; `key` or `part` is what can be deleted to mend it."""

    text: str
    key: str = ""
    part: str = ""


async def find_faults(clock: Clock = now) -> AsyncIterator[Fault]:
    """Looks at everything once, a page at a time."""
    async for fault in _lost():
        yield fault
    before = clock() - YOUNG
    for prefix in ("content", "thumbnails"):
        async for page in storage.pages_of(prefix):
            for fault in await _orphans([item for item in page if item.changed_at < before]):
                yield fault
    for fault in await _orphaned_parts(before):
        yield fault


async def mend(fault: Fault) -> bool:
    """Deletes what belongs to nothing; False: there is nothing to delete here, or somebody needs it by now."""
    if fault.part:
        await to_thread.run_sync(parts.drop_parts, fault.part)
        return True
    return await _drop_orphan(fault.key) if fault.key else False


async def _drop_orphan(key: str) -> bool:
    """Looks again under the lock: somebody may have sent this content since."""
    sha256 = storage.hash_of(key)
    async with holder() as locks, locks.trying(media_keeping.lock_name(sha256)) as ours:
        if not ours or sha256 in await read(_known, [sha256]):
            return False
        await storage.drop(key)
        return True


async def _lost() -> AsyncIterator[Fault]:
    last = 0
    while rows := await read(_page, last):
        last = rows[-1].id
        found: list[Fault] = []
        limit = CapacityLimiter(_AT_ONCE)
        async with create_task_group() as group:
            for row in rows:
                if row.here:
                    group.start_soon(_look_at, row, limit, found)
        for fault in found:
            yield fault


async def _look_at(row: Kept, limit: CapacityLimiter, found: list[Fault]) -> None:
    async with limit:
        size = await storage.size_of(storage.content_key(row.sha256))
        if size is None:
            found.append(Fault(f"File {row.id} ({row.filename}) has lost its content {row.sha256}."))
        elif size != row.size:
            found.append(Fault(f"File {row.id} ({row.filename}) should have {row.size} bytes, not {size}."))
        lost = [side for side in row.thumbnails if await _is_lost(storage.thumbnail_key(row.sha256, side))]
        found += (Fault(f"File {row.id} ({row.filename}) has lost its thumbnail of {side} pixels.") for side in lost)


async def _is_lost(key: str) -> bool:
    return await storage.size_of(key) is None


async def _orphans(page: list[storage.Item]) -> list[Fault]:
    hashes = sorted({storage.hash_of(item.key) for item in page})
    known = await read(_known, hashes) if hashes else set()
    return [
        Fault(f"{item.key} ({item.size} bytes) belongs to no file.", key=item.key)
        for item in page
        if storage.hash_of(item.key) not in known
    ]


async def _orphaned_parts(before: datetime) -> list[Fault]:
    old = [
        name
        for name, touched in await to_thread.run_sync(lambda: list(parts.all_parts()))
        if touched < before.timestamp()
    ]
    known = await read(_known_uploads, old) if old else set()
    return [Fault(f"parts/{name} belongs to no upload.", part=name) for name in old if name not in known]


def _page(uow: UnitOfWork, after: int) -> list[Kept]:
    return media_keeping.page_of_all(uow.session, after, _ROWS)


def _known(uow: UnitOfWork, hashes: list[str]) -> set[str]:
    return media_keeping.known(uow.session, hashes)


def _known_uploads(uow: UnitOfWork, names: list[str]) -> set[str]:
    return uploads.known(uow.session, names)
