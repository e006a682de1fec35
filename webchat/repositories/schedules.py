"""Queries about messages for later."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.domain.unsent_views import ScheduledView

_INSERT = text("""
    INSERT INTO scheduled_message (user_id, conversation_id, client_id, kind, body, payload, reply_to_id, send_at)
    VALUES (:user_id, :conversation_id, :client_id, :kind, :body, cast(:payload AS jsonb), (
        SELECT id FROM message WHERE id = :reply_to_id AND conversation_id = :conversation_id AND deleted_at IS NULL
    ), :send_at)
    ON CONFLICT (user_id, client_id) DO NOTHING RETURNING *
""")
_BY_CLIENT_ID = text("SELECT * FROM scheduled_message WHERE user_id = :user_id AND client_id = :client_id")
_COUNT = text("SELECT count(*) FROM scheduled_message WHERE user_id = :user_id")
_LIST = text("""
    SELECT s.* FROM scheduled_message s
    WHERE s.user_id = :user_id AND (cast(:conversation_id AS bigint) IS NULL OR s.conversation_id = :conversation_id)
    ORDER BY s.send_at, s.id
""")
_MINE = text("SELECT * FROM scheduled_message WHERE id = :id AND user_id = :user_id FOR UPDATE")
_CHANGE = text("""
    UPDATE scheduled_message
    SET body = :body, send_at = :send_at, client_id = :client_id, problem = '', claimed_at = NULL
    WHERE id = :id RETURNING *
""")
_DELETE = text("DELETE FROM scheduled_message WHERE id = :id")
_FAIL = text("UPDATE scheduled_message SET problem = :problem, claimed_at = NULL WHERE id = :id RETURNING *")
_CLAIM = text("""
    WITH due AS (
        SELECT id FROM scheduled_message
        WHERE send_at <= :at AND problem = '' AND (claimed_at IS NULL OR claimed_at <= :stale)
        ORDER BY send_at, id LIMIT :limit FOR UPDATE SKIP LOCKED
    ), claimed AS (
        UPDATE scheduled_message s SET claimed_at = :at FROM due WHERE s.id = due.id RETURNING s.*
    )
    SELECT c.*, u.username, u.display_name,
        (SELECT id FROM message WHERE id = c.reply_to_id AND deleted_at IS NULL) AS answers
    FROM claimed c JOIN "user" u ON u.id = c.user_id ORDER BY c.send_at, c.id
""")
_FORGET = text("DELETE FROM scheduled_message WHERE user_id = :user_id")
_NEXT = text("""
    SELECT min(greatest(send_at, claimed_at + make_interval(secs => :claim_seconds)))
    FROM scheduled_message WHERE problem = ''
""")


def insert(session: Session, **values: Any) -> tuple[ScheduledView, bool]:
    """The stored message for later, and whether it is new; a `client_id` is stored once."""
    given = values | {"payload": json.dumps(values["payload"]), "client_id": str(values["client_id"])}
    row = session.execute(_INSERT, given).mappings().first()
    if row:
        return view_of(row), True
    return view_of(session.execute(_BY_CLIENT_ID, given).mappings().one()), False


def count(session: Session, user_id: int) -> int:
    """How many the user has waiting."""
    return session.execute(_COUNT, {"user_id": user_id}).scalar_one()


def list_all(session: Session, user_id: int, conversation_id: int | None) -> list[ScheduledView]:
    """A user's messages for later, the next first."""
    values = {"user_id": user_id, "conversation_id": conversation_id}
    return [view_of(row) for row in session.execute(_LIST, values).mappings()]


def mine(session: Session, scheduled_id: int, user_id: int) -> RowMapping | None:
    """One of the user's own, held until the transaction ends."""
    return session.execute(_MINE, {"id": scheduled_id, "user_id": user_id}).mappings().first()


def change(session: Session, scheduled_id: int, body: str, send_at: datetime, client_id: UUID) -> ScheduledView:
    """Another text or time; what went wrong before is forgotten."""
    values = {"id": scheduled_id, "body": body, "send_at": send_at, "client_id": str(client_id)}
    return view_of(session.execute(_CHANGE, values).mappings().one())


def delete(session: Session, scheduled_id: int) -> None:
    """It is sent, or will not be."""
    session.execute(_DELETE, {"id": scheduled_id})


def fail(session: Session, scheduled_id: int, problem: str) -> ScheduledView | None:
    """It could not be sent, and is not tried again until it is changed."""
    row = session.execute(_FAIL, {"id": scheduled_id, "problem": problem}).mappings().first()
    return view_of(row) if row else None


def claim(session: Session, at: datetime, stale: datetime, limit: int) -> list[RowMapping]:
    """Due ones that nobody is sending, now ours; a claim from before `stale` counts no more."""
    return list(session.execute(_CLAIM, {"at": at, "stale": stale, "limit": limit}).mappings())


def next_due(session: Session, claim_seconds: float) -> datetime | None:
    """When there is something to do again."""
    return session.execute(_NEXT, {"claim_seconds": claim_seconds}).scalar()


def forget(session: Session, user_id: int) -> None:
    """Nothing of the user's waits any more."""
    session.execute(_FORGET, {"user_id": user_id})


def view_of(row: RowMapping) -> ScheduledView:
    """A row as its writer sees it."""
    return ScheduledView(
        row["id"],
        row["conversation_id"],
        row["client_id"],
        row["kind"],
        row["body"],
        row["payload"],
        row["reply_to_id"],
        row["send_at"],
        row["problem"],
        row["created_at"],
    )
