"""Queries about what outgoing webhooks are told."""

from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.domain.webhook_views import ParkedView

# What bots write or do triggers no bot. The cursor moves over that, too.
_COLLECT = text("""
    WITH seen AS (
        SELECT w.id AS webhook_id, e.*, e.id > w.since_event_id AND e.type = ANY(w.events)
            AND NOT EXISTS (SELECT 1 FROM "user" b WHERE b.id = e.actor_id AND b.is_bot) AS wanted
        FROM webhook w CROSS JOIN LATERAL (
            SELECT id, txid, type, actor_id FROM event
            WHERE conversation_id = w.conversation_id AND (txid, id) > (w.txid, w.event_id)
                AND txid < pg_snapshot_xmin(pg_current_snapshot())
            ORDER BY txid, id LIMIT :limit
        ) AS e
        WHERE w.kind = 'outgoing' AND w.ended_at IS NULL AND w.deleted_at IS NULL
    ), moved AS (
        UPDATE webhook SET txid = last.txid, event_id = last.id
        FROM (SELECT DISTINCT ON (webhook_id) * FROM seen ORDER BY webhook_id, txid DESC, id DESC) AS last
        WHERE webhook.id = last.webhook_id RETURNING webhook.id
    ), added AS (
        INSERT INTO webhook_delivery (webhook_id, event_id, due_at)
        SELECT webhook_id, id, :at FROM seen WHERE wanted ORDER BY txid, id ON CONFLICT DO NOTHING
    )
    SELECT count(*) FROM moved
""")
_WAITING = text("""
    SELECT DISTINCT d.webhook_id FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
    WHERE d.due_at <= :at AND w.ended_at IS NULL AND w.deleted_at IS NULL
""")
_NEXT = text("""
    SELECT * FROM webhook_delivery WHERE webhook_id = :webhook_id AND due_at <= :at ORDER BY due_at, id LIMIT 1
""")
_DONE = text("UPDATE webhook_delivery SET due_at = NULL, done_at = :at, attempts = attempts + 1 WHERE id = :id")
_FAILED = text("""
    UPDATE webhook_delivery SET attempts = attempts + 1, first_at = coalesce(first_at, :at), last_error = :error,
        due_at = cast(:due_at AS timestamptz), parked_at = CASE WHEN cast(:due_at AS timestamptz) IS NULL THEN :at END
    WHERE id = :id
""")
_DROP = text("DELETE FROM webhook_delivery WHERE id = :id")
_FORGET = text("DELETE FROM webhook_delivery WHERE webhook_id = :webhook_id")
_PARKED = text("""
    SELECT d.id, coalesce(e.type, '') AS type, d.attempts, d.last_error, d.parked_at
    FROM webhook_delivery d LEFT JOIN event e ON e.id = d.event_id
    WHERE d.webhook_id = :webhook_id AND d.parked_at IS NOT NULL ORDER BY d.id DESC LIMIT :limit
""")
_AGAIN = text("""
    UPDATE webhook_delivery SET due_at = :at, parked_at = NULL, done_at = NULL, first_at = NULL, attempts = 0
    WHERE webhook_id = :webhook_id AND CASE WHEN cast(:id AS bigint) IS NULL
        THEN parked_at IS NOT NULL ELSE id = :id AND due_at IS NULL END
""")
_PRUNE = text("DELETE FROM webhook_delivery WHERE due_at IS NULL AND created_at < :before")


def collect(session: Session, at: datetime, limit: int) -> int:
    """Makes deliveries of what the log holds; gives for how many webhooks there may be more."""
    return session.execute(_COLLECT, {"at": at, "limit": limit}).scalar_one()


def waiting(session: Session, at: datetime) -> list[int]:
    """The webhooks for which something is due."""
    return list(session.execute(_WAITING, {"at": at}).scalars())


def next_due(session: Session, webhook_id: int, at: datetime) -> RowMapping | None:
    """What is to be sent next."""
    return session.execute(_NEXT, {"webhook_id": webhook_id, "at": at}).mappings().first()


def done(session: Session, delivery_id: int, at: datetime) -> None:
    """It has arrived."""
    session.execute(_DONE, {"id": delivery_id, "at": at})


def failed(session: Session, delivery_id: int, at: datetime, due_at: datetime | None, error: str) -> None:
    """It is tried again at `due_at`; None: it is parked."""
    session.execute(_FAILED, {"id": delivery_id, "at": at, "due_at": due_at, "error": error})


def drop(session: Session, delivery_id: int) -> None:
    """There is nothing to tell any more."""
    session.execute(_DROP, {"id": delivery_id})


def forget(session: Session, webhook_id: int) -> None:
    """Nothing of this webhook's waits any more."""
    session.execute(_FORGET, {"webhook_id": webhook_id})


def parked(session: Session, webhook_id: int, limit: int) -> list[ParkedView]:
    """What was given up, the newest first."""
    rows = session.execute(_PARKED, {"webhook_id": webhook_id, "limit": limit}).mappings()
    return [ParkedView(**row) for row in rows]


def again(session: Session, webhook_id: int, delivery_id: int | None, at: datetime) -> int:
    """One delivery, or all that are parked, begin anew; gives how many."""
    values = {"webhook_id": webhook_id, "id": delivery_id, "at": at}
    return session.execute(_AGAIN, values).rowcount  # type: ignore[attr-defined, no-any-return]


def prune(session: Session, before: datetime) -> None:
    """Forgets what is done or parked since before a time."""
    session.execute(_PRUNE, {"before": before})
