"""Views of people, with whether they are here at this moment."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import MemberView
from webchat.domain.privacy import as_allowed, kept_apart, subject_of
from webchat.domain.user_views import PrivacyView, UserView
from webchat.realtime import presence
from webchat.repositories import blocks, memberships, users

T = TypeVar("T", UserView, MemberView)


def with_presence(user: UserView) -> UserView:
    """A person as this process sees them now: for themselves, and for whoever is kept apart from nobody.

    Who hides when they are here is never here.
    """
    if user.hides_presence:
        return user
    state, last_seen_at = presence.of(user.id)
    return replace(user, presence=state, last_seen_at=last_seen_at or user.last_seen_at)


def member_with_presence(member: MemberView) -> MemberView:
    """A member as this process sees them now."""
    return replace(member, user=with_presence(member.user))


def shown_to(uow: UnitOfWork, actor: Actor, people: Sequence[T]) -> list[T]:
    """People or members as this actor may see them now; two queries, however many."""
    apart = blocks.between(uow.session, actor.user_id, [subject_of(one) or 0 for one in people])
    reader = privacy_of(uow, actor.user_id)
    return [as_allowed(_shown(one, apart=subject_of(one) in apart), actor.user_id, reader) for one in people]


def known_to(uow: UnitOfWork, reader_id: int, people: Sequence[UserView]) -> list[UserView]:
    """The same without those who shut the reader out and are in no conversation with them."""
    apart = blocks.between(uow.session, reader_id, [one.id for one in people])
    reader = privacy_of(uow, reader_id)
    known = [_shown(one, apart=one.id in apart) for one in people if apart.get(one.id, True)]
    return [as_allowed(one, reader_id, reader) for one in known]


def seen_by(uow: UnitOfWork, actor: Actor, people: Sequence[UserView]) -> list[UserView]:
    """Those whom the actor may know of, as far as they may see them.

    That leaves out who shut them out and is in no conversation with them; and, where the actor's proof is for single
    conversations, who is in none of these.
    """
    if actor.rooms is not None:
        known = memberships.among(uow.session, [one.id for one in people]) | {actor.user_id}
        people = [one for one in people if one.id in known]
    return known_to(uow, actor.user_id, people)


def privacy_of(uow: UnitOfWork, user_id: int) -> PrivacyView:
    """What somebody shows of themselves, and sees of others."""
    return users.privacy_of(uow.session, [user_id]).get(user_id, PrivacyView())


def _shown(one: T, *, apart: bool) -> T:
    if apart:
        return kept_apart(one)
    return member_with_presence(one) if isinstance(one, MemberView) else with_presence(one)
