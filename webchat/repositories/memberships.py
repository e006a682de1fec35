"""Queries about who is in which conversation."""

from typing import Any

from sqlalchemy import RowMapping, text
from sqlmodel import Session, select

from webchat.domain.views import MemberView, UserView
from webchat.models import Membership

_PEERS = text("""
    SELECT DISTINCT o.user_id FROM membership m JOIN membership o USING (conversation_id)
    WHERE m.user_id = :user_id AND o.user_id = ANY(:among) AND o.user_id <> m.user_id
""")
_VIEWS = text("""
    SELECT m.conversation_id, m.role, m.joined_at, m.read_seq, m.delivered_seq, c.members_count, u.*
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
    rows = session.execute(statement, values).mappings()
    return {(row["conversation_id"], row["id"]): view_of(row) for row in rows}


def view_of(row: RowMapping) -> MemberView:
    """A row with the columns of a membership and of its user; presence is the caller's to add."""
    user = UserView(
        row["id"],
        row["username"],
        row["display_name"],
        row["about"],
        avatar_url=None,
        is_bot=False,
        presence="offline",
        last_seen_at=row["last_seen_at"],
        created_at=row["created_at"],
    )
    return MemberView(user, row["role"], row["joined_at"], row["read_seq"], row["delivered_seq"], row["members_count"])


def is_member(session: Session, conversation_id: int, user_id: int) -> bool:
    """Whether the user is in the conversation now."""
    return session.get(Membership, (conversation_id, user_id)) is not None


def members_of(session: Session, conversation_id: int) -> frozenset[int]:
    """The ids of all members."""
    return frozenset(session.exec(select(Membership.user_id).where(Membership.conversation_id == conversation_id)))


def conversations_of(session: Session, user_id: int) -> list[int]:
    """The ids of a user's conversations, in rising order."""
    query = select(Membership.conversation_id).where(Membership.user_id == user_id)
    return sorted(session.exec(query))


def peers_of(session: Session, user_id: int, among: list[int]) -> set[int]:
    """Those of `among` who share a conversation with the user."""
    return set(session.execute(_PEERS, {"user_id": user_id, "among": among}).scalars())
