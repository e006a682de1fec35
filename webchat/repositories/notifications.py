"""Queries about how people want to hear of messages."""

from collections.abc import Collection
from typing import Any

from sqlmodel import Session, col, select

from webchat.domain.notifications import NotificationSettings
from webchat.models import NotificationSettings as Row


def of_user(session: Session, user_id: int) -> NotificationSettings:
    """One person's wishes, or what holds without any."""
    row = session.get(Row, user_id)
    return _view(row) if row else NotificationSettings()


def of_users(session: Session, user_ids: Collection[int]) -> dict[int, NotificationSettings]:
    """The wishes of those who have some."""
    rows = session.exec(select(Row).where(col(Row.user_id).in_(user_ids)))
    return {row.user_id: _view(row) for row in rows}


def change(session: Session, user_id: int, values: dict[str, Any]) -> None:
    """Keeps what is given; the rest stays."""
    row = session.get(Row, user_id) or Row(user_id=user_id)
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()


def _view(row: Row) -> NotificationSettings:
    return NotificationSettings(row.sound, row.previews, row.quiet_from, row.quiet_until, row.time_zone)
