"""Queries about the users of host applications."""

from collections.abc import Collection, Sequence

from sqlalchemy import RowMapping, text
from sqlmodel import Session

_COLUMNS = """
    SELECT h.issuer, h.user_id, h.name, h.avatar, u.username, u.display_name,
        coalesce(u.deleted_at, u.suspended_at) AS ended_at
    FROM host_identity h
    JOIN "user" u ON u.id = h.user_id WHERE h.subject = :subject
"""
# Whom the host named before any issuer was known stands under none, until a token names one.
_FIND = text(f"{_COLUMNS} AND h.issuer IN (:issuer, '') ORDER BY h.issuer = '' LIMIT 1")
_NAMED = text(f"{_COLUMNS} ORDER BY h.issuer = '' LIMIT 2")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_INSERT = text("""
    INSERT INTO host_identity (issuer, subject, user_id, name) VALUES (:issuer, :subject, :user_id, :name)
""")
_RENAME = text("UPDATE host_identity SET name = :name WHERE issuer = :issuer AND subject = :subject")
_NAME_PICTURE = text("""
    UPDATE host_identity h SET avatar = :url
    FROM (SELECT avatar FROM host_identity WHERE issuer = :issuer AND subject = :subject FOR UPDATE) AS before
    WHERE h.issuer = :issuer AND h.subject = :subject AND h.avatar <> :url RETURNING before.avatar
""")
_CLAIM = text("UPDATE host_identity SET issuer = :issuer WHERE issuer = '' AND subject = :subject")
_ROOMS = text("SELECT id, external_key FROM conversation WHERE external_key = ANY(:keys)")
_MINE = text("SELECT conversation_id FROM membership WHERE user_id = :user_id AND conversation_id = ANY(:ids)")


def find(session: Session, issuer: str, subject: str) -> RowMapping | None:
    """The local user of a host's user, with the name that the host gave last."""
    return session.execute(_FIND, {"issuer": issuer, "subject": subject}).mappings().first()


def named(session: Session, subject: str) -> Sequence[RowMapping]:
    """At most two of those whom hosts call so, whichever issuer says it."""
    return session.execute(_NAMED, {"subject": subject}).mappings().all()


def lock(session: Session, subject: str) -> None:
    """Lets one transaction at a time make a host's user."""
    session.execute(_LOCK, {"name": f"host identity {subject}"})


def claim(session: Session, issuer: str, subject: str) -> None:
    """From now on this issuer's, whom the host named before any issuer was known."""
    session.execute(_CLAIM, {"issuer": issuer, "subject": subject})


def insert(session: Session, issuer: str, subject: str, user_id: int, name: str) -> None:
    """Keeps who a host's user is here."""
    session.execute(_INSERT, {"issuer": issuer, "subject": subject, "user_id": user_id, "name": name})


def rename(session: Session, issuer: str, subject: str, name: str) -> None:
    """Keeps the name that the host gives by now."""
    session.execute(_RENAME, {"issuer": issuer, "subject": subject, "name": name})


def name_picture(session: Session, issuer: str, subject: str, url: str) -> str | None:
    """Keeps where the picture is that the host names by now; gives where it was, None where it is that already."""
    return session.execute(_NAME_PICTURE, {"issuer": issuer, "subject": subject, "url": url}).scalar()


def rooms(session: Session, keys: Collection[str]) -> dict[str, int]:
    """Conversations by the host's keys; what is not there is left out."""
    return {row.external_key: row.id for row in session.execute(_ROOMS, {"keys": list(keys)})} if keys else {}


def joined(session: Session, user_id: int, ids: Collection[int]) -> set[int]:
    """Those of the conversations that the user is in."""
    return set(session.execute(_MINE, {"user_id": user_id, "ids": list(ids)}).scalars()) if ids else set()
