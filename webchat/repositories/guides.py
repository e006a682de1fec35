"""Queries about the guide and the people whom it welcomes."""

from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlmodel import Session

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('guide', 0))")
_FIND = text('SELECT u.id FROM guide g JOIN "user" u ON u.id = g.user_id WHERE u.deleted_at IS NULL')
_KEEP = text("INSERT INTO guide (user_id) VALUES (:user_id)")
_EXPECT = text("INSERT INTO welcome (user_id, language) VALUES (:user_id, :language) ON CONFLICT DO NOTHING")
_CLAIM = text("""
    UPDATE welcome w SET claimed_at = :at FROM "user" u
    WHERE u.id = w.user_id AND w.user_id IN (
        SELECT user_id FROM welcome WHERE said_at IS NULL AND (claimed_at IS NULL OR claimed_at < :lapsed)
        ORDER BY user_id LIMIT :most FOR UPDATE SKIP LOCKED
    )
    RETURNING w.user_id, u.display_name, coalesce(nullif(nullif(u.language, ''), 'auto'), w.language) AS language
""")
_DONE = text("UPDATE welcome SET said_at = :at WHERE user_id = :user_id")
_TOLD = text("""
    SELECT u.display_name, coalesce(nullif(nullif(u.language, ''), 'auto'), w.language, '') AS language
    FROM "user" u LEFT JOIN welcome w ON w.user_id = u.id WHERE u.id = :user_id AND NOT u.is_bot
""")


def lock(session: Session) -> None:
    """Lets one transaction at a time make the guide."""
    session.execute(_LOCK)


def find(session: Session) -> int | None:
    """The guide's user id."""
    return session.execute(_FIND).scalar()


def keep(session: Session, user_id: int) -> None:
    """This bot is the guide."""
    session.execute(_KEEP, {"user_id": user_id})


def expect(session: Session, user_id: int, language: str) -> None:
    """Somebody is to be welcomed; again is once."""
    session.execute(_EXPECT, {"user_id": user_id, "language": language})


def claim(session: Session, at: datetime, lapsed: datetime, most: int) -> list[RowMapping]:
    """People to be welcomed by whoever asks: `user_id`, `display_name`, `language`; claims before `lapsed` are void."""
    return list(session.execute(_CLAIM, {"at": at, "lapsed": lapsed, "most": most}).mappings())


def done(session: Session, user_id: int, at: datetime) -> None:
    """They were welcomed."""
    session.execute(_DONE, {"user_id": user_id, "at": at})


def person(session: Session, user_id: int) -> RowMapping | None:
    """How a person is called and which language they read, "" where nobody knows; None for bots."""
    return session.execute(_TOLD, {"user_id": user_id}).mappings().first()
