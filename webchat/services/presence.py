"""Views of people, with whether they are here at this moment."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.privacy import kept_apart, subject_of
from webchat.domain.views import MemberView, UserView
from webchat.realtime import presence
from webchat.repositories import blocks

T = TypeVar("T", UserView, MemberView)


def with_presence(user: UserView) -> UserView:
    """A person as this process sees them now: for themselves, and for whoever is kept apart from nobody."""
    state, last_seen_at = presence.of(user.id)
    return replace(user, presence=state, last_seen_at=last_seen_at or user.last_seen_at)


def member_with_presence(member: MemberView) -> MemberView:
    """A member as this process sees them now."""
    return replace(member, user=with_presence(member.user))


def shown_to(uow: UnitOfWork, actor: Actor, people: Sequence[T]) -> list[T]:
    """People or members as this actor may see them now; one query, however many."""
    apart = blocks.between(uow.session, actor.user_id, [subject_of(one) or 0 for one in people])
    return [_shown(one, apart=subject_of(one) in apart) for one in people]


def known_to(uow: UnitOfWork, reader_id: int, people: Sequence[UserView]) -> list[UserView]:
    """The same without those who shut the reader out and are in no conversation with them."""
    apart = blocks.between(uow.session, reader_id, [one.id for one in people])
    return [_shown(one, apart=one.id in apart) for one in people if apart.get(one.id, True)]


def _shown(one: T, *, apart: bool) -> T:
    if apart:
        return kept_apart(one)
    return member_with_presence(one) if isinstance(one, MemberView) else with_presence(one)
