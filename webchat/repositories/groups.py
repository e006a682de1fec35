"""Queries about groups."""

from typing import Any

from sqlalchemy import bindparam, text
from sqlmodel import Session

from webchat.domain.conversation_views import ConversationShared
from webchat.repositories.conversations import shared_view
from webchat.repositories.patterns import escaped

_INSERT = text("""
    INSERT INTO conversation
        (kind, title, description, avatar_media_id, search_key, who_can_write, who_can_add, is_public, slow_seconds)
    VALUES ('group', :title, :description, :avatar_media_id, :search_key, :who_can_write, :who_can_add, :is_public,
        :slow_seconds)
    RETURNING id
""")
_ENSURE = text("""
    INSERT INTO conversation (kind, title, search_key, external_key)
    VALUES ('group', :title, :search_key, :external_key)
    ON CONFLICT (external_key) DO NOTHING RETURNING id
""")
_BY_EXTERNAL_KEY = text("SELECT id FROM conversation WHERE external_key = :external_key")
# What everybody may see: no last message, no key of a host.
_PUBLIC = text(r"""
    SELECT c.*, NULL AS last_message_id FROM conversation c
    WHERE is_public AND search_key LIKE '%' || :pattern || '%' AND (search_key, id) > (:search_key, :id)
    ORDER BY search_key, id LIMIT :limit
""")
_IS_PUBLIC = text("SELECT id FROM conversation WHERE id = :id AND is_public")
_COLUMNS = (
    "title", "description", "avatar_media_id", "search_key", "who_can_write", "who_can_add", "is_public",
    "slow_seconds",
)  # fmt: skip
PublicPlace = tuple[str, int]
"""Where a group stands in the directory: folded title, id."""


def insert(session: Session, **values: Any) -> int:
    """A new group without members; gives its id."""
    return int(session.execute(_INSERT, values).scalar_one())


def ensure(session: Session, external_key: str, title: str, folded: str) -> tuple[int, bool]:
    """The host's room with this key, and whether it was made just now, then without members."""
    values = {"external_key": external_key, "title": title, "search_key": folded}
    made = session.execute(_ENSURE, values).scalar()
    if made is not None:
        return int(made), True
    return int(session.execute(_BY_EXTERNAL_KEY, values).scalar_one()), False


def change(session: Session, conversation_id: int, values: dict[str, Any]) -> None:
    """Sets columns of a group."""
    assert values.keys() <= set(_COLUMNS)  # noqa: S101  names of columns, never what somebody sent
    assignments = ", ".join(f"{name} = :{name}" for name in values)
    statement = text(f"UPDATE conversation SET {assignments} WHERE id = :id")  # noqa: S608  see above
    session.execute(statement.bindparams(bindparam("id", conversation_id)), values)


def is_public(session: Session, conversation_id: int) -> bool:
    """Whether anybody may join."""
    return session.execute(_IS_PUBLIC, {"id": conversation_id}).scalar() is not None


def public(
    session: Session, key: str, after: PublicPlace | None, limit: int
) -> list[tuple[PublicPlace, ConversationShared]]:
    """Groups that anybody may join whose folded title holds `key`, by title."""
    search_key, group_id = after or ("", 0)
    values = {"pattern": escaped(key), "search_key": search_key, "id": group_id, "limit": limit}
    rows = session.execute(_PUBLIC, values).mappings()
    return [((row["search_key"], row["id"]), shared_view({**row, "external_key": None}, {})) for row in rows]
