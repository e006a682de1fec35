"""Queries about ways onto another device."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text
from sqlmodel import Session

_FORGET = text("DELETE FROM device_link WHERE user_id = :user_id OR expires_at <= :now")
_INSERT = text("""
    INSERT INTO device_link (user_id, session_id, secret_hash, selector_hash, code_hash, expires_at)
    VALUES (:user_id, :session_id, :secret_hash, :selector_hash, :code_hash, :expires_at)
    ON CONFLICT (selector_hash) DO NOTHING RETURNING id
""")
# Who let it ask must still be signed in.
_LIVING = """
    SELECT l.* FROM device_link l JOIN "user" u ON u.id = l.user_id LEFT JOIN session s ON s.id = l.session_id
    WHERE u.deleted_at IS NULL AND u.suspended_at IS NULL
        AND (l.session_id IS NULL OR s.revoked_at IS NULL) AND l.expires_at > :now AND
"""
_BY_SECRET = text(_LIVING + "l.secret_hash = :hash AND l.claim_hash IS NULL FOR UPDATE OF l")
_BY_SELECTOR = text(_LIVING + "l.selector_hash = :hash AND l.claim_hash IS NULL FOR UPDATE OF l")
_BY_CLAIM = text(_LIVING + "l.claim_hash = :hash FOR UPDATE OF l")
_OF_USER = text(_LIVING + "l.id = :id AND l.user_id = :user_id FOR UPDATE OF l")
_MISS = text("UPDATE device_link SET tries = tries + 1 WHERE id = :id")
_CLAIM = text("""
    UPDATE device_link SET claim_hash = :claim_hash, device = :device, address = :address, expires_at = :expires_at
    WHERE id = :id
""")
_ANSWER = text("UPDATE device_link SET answer = :answer, expires_at = :expires_at WHERE id = :id")
_DELETE = text("DELETE FROM device_link WHERE id = :id")


def forget(session: Session, user_id: int, now: datetime) -> None:
    """Drops the ways of one user, and all that time has closed."""
    session.execute(_FORGET, {"user_id": user_id, "now": now})


def insert(session: Session, **values: Any) -> int | None:
    """The new way's id; None when its selector is in use."""
    return session.execute(_INSERT, values).scalar()


def open_by_secret(session: Session, secret_hash: bytes, now: datetime) -> RowMapping | None:
    """Locks the way behind a QR code that nobody took yet."""
    return session.execute(_BY_SECRET, {"hash": secret_hash, "now": now}).mappings().first()


def open_by_selector(session: Session, selector_hash: bytes, now: datetime) -> RowMapping | None:
    """The same by the first part of what is typed."""
    return session.execute(_BY_SELECTOR, {"hash": selector_hash, "now": now}).mappings().first()


def by_claim(session: Session, claim_hash: bytes, now: datetime) -> RowMapping | None:
    """Locks the way that a new device took."""
    return session.execute(_BY_CLAIM, {"hash": claim_hash, "now": now}).mappings().first()


def of_user(session: Session, user_id: int, link_id: int, now: datetime) -> RowMapping | None:
    """Locks a user's way."""
    return session.execute(_OF_USER, {"user_id": user_id, "id": link_id, "now": now}).mappings().first()


def count_miss(session: Session, link_id: int) -> None:
    """Its second part was wrong."""
    session.execute(_MISS, {"id": link_id})


def claim(session: Session, link_id: int, **values: Any) -> None:
    """A device takes it."""
    session.execute(_CLAIM, {"id": link_id, **values})


def answer(session: Session, link_id: int, given: str, expires_at: datetime) -> None:
    """The old device said yes or no."""
    session.execute(_ANSWER, {"id": link_id, "answer": given, "expires_at": expires_at})


def delete(session: Session, link_id: int) -> None:
    """It has done what it was for."""
    session.execute(_DELETE, {"id": link_id})
