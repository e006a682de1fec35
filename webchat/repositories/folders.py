"""Queries about the parts of a person's list of conversations."""

from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.repositories.blocks import blocked_by

MUTED = "(m.notify <> 'all' AND (m.muted_until IS NULL OR m.muted_until > :now))"
_ARCHIVED = f"(m.archived_seq IS NOT NULL AND (m.archived_seq >= c.last_seq OR {MUTED}))"
_WITHIN = {
    "all": f"NOT {_ARCHIVED}",
    "unread": f"""NOT {_ARCHIVED} AND (m.read_seq < c.last_seq OR m.unread_mark IS NOT NULL)
        AND NOT {blocked_by("m.user_id")}""",
    "groups": f"NOT {_ARCHIVED} AND c.kind = 'group'",
    "direct": f"NOT {_ARCHIVED} AND c.kind = 'direct'",
    "archived": _ARCHIVED,
}
_PAGES = {
    folder: text(f"""
        SELECT c.id, m.pinned, c.active_at FROM membership m JOIN conversation c ON c.id = m.conversation_id
        WHERE m.user_id = :user_id AND coalesce(m.hidden_seq, -1) < c.last_seq AND {within}
        AND (cast(:id AS bigint) IS NULL OR (m.pinned, c.active_at, c.id) < (:pinned, :active_at, :id))
        ORDER BY m.pinned DESC, c.active_at DESC, c.id DESC LIMIT :limit
    """)  # noqa: S608  constants
    for folder, within in _WITHIN.items()
}
Place = tuple[bool, datetime, int]
"""Where a page ends: pinned, last activity, id."""


def page(
    session: Session, user_id: int, folder: str, after: Place | None, limit: int, now: datetime
) -> list[RowMapping]:
    """Ids and places of a folder's conversations: pinned ones first, then by activity."""
    pinned, active_at, last_id = after or (None, None, None)
    values = {"user_id": user_id, "pinned": pinned, "active_at": active_at, "id": last_id, "limit": limit, "now": now}
    return list(session.execute(_PAGES[folder], values).mappings())
