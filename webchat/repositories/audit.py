"""Queries about what admins did."""

import json
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from webchat.domain.admin_views import AuditView

_INSERT = text("""
    INSERT INTO audit (actor_id, action, user_id, details)
    VALUES (:actor_id, :action, :user_id, cast(:details AS jsonb))
""")
_PAGE = text("""
    SELECT a.id, a.action, coalesce(by.username, '') AS actor, coalesce(about.username, '') AS user, a.details,
        a.created_at
    FROM audit a LEFT JOIN "user" by ON by.id = a.actor_id LEFT JOIN "user" about ON about.id = a.user_id
    WHERE cast(:before AS bigint) IS NULL OR a.id < :before ORDER BY a.id DESC LIMIT :limit
""")


def insert(session: Session, actor_id: int | None, action: str, user_id: int | None, details: dict[str, Any]) -> None:
    """Keeps one act."""
    values = {"actor_id": actor_id, "action": action, "user_id": user_id, "details": json.dumps(details)}
    session.execute(_INSERT, values)


def page(session: Session, before: int | None, limit: int) -> list[AuditView]:
    """Acts, the latest first."""
    return [AuditView(**row) for row in session.execute(_PAGE, {"before": before, "limit": limit}).mappings()]
