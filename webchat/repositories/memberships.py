"""Queries about who is in which conversation."""

from sqlalchemy import text
from sqlmodel import Session, select

from webchat.models import Membership

_PEERS = text("""
    SELECT DISTINCT o.user_id FROM membership m JOIN membership o USING (conversation_id)
    WHERE m.user_id = :user_id AND o.user_id = ANY(:among) AND o.user_id <> m.user_id
""")


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
