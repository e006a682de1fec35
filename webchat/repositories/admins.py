"""Queries of those who look after the installation."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.domain.admin_views import DayCount, Figures, ManagedUser
from webchat.repositories.patterns import escaped
from webchat.repositories.users import view_of

_IS_ADMIN = text("""
    SELECT EXISTS (SELECT 1 FROM "user" WHERE id = :id AND is_admin AND deleted_at IS NULL AND suspended_at IS NULL)
""")
_IS_SUSPENDED = text('SELECT EXISTS (SELECT 1 FROM "user" WHERE id = :id AND suspended_at IS NOT NULL)')
_SOME = """
    SELECT u.*,
        (SELECT count(*) FROM message m WHERE m.sender_id = u.id AND m.deleted_at IS NULL AND m.kind <> 'system')
            AS messages,
        (SELECT count(*) FROM session s WHERE s.user_id = u.id AND s.revoked_at IS NULL) AS sessions
    FROM (SELECT * FROM "user" WHERE deleted_at IS NULL AND
"""
_FIND = text(rf"""{_SOME} id > :after AND search_key LIKE '%' || :pattern || '%'
    AND (NOT :suspended OR suspended_at IS NOT NULL) ORDER BY id LIMIT :limit) AS u ORDER BY u.id
""")
_GET = text(f"{_SOME} id = :id) AS u")
_SUSPEND = text("""
    UPDATE "user" SET suspended_at = :at WHERE (id = :id OR made_by = :id) AND deleted_at IS NULL
        AND (suspended_at IS NULL) <> (cast(:at AS timestamptz) IS NULL) RETURNING id
""")
_CONTENT = text("""
    SELECT id, conversation_id FROM message
    WHERE sender_id = :id AND deleted_at IS NULL AND kind <> 'system' ORDER BY created_at LIMIT :limit
""")
_FIGURES = text("""
    SELECT (SELECT count(*) FROM "user" WHERE deleted_at IS NULL AND NOT is_bot) AS users,
        (SELECT count(DISTINCT user_id) FROM session WHERE last_used_at > now() - interval '1 day') AS active_today,
        (SELECT count(*) FROM "user" WHERE suspended_at IS NOT NULL AND deleted_at IS NULL) AS suspended,
        (SELECT count(*) FROM conversation) AS conversations,
        (SELECT coalesce(sum(last_seq), 0)::bigint FROM conversation) AS messages,
        count(*) AS files, coalesce(sum(size), 0)::bigint AS file_bytes,
        pg_database_size(current_database()) AS database_bytes,
        (SELECT count(*) FROM report WHERE handled_at IS NULL) AS open_reports
    FROM (SELECT DISTINCT ON (sha256) size FROM media WHERE dropped_at IS NULL) AS kept
""")
_DAYS = text("""
    SELECT to_char(d.day, 'YYYY-MM-DD') AS day, (
        SELECT count(*) FROM message
        WHERE kind <> 'system' AND created_at >= d.day AT TIME ZONE 'UTC'
            AND created_at < (d.day + interval '1 day') AT TIME ZONE 'UTC'
    ) AS messages
    FROM generate_series(
        (now() AT TIME ZONE 'UTC')::date - (cast(:days AS int) - 1), (now() AT TIME ZONE 'UTC')::date, interval '1 day'
    ) AS d (day) ORDER BY 1
""")


def is_admin(session: Session, user_id: int) -> bool:
    """Whether somebody looks after this installation, now."""
    return bool(session.execute(_IS_ADMIN, {"id": user_id}).scalar())


def is_suspended(session: Session, user_id: int) -> bool:
    """Whether somebody is kept out."""
    return bool(session.execute(_IS_SUSPENDED, {"id": user_id}).scalar())


def find(session: Session, key: str, *, suspended: bool, after: int, limit: int) -> list[ManagedUser]:
    """People and bots by id whose name holds `key`."""
    values = {"pattern": escaped(key), "suspended": suspended, "after": after, "limit": limit}
    return [_managed(row) for row in session.execute(_FIND, values)]


def get(session: Session, user_id: int) -> ManagedUser | None:
    """One of them."""
    row = session.execute(_GET, {"id": user_id}).first()
    return _managed(row) if row else None


def suspend(session: Session, user_id: int, at: datetime | None) -> list[int]:
    """Keeps a person and their bots out, or with None lets them in again; gives those for whom that is new."""
    return list(session.execute(_SUSPEND, {"id": user_id, "at": at}).scalars())


def content(session: Session, user_id: int, limit: int) -> Sequence[RowMapping]:
    """The next messages of somebody that are not deleted: `id` and `conversation_id`."""
    return list(session.execute(_CONTENT, {"id": user_id, "limit": limit}).mappings())


def figures(session: Session, days: int) -> Figures:
    """Counts of everything; messages of each of the last days. Numbers of messages count what was deleted, too."""
    counts = session.execute(_FIGURES).mappings().one()
    rows = session.execute(_DAYS, {"days": days}).mappings()
    return Figures(**counts, days=[DayCount(**row) for row in rows])


def _managed(row: object) -> ManagedUser:
    return ManagedUser(
        view_of(row),
        row.is_admin,  # type: ignore[attr-defined]
        row.suspended_at,  # type: ignore[attr-defined]
        row.messages,  # type: ignore[attr-defined]
        row.sessions,  # type: ignore[attr-defined]
    )
