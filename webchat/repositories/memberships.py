"""Queries about who is in which conversation."""

from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from webchat.domain.conversation_views import MemberView
from webchat.domain.permissions import Standing
from webchat.models import Membership
from webchat.repositories import users
from webchat.repositories.blocks import block_of
from webchat.repositories.patterns import escaped

_PEERS = text("""
    SELECT DISTINCT o.user_id FROM membership m JOIN membership o USING (conversation_id)
    WHERE m.user_id = :user_id AND o.user_id = ANY(:among) AND o.user_id <> m.user_id
""")
_AMONG = text("SELECT DISTINCT user_id FROM membership WHERE user_id = ANY(:ids)")
_VIEWS = text("""
    SELECT m.conversation_id, m.role, m.joined_at, m.shown_seq AS read_seq, m.delivered_seq, c.members_count, u.*
    FROM unnest(cast(:conversation_ids AS bigint[]), cast(:user_ids AS bigint[])) AS w (conversation_id, user_id)
    JOIN membership m ON m.conversation_id = w.conversation_id AND m.user_id = w.user_id
    JOIN conversation c ON c.id = m.conversation_id JOIN "user" u ON u.id = m.user_id
""")
_FORMER = text("""
    SELECT w.conversation_id, '' AS role, u.created_at AS joined_at, 0 AS read_seq, 0 AS delivered_seq, c.members_count,
        u.*
    FROM unnest(cast(:conversation_ids AS bigint[]), cast(:user_ids AS bigint[])) AS w (conversation_id, user_id)
    JOIN conversation c ON c.id = w.conversation_id JOIN "user" u ON u.id = w.user_id
""")
_STANDING = text(f"""
    SELECT m.role, c.kind, c.who_can_write, c.who_can_add, {block_of("m.user_id")}
    FROM membership m JOIN conversation c ON c.id = m.conversation_id
    WHERE m.conversation_id = :conversation_id AND m.user_id = :user_id
""")  # noqa: S608  constants
_ROLES = text("""
    SELECT user_id, role FROM membership WHERE conversation_id = :conversation_id AND user_id = ANY(:user_ids)
""")
_GROUPS_OF = text("""
    SELECT c.id FROM membership m JOIN conversation c ON c.id = m.conversation_id
    WHERE m.user_id = :user_id AND c.kind = 'group' ORDER BY c.id
""")
_SET_ROLE = text("""
    UPDATE membership SET role = :role WHERE conversation_id = :conversation_id AND user_id = :user_id
""")
_HEIR = text("""
    SELECT m.user_id FROM membership m JOIN "user" u ON u.id = m.user_id AND u.deleted_at IS NULL
    WHERE m.conversation_id = :conversation_id AND m.user_id <> :user_id
    ORDER BY m.role <> 'admin', m.joined_at, m.user_id LIMIT 1
""")
_REMEMBER = text("""
    INSERT INTO former_member (conversation_id, user_id, removed_by)
    VALUES (:conversation_id, :user_id, :removed_by) ON CONFLICT (conversation_id, user_id)
    DO UPDATE SET removed_by = excluded.removed_by, removed_at = now()
""")
_REMOVED = text("""
    SELECT user_id FROM former_member WHERE conversation_id = :conversation_id AND user_id = ANY(:user_ids)
""")
_READMIT = text("DELETE FROM former_member WHERE conversation_id = :conversation_id AND user_id = ANY(:user_ids)")
_PAGE = text(r"""
    SELECT * FROM (
        SELECT m.conversation_id, m.role, m.joined_at, m.shown_seq AS read_seq, m.delivered_seq, c.members_count, u.*,
            CASE WHEN u.search_key LIKE :pattern || '%' OR u.search_key LIKE '% ' || :pattern || '%'
                THEN 0 ELSE 1 END AS miss,
            CASE m.role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END AS rank
        FROM membership m JOIN conversation c ON c.id = m.conversation_id JOIN "user" u ON u.id = m.user_id
        WHERE m.conversation_id = :conversation_id AND u.deleted_at IS NULL
            AND u.search_key LIKE '%' || :pattern || '%'
    ) AS found
    WHERE (miss, rank, search_key, id) > (:miss, :rank, :search_key, :user_id)
    ORDER BY miss, rank, search_key, id LIMIT :limit
""")
MemberPlace = tuple[int, int, str, int]
"""Where a member stands in the list: whether the search only hit inside a word, rank of the role, folded name, id."""
Place = tuple[int, int]
"""A conversation's id and a user's."""


def views(session: Session, places: list[Place]) -> dict[Place, MemberView]:
    """Members by conversation and user; who is not one is left out."""
    return _views(session, _VIEWS, places)


def former_views(session: Session, places: list[Place]) -> dict[Place, MemberView]:
    """People who are no members (any more), with an empty role."""
    return _views(session, _FORMER, places)


def _views(session: Session, statement: Any, places: list[Place]) -> dict[Place, MemberView]:
    if not places:
        return {}
    values = {"conversation_ids": [one for one, _ in places], "user_ids": [other for _, other in places]}
    rows = session.execute(statement, values)
    return {(row.conversation_id, row.id): view_of(row) for row in rows}


def view_of(row: Any) -> MemberView:
    """A row with the columns of a membership and of its user; presence is the caller's to add."""
    user = users.view_of(row)
    return MemberView(user, row.role, row.joined_at, row.read_seq, row.delivered_seq, row.members_count)


def page(
    session: Session, conversation_id: int, key: str, after: MemberPlace | None, limit: int
) -> list[tuple[MemberPlace, MemberView]]:
    """Members whose folded name holds `key`: owner, admins, members, each by name; with `key`, beginnings first."""
    miss, rank, search_key, user_id = after or (-1, 0, "", 0)
    values = {"conversation_id": conversation_id, "pattern": escaped(key), "limit": limit}
    values |= {"miss": miss, "rank": rank, "search_key": search_key, "user_id": user_id}
    rows = session.execute(_PAGE, values)
    return [((row.miss, row.rank, row.search_key, row.id), view_of(row)) for row in rows]


def standing(session: Session, conversation_id: int, user_id: int) -> Standing | None:
    """A member's role with what decides what it allows; None for who is not a member."""
    values = {"conversation_id": conversation_id, "user_id": user_id}
    row = session.execute(_STANDING, values).mappings().first()
    return Standing(**row) if row else None


def roles_of(session: Session, conversation_id: int, user_ids: list[int]) -> dict[int, str]:
    """The roles of those who are members."""
    rows = session.execute(_ROLES, {"conversation_id": conversation_id, "user_ids": user_ids})
    return {row.user_id: row.role for row in rows}


def set_role(session: Session, conversation_id: int, user_id: int, role: str) -> None:
    """Gives a member a role."""
    session.execute(_SET_ROLE, {"conversation_id": conversation_id, "user_id": user_id, "role": role})


def heir_of(session: Session, conversation_id: int, user_id: int) -> int | None:
    """Who would follow a member: the longest-standing admin, else member."""
    return session.execute(_HEIR, {"conversation_id": conversation_id, "user_id": user_id}).scalar()


def remember_removed(session: Session, conversation_id: int, user_id: int, removed_by: int) -> None:
    """Keeps that somebody was removed."""
    values = {"conversation_id": conversation_id, "user_id": user_id, "removed_by": removed_by}
    session.execute(_REMEMBER, values)


def removed_among(session: Session, conversation_id: int, user_ids: list[int]) -> set[int]:
    """Those who were removed and not let in again."""
    return set(session.execute(_REMOVED, {"conversation_id": conversation_id, "user_ids": user_ids}).scalars())


def readmit(session: Session, conversation_id: int, user_ids: list[int]) -> None:
    """Forgets that they were removed."""
    session.execute(_READMIT, {"conversation_id": conversation_id, "user_ids": user_ids})


def is_member(session: Session, conversation_id: int, user_id: int) -> bool:
    """Whether the user is in the conversation now."""
    return session.get(Membership, (conversation_id, user_id)) is not None


def among(session: Session, ids: list[int]) -> set[int]:
    """Those of the users who are in some conversation; see `db/scope.py` for which ones count."""
    return set(session.execute(_AMONG, {"ids": ids}).scalars())


def members_of(session: Session, conversation_id: int) -> frozenset[int]:
    """The ids of all members."""
    return frozenset(session.exec(select(Membership.user_id).where(Membership.conversation_id == conversation_id)))


def places_in(session: Session, conversation_ids: list[int], *, except_id: int) -> list[tuple[int, int]]:
    """The memberships in these conversations but one user's, by conversation and user, in rising order."""
    query = select(Membership.conversation_id, Membership.user_id).where(
        col(Membership.conversation_id).in_(conversation_ids), Membership.user_id != except_id
    )
    return sorted((room, user_id) for room, user_id in session.exec(query))


def conversations_of(session: Session, user_id: int) -> list[int]:
    """The ids of a user's conversations, in rising order."""
    query = select(Membership.conversation_id).where(Membership.user_id == user_id)
    return sorted(session.exec(query))


def groups_of(session: Session, user_id: int) -> list[int]:
    """The ids of a user's groups, in rising order."""
    return list(session.execute(_GROUPS_OF, {"user_id": user_id}).scalars())


def peers_of(session: Session, user_id: int, among: list[int]) -> set[int]:
    """Those of `among` who share a conversation with the user."""
    return set(session.execute(_PEERS, {"user_id": user_id, "among": among}).scalars())
