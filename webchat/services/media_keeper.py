"""Removes files that nobody needs any more: their rows, their content, what was made of it.

A row is dropped first: nobody has the file any more. A while later, when whatever was under way is over, its content
goes, under a lock that the upload of the same content takes, too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from anyio import to_thread

from webchat.db.advisory import Holder, holder
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.clock import Clock, now
from webchat.domain.errors import WebchatError
from webchat.media import storage
from webchat.media.spool import forget_old_work
from webchat.repositories import media_keeping
from webchat.services.resumable_uploads import forget_old_uploads
from webchat.settings import get_settings

UNDER_WAY = timedelta(hours=1)
"""Longer than what began with a file at hand takes: sending it, going on with its download."""

KEEPER = "media keeper"
"""The lock of who removes files."""

_ROWS = 1000
_CONTENTS = 100


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many files were dropped now, how many contents are gone, and how many uploads were forgotten."""

    dropped: int = 0
    removed: int = 0
    uploads: int = 0


async def prune_media(clock: Clock = now) -> Pruned | None:
    """Removes what is not needed any more; None: another process is at it."""
    async with holder() as locks, locks.trying(KEEPER) as ours:
        if not ours:
            return None
        uploads = await forget_old_uploads(clock)
        await to_thread.run_sync(forget_old_work, (clock() - timedelta(days=1)).timestamp())
        dropped = await _drop_unused(clock())
        return Pruned(dropped, await _remove_dropped(locks, clock()), uploads)


async def _drop_unused(at: datetime) -> int:
    before = at - timedelta(days=get_settings().media_retention_days)
    last: int | None = 0
    dropped = 0
    while last is not None:
        last, count = await transact(_drop_some, last, before, at + UNDER_WAY)
        dropped += count
    return dropped


async def _remove_dropped(locks: Holder, at: datetime) -> int:
    last, removed = "", 0
    while hashes := await read(_due, at, last):
        last = hashes[-1]
        for sha256 in hashes:
            removed += await _remove(locks, sha256, at)
    return removed


async def _remove(locks: Holder, sha256: str, at: datetime) -> bool:
    """Content first: what fails in between is tried again, since the rows are still there."""
    async with locks.trying(media_keeping.lock_name(sha256)) as ours:
        if not ours:
            return False
        needed = await transact(_keep_used, sha256, at)
        try:
            if not needed:
                await storage.drop_content(sha256)
        except WebchatError:
            return False
        await transact(_forget, sha256, at)
        return not needed


def _drop_some(uow: UnitOfWork, after: int, before: datetime, gone_at: datetime) -> tuple[int | None, int]:
    return media_keeping.drop_unused(uow.session, after, before, gone_at, _ROWS)


def _due(uow: UnitOfWork, at: datetime, after: str) -> list[str]:
    return media_keeping.due(uow.session, at, after, _CONTENTS)


def _keep_used(uow: UnitOfWork, sha256: str, at: datetime) -> bool:
    return media_keeping.keep_used(uow.session, sha256, at)


def _forget(uow: UnitOfWork, sha256: str, at: datetime) -> None:
    media_keeping.forget(uow.session, sha256, at)
