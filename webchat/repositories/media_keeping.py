"""Queries about files that nobody needs any more.

`dropped_at` is the moment from which content may go. Until a file is whole in the store it lies in the future, too:
the row says that somebody is about to need the content.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from webchat.repositories.media import IS_AVATAR, IS_USED

# A deleted message counts as one that is there until its time is over: it may be restored.
_DROP = text(f"""
    WITH looked_at AS (
        SELECT * FROM media WHERE id > :after ORDER BY id LIMIT :limit
    ), unused AS (
        UPDATE media SET dropped_at = :gone_at FROM looked_at f
        WHERE media.id = f.id AND f.dropped_at IS NULL AND f.created_at < :before AND NOT {IS_AVATAR} AND NOT EXISTS (
            SELECT 1 FROM message_media c JOIN message m ON m.id = c.message_id
            WHERE c.media_id = f.id AND (m.deleted_at IS NULL OR m.deleted_at >= :before)
        ) RETURNING 1
    )
    SELECT (SELECT max(id) FROM looked_at), (SELECT count(*) FROM unused)
""")  # noqa: S608  constants
_DUE = text("""
    SELECT DISTINCT sha256 FROM media WHERE dropped_at <= :at AND sha256 > :after ORDER BY sha256 LIMIT :limit
""")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_KEEP_USED = text(f"""
    UPDATE media f SET dropped_at = NULL WHERE f.sha256 = :sha256 AND f.dropped_at <= :at AND {IS_USED}
""")  # noqa: S608  constants
_NEEDED = text(
    "SELECT EXISTS (SELECT 1 FROM media WHERE sha256 = :sha256 AND (dropped_at IS NULL OR dropped_at > :at))"
)
_FORGET = text("""
    WITH due AS (
        SELECT id FROM media WHERE sha256 = :sha256 AND dropped_at <= :at
    ), uncarried AS (
        DELETE FROM message_media USING due WHERE media_id = due.id
    ), unlinked AS (
        DELETE FROM upload USING due WHERE media_id = due.id
    )
    SELECT id FROM due
""")
_DELETE = text("DELETE FROM media WHERE id = ANY(:ids)")
_KNOWN = text("SELECT DISTINCT sha256 FROM media WHERE sha256 = ANY(:hashes)")
_ALL = text("""
    SELECT id, sha256, filename, size, thumbnails, dropped_at IS NULL AS here FROM media
    WHERE id > :after ORDER BY id LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store must hold for a row."""

    id: int
    sha256: str
    filename: str
    size: int
    thumbnails: tuple[int, ...]
    here: bool


def lock_name(sha256: str) -> str:
    """The lock under which a content is claimed, shown and removed."""
    return f"media content {sha256}"


def lock(session: Session, sha256: str) -> None:
    """Waits while the content is being removed, and keeps it from being so until the transaction ends."""
    session.execute(_LOCK, {"name": lock_name(sha256)})


def drop_unused(
    session: Session, after: int, before: datetime, gone_at: datetime, limit: int
) -> tuple[int | None, int]:
    """Looks at the next rows by id and drops those not needed since `before`; the last id looked at, and how many."""
    values = {"after": after, "before": before, "gone_at": gone_at, "limit": limit}
    last, dropped = session.execute(_DROP, values).one()
    return last, dropped


def due(session: Session, at: datetime, after: str, limit: int) -> list[str]:
    """Contents of dropped rows, in the order of their hashes."""
    return list(session.execute(_DUE, {"at": at, "after": after, "limit": limit}).scalars())


def keep_used(session: Session, sha256: str, at: datetime) -> bool:
    """Takes back what was sent while it was being dropped; gives whether the content is needed."""
    session.execute(_KEEP_USED, {"sha256": sha256, "at": at})
    return bool(session.execute(_NEEDED, {"sha256": sha256, "at": at}).scalar())


def forget(session: Session, sha256: str, at: datetime) -> int:
    """Deletes the dropped rows of a content; gives how many."""
    ids = list(session.execute(_FORGET, {"sha256": sha256, "at": at}).scalars())
    session.execute(_DELETE, {"ids": ids})
    return len(ids)


def known(session: Session, hashes: list[str]) -> set[str]:
    """Those of the contents that a row speaks of, also one that was dropped."""
    return set(session.execute(_KNOWN, {"hashes": hashes}).scalars())


def page_of_all(session: Session, after: int, limit: int) -> list[Kept]:
    """The next rows by id."""
    rows = session.execute(_ALL, {"after": after, "limit": limit}).mappings()
    return [Kept(**{**row, "thumbnails": tuple(row["thumbnails"])}) for row in rows]
