"""Queries about links into groups."""

from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.domain.group_views import InviteView
from webchat.models import Invite
from webchat.repositories.messages import sender_of

# A link that still lets somebody in.
_LIVING = """revoked_at IS NULL AND (expires_at IS NULL OR expires_at > :now) AND (max_uses = 0 OR uses < max_uses)"""
_VIEWS = f"""
    SELECT i.*, u.username, u.display_name, u.avatar_media_id, u.is_bot
    FROM invite i JOIN "user" u ON u.id = i.created_by
    WHERE {_LIVING} AND conversation_id = :conversation_id
"""  # noqa: S608  constants
_LIST = text(_VIEWS + "AND (cast(:created_by AS bigint) IS NULL OR created_by = :created_by) ORDER BY i.id DESC")
_ONE = text(_VIEWS + "AND i.id = :id")
_FIND = text(f"""
    SELECT i.id, i.conversation_id, c.title, c.description, c.members_count, c.avatar_media_id, {_LIVING} AS living
    FROM invite i JOIN conversation c ON c.id = i.conversation_id
    WHERE code_hash = :code_hash
""")  # noqa: S608  constants
_SPEND = text(f"UPDATE invite SET uses = uses + 1 WHERE id = :id AND {_LIVING} RETURNING id")  # noqa: S608  constants
_REVOKE = text("UPDATE invite SET revoked_at = :now WHERE id = :id")
_REVOKE_ALL = text("UPDATE invite SET revoked_at = :now WHERE conversation_id = :id AND revoked_at IS NULL")


def insert(
    session: Session,
    conversation_id: int,
    created_by: int,
    code_hash: bytes,
    max_uses: int,
    expires_at: datetime | None,
) -> int:
    """Keeps a new link; gives its id."""
    row = Invite(
        conversation_id=conversation_id,
        created_by=created_by,
        code_hash=code_hash,
        max_uses=max_uses,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    assert row.id is not None  # noqa: S101  it was just stored
    return row.id


def living(session: Session, conversation_id: int, now: datetime, created_by: int | None = None) -> list[InviteView]:
    """A group's links that still let somebody in (of one maker or of all), the newest first."""
    values = {"conversation_id": conversation_id, "now": now, "created_by": created_by}
    return [_view(row) for row in session.execute(_LIST, values).mappings()]


def get(session: Session, conversation_id: int, invite_id: int, now: datetime) -> InviteView | None:
    """One of them."""
    values = {"conversation_id": conversation_id, "id": invite_id, "now": now}
    row = session.execute(_ONE, values).mappings().first()
    return _view(row) if row else None


def find(session: Session, code_hash: bytes, now: datetime) -> RowMapping | None:
    """The link of a code, whether it still lets somebody in ("living"), and the group that it leads to."""
    return session.execute(_FIND, {"code_hash": code_hash, "now": now}).mappings().first()


def spend(session: Session, invite_id: int, now: datetime) -> bool:
    """Counts one use; False when there is none left."""
    return session.execute(_SPEND, {"id": invite_id, "now": now}).scalar() is not None


def revoke(session: Session, invite_id: int, now: datetime) -> None:
    """Ends a link."""
    session.execute(_REVOKE, {"id": invite_id, "now": now})


def revoke_all(session: Session, conversation_id: int, now: datetime) -> None:
    """Ends all links of a group."""
    session.execute(_REVOKE_ALL, {"id": conversation_id, "now": now})


def _view(row: RowMapping) -> InviteView:
    maker = sender_of(row, row["created_by"])
    return InviteView(
        row["id"],
        row["conversation_id"],
        maker,
        row["max_uses"],
        row["uses"],
        row["expires_at"],
        row["created_at"],
    )
