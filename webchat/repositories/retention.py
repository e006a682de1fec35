"""Queries about what was kept long enough."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

_SCRUB = text("""
    WITH old AS (
        SELECT id FROM message
        WHERE deleted_at < :before AND deleted_at IS NOT NULL AND (body <> '' OR payload <> '{}') AND kind <> 'system'
        ORDER BY deleted_at LIMIT :limit
    ), forgotten AS (
        DELETE FROM message_revision r USING old WHERE r.message_id = old.id
    ), unvoted AS (
        DELETE FROM poll_vote v USING old WHERE v.message_id = old.id
    )
    UPDATE message m SET body = '', html = '', payload = '{}', link_preview = NULL FROM old WHERE m.id = old.id
""")
_END_IDLE = text("""
    UPDATE session SET revoked_at = :at WHERE id IN (
        SELECT id FROM session WHERE kind = 'cookie' AND revoked_at IS NULL AND last_used_at < :before LIMIT :limit
    )
""")


def scrub(session: Session, before: datetime, limit: int) -> int:
    """Takes the words out of messages that were deleted before then; gives of how many."""
    return session.execute(_SCRUB, {"before": before, "limit": limit}).rowcount  # type: ignore[attr-defined, no-any-return]


def end_idle(session: Session, before: datetime, at: datetime, limit: int) -> int:
    """Ends sessions of browsers that nobody has used since; gives how many."""
    values = {"before": before, "at": at, "limit": limit}
    return session.execute(_END_IDLE, values).rowcount  # type: ignore[attr-defined, no-any-return]
