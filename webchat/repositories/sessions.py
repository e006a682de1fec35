"""Queries about sessions."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text, update
from sqlmodel import Session, col, select

from webchat.models import Session as SessionRow

_PROVEN = """
    SELECT s.id AS session_id, s.user_id, s.secret_hash, s.last_used_at, u.username, u.display_name, u.is_bot
    FROM session s JOIN "user" u ON u.id = s.user_id
    WHERE s.revoked_at IS NULL AND u.deleted_at IS NULL AND u.suspended_at IS NULL AND
"""
_BY_HASH = text(_PROVEN + "s.secret_hash = :secret_hash AND s.kind = :kind")
_SHUT_OUT = text("""
    SELECT EXISTS (
        SELECT FROM session s JOIN "user" u ON u.id = s.user_id
        WHERE s.secret_hash = :secret_hash AND s.kind = :kind AND u.suspended_at IS NOT NULL AND u.deleted_at IS NULL
    )
""")
_BY_ID = text(_PROVEN + "s.id = :id")


def insert(session: Session, **values: Any) -> int:
    """Stores a new session and gives its id."""
    row = SessionRow(**values)
    session.add(row)
    session.flush()
    assert row.id is not None  # noqa: S101  it was just stored
    return row.id


def by_hash(session: Session, secret_hash: bytes, kind: str) -> RowMapping | None:
    """The live session of a secret, with its user."""
    return session.execute(_BY_HASH, {"secret_hash": secret_hash, "kind": kind}).mappings().first()


def by_id(session: Session, session_id: int) -> RowMapping | None:
    """The same by the session's id."""
    return session.execute(_BY_ID, {"id": session_id}).mappings().first()


def was_of_suspended(session: Session, secret_hash: bytes, kind: str) -> bool:
    """Whether a secret proved, while it did, somebody who is suspended now."""
    return bool(session.execute(_SHUT_OUT, {"secret_hash": secret_hash, "kind": kind}).scalar())


def touch(session: Session, session_ids: Collection[int], at: datetime) -> None:
    """Keeps when sessions were last used."""
    session.execute(update(SessionRow).where(col(SessionRow.id).in_(sorted(session_ids))).values(last_used_at=at))


def revoke(session: Session, user_id: int, at: datetime, session_id: int | None = None) -> list[int]:
    """Ends one session of a user, or all; gives the ids of those that were alive."""
    query = select(SessionRow).where(SessionRow.user_id == user_id, col(SessionRow.revoked_at).is_(None))
    rows = session.exec(query if session_id is None else query.where(SessionRow.id == session_id)).all()
    for row in rows:
        row.revoked_at = at
    return [row.id for row in rows if row.id is not None]


def living(session: Session, user_id: int) -> list[SessionRow]:
    """A user's live sessions, the last used first."""
    query = select(SessionRow).where(SessionRow.user_id == user_id, col(SessionRow.revoked_at).is_(None))
    return list(session.exec(query.order_by(col(SessionRow.last_used_at).desc())))


def ended_since(session: Session, at: datetime) -> list[tuple[int, int]]:
    """Sessions that were ended after a moment, with their users."""
    query = select(col(SessionRow.id), col(SessionRow.user_id)).where(col(SessionRow.revoked_at) > at)
    return [(session_id or 0, user_id) for session_id, user_id in session.exec(query)]
