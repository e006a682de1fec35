"""Queries about what people told the operator."""

import json
from typing import Any

from sqlalchemy import RowMapping, text
from sqlmodel import Session

_INSERT = text("""
    INSERT INTO report (reporter_id, user_id, message_id, conversation_id, reason, words, snapshot)
    VALUES (:reporter_id, :user_id, :message_id, :conversation_id, :reason, :words, cast(:snapshot AS jsonb))
    ON CONFLICT DO NOTHING RETURNING id, created_at
""")
_LIST = text("""
    SELECT r.id, r.reason, r.words, r.message_id, r.conversation_id, r.user_id, about.username,
        by.username AS by_username, r.snapshot, r.created_at, r.handled_at
    FROM report r JOIN "user" by ON by.id = r.reporter_id JOIN "user" about ON about.id = r.user_id
    WHERE (:handled OR r.handled_at IS NULL) ORDER BY r.id LIMIT :limit
""")
_HANDLE = text("UPDATE report SET handled_at = now() WHERE id = :id AND handled_at IS NULL RETURNING user_id")


def insert(session: Session, values: dict[str, Any]) -> RowMapping | None:
    """The `id` and `created_at` of a new report; None where this person has told of it before."""
    return session.execute(_INSERT, values | {"snapshot": json.dumps(values["snapshot"])}).mappings().first()


def page(session: Session, *, handled: bool, limit: int) -> list[RowMapping]:
    """Reports with who told of whom, the oldest first: the open ones, or with `handled` all."""
    return list(session.execute(_LIST, {"handled": handled, "limit": limit}).mappings())


def handle(session: Session, report_id: int) -> int | None:
    """Marks one as handled; gives whom it is about, None where no open one has this number."""
    return session.execute(_HANDLE, {"id": report_id}).scalar()
