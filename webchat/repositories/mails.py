"""Queries about mails to those who were away."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.models import MailDigest

# What is claimed is looked at by nobody else until `again`.
_CLAIM = text("""
    UPDATE mail_digest SET look_at = :again WHERE user_id IN (
        SELECT user_id FROM mail_digest
        WHERE address <> '' AND after_hours > 0 AND look_at <= :at ORDER BY look_at LIMIT :most FOR UPDATE SKIP LOCKED
    )
    RETURNING user_id
""")
_DUE = text("""
    SELECT d.user_id, d.address, d.after_hours, d.texts, d.sent_at, u.username, u.display_name,
        coalesce(nullif(nullif(u.language, ''), 'auto'), d.language) AS language,
        greatest(u.last_seen_at, s.used_at, d.sent_at) AS here_at
    FROM mail_digest d JOIN "user" u ON u.id = d.user_id
    LEFT JOIN LATERAL (
        SELECT max(last_used_at) AS used_at FROM session WHERE user_id = d.user_id AND kind = 'cookie'
    ) AS s ON true
    WHERE d.user_id = :user_id AND d.address <> '' AND d.after_hours > 0
        AND u.deleted_at IS NULL AND u.suspended_at IS NULL
    FOR UPDATE OF d
""")
_SENT = text("UPDATE mail_digest SET sent_at = :at WHERE user_id = :user_id")


def of_user(session: Session, user_id: int, *, hold: bool = False) -> MailDigest | None:
    """What somebody wants; None who never asked for mails. `hold`: nobody else changes it until the commit."""
    return session.get(MailDigest, user_id, with_for_update=hold or None)


def change(session: Session, user_id: int, **values: Any) -> MailDigest:
    """Keeps what is given; the rest stays."""
    row = session.get(MailDigest, user_id, with_for_update=True) or MailDigest(user_id=user_id)
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row


def forget(session: Session, user_id: int) -> bool:
    """Nothing is kept of it; False when nothing was."""
    row = session.get(MailDigest, user_id)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def claim(session: Session, at: datetime, again: datetime, most: int) -> list[int]:
    """People of whom it is time to look whether they missed something."""
    return list(session.execute(_CLAIM, {"at": at, "again": again, "most": most}).scalars())


def due(session: Session, user_id: int) -> RowMapping | None:
    """Whom to write to, and when they were here or written to last; held until the commit."""
    return session.execute(_DUE, {"user_id": user_id}).mappings().first()


def sent(session: Session, user_id: int, at: datetime | None) -> None:
    """When they were written to last."""
    session.execute(_SENT, {"user_id": user_id, "at": at})
