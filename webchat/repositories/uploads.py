"""Queries about uploads that are still coming in."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.repositories.media import IN_REACH

_COLUMNS = "id, owner_id, filename, about, length, media_id"
_BEGIN = text("""
    INSERT INTO upload (id, owner_id, filename, about, length, rooms)
    VALUES (:id, :owner_id, :filename, :about, :length, :rooms)
""")
_FIND = text(
    f"SELECT {_COLUMNS} FROM upload WHERE id = :id AND owner_id = :owner_id AND {IN_REACH}"  # noqa: S608  constants
)
_FINISH = text("UPDATE upload SET media_id = :media_id WHERE id = :id")
_FORGET = text("DELETE FROM upload WHERE id = ANY(:ids)")
_OLD = text("""
    SELECT id FROM upload WHERE created_at < :before AND id > :after ORDER BY id LIMIT 1000
""")
_KNOWN = text("SELECT id FROM upload WHERE id = ANY(:ids)")
_UNDER_WAY = text("SELECT count(*) FROM upload WHERE owner_id = :owner_id AND media_id IS NULL")


def begin(session: Session, **values: Any) -> None:
    """A new upload: `id`, `owner_id`, `filename`, `about`, `length`, `rooms` (see `media.claim`)."""
    session.execute(_BEGIN, values)


def find(session: Session, upload_id: str, owner_id: int, only: list[int] | None) -> RowMapping | None:
    """One's own upload; `only`: the conversations that one's proof is for, all where None."""
    return session.execute(_FIND, {"id": upload_id, "owner_id": owner_id, "only": only}).mappings().first()


def finish(session: Session, upload_id: str, media_id: int) -> None:
    """Says which file the upload became."""
    session.execute(_FINISH, {"id": upload_id, "media_id": media_id})


def forget(session: Session, ids: list[str]) -> None:
    """Drops uploads."""
    session.execute(_FORGET, {"ids": ids})


def old(session: Session, before: datetime, after: str) -> list[str]:
    """Uploads that began before that moment, at most a thousand, by id from `after` on."""
    return list(session.execute(_OLD, {"before": before, "after": after}).scalars())


def known(session: Session, ids: list[str]) -> set[str]:
    """Those of the uploads that are here."""
    return set(session.execute(_KNOWN, {"ids": ids}).scalars())


def under_way(session: Session, owner_id: int) -> int:
    """How many of a user's uploads are not finished."""
    return int(session.execute(_UNDER_WAY, {"owner_id": owner_id}).scalar_one())
