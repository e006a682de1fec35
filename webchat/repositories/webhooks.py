"""Queries about webhooks."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.domain.webhook_views import WebhookView
from webchat.models import Webhook
from webchat.repositories.messages import sender_of

_VIEWS = """
    SELECT w.*, u.username, u.display_name, u.avatar_media_id, u.is_bot,
        (SELECT count(*) FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.parked_at IS NOT NULL) AS parked
    FROM webhook w JOIN "user" u ON u.id = w.created_by WHERE w.deleted_at IS NULL AND
"""
_LIST = text(_VIEWS + "w.conversation_id = :conversation_id ORDER BY w.id")
_ONE = text(_VIEWS + "w.id = :id")
_COUNT = text("SELECT count(*) FROM webhook WHERE conversation_id = :conversation_id AND deleted_at IS NULL")
# With what decides whether its maker may still have it: their own role, and that the bot was not removed.
_LIVING = """
    SELECT w.id, w.kind, w.conversation_id, w.created_by, w.by_service, w.bot_id, w.name, w.url, w.salt,
        b.username AS bot_username, b.display_name AS bot_name,
        m.role, c.kind AS conversation_kind, bm.user_id IS NOT NULL AS bot_is_in
    FROM webhook w JOIN "user" b ON b.id = w.bot_id JOIN conversation c ON c.id = w.conversation_id
    LEFT JOIN "user" u ON u.id = w.created_by AND u.deleted_at IS NULL
    LEFT JOIN membership m ON m.conversation_id = w.conversation_id AND m.user_id = u.id
    LEFT JOIN membership bm ON bm.conversation_id = w.conversation_id AND bm.user_id = w.bot_id
    WHERE w.ended_at IS NULL AND w.deleted_at IS NULL AND
"""
_LIVING_ONE = text(_LIVING + "w.id = :id")
_BY_SECRET = text(_LIVING + "w.kind = 'incoming' AND w.secret_hash = :secret_hash")
_LOG_END = text("""
    SELECT coalesce(max(id), 0) AS since_event_id, pg_snapshot_xmin(pg_current_snapshot())::text AS txid FROM event
""")
_CHANGE = text("UPDATE webhook SET secret_hash = :secret_hash, salt = :salt WHERE id = :id")
_END = text("UPDATE webhook SET ended_at = :at WHERE id = :id AND ended_at IS NULL")
_DELETE = text("UPDATE webhook SET deleted_at = :at, secret_hash = NULL, salt = NULL WHERE id = :id")


def insert(session: Session, **values: Any) -> int:
    """Keeps a new webhook, for what happens from now on; gives its id."""
    end = session.execute(_LOG_END).mappings().one()
    row = Webhook(**values, **end)
    session.add(row)
    session.flush()
    assert row.id is not None  # noqa: S101  it was just stored
    return row.id


def list_all(session: Session, conversation_id: int) -> list[WebhookView]:
    """A conversation's webhooks, the oldest first."""
    return [_view(row) for row in session.execute(_LIST, {"conversation_id": conversation_id}).mappings()]


def get(session: Session, webhook_id: int) -> WebhookView | None:
    """One that was not deleted."""
    row = session.execute(_ONE, {"id": webhook_id}).mappings().first()
    return _view(row) if row else None


def count(session: Session, conversation_id: int) -> int:
    """How many a conversation has."""
    return session.execute(_COUNT, {"conversation_id": conversation_id}).scalar_one()


def living(session: Session, webhook_id: int) -> RowMapping | None:
    """One that works, with its bot and what decides whether it still may."""
    return session.execute(_LIVING_ONE, {"id": webhook_id}).mappings().first()


def by_secret(session: Session, secret_hash: bytes) -> RowMapping | None:
    """The same for an incoming one, by its secret."""
    return session.execute(_BY_SECRET, {"secret_hash": secret_hash}).mappings().first()


def set_secret(session: Session, webhook_id: int, secret_hash: bytes | None, salt: bytes | None) -> None:
    """Another secret; the one before is worth nothing."""
    session.execute(_CHANGE, {"id": webhook_id, "secret_hash": secret_hash, "salt": salt})


def end(session: Session, webhook_id: int, at: datetime) -> None:
    """It does nothing any more, and can still be seen."""
    session.execute(_END, {"id": webhook_id, "at": at})


def delete(session: Session, webhook_id: int, at: datetime) -> None:
    """It is gone; the row says that its bot was one."""
    session.execute(_DELETE, {"id": webhook_id, "at": at})


def _view(row: RowMapping) -> WebhookView:
    return WebhookView(
        row["id"],
        row["kind"],
        row["conversation_id"],
        row["name"],
        row["url"],
        tuple(row["events"]),
        row["bot_id"],
        sender_of(row, row["created_by"]),
        row["parked"],
        row["created_at"],
        row["ended_at"],
    )
