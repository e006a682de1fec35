"""What every change of membership does: rows, the count, the log for the group and for the person, receipts."""

from collections.abc import Sequence
from typing import Any

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.conversation_views import Removal, RemovalView
from webchat.domain.errors import Conflict
from webchat.domain.events import (
    CONVERSATION_CREATED,
    CONVERSATION_REMOVED,
    CONVERSATION_UPDATED,
    MEMBER_ADDED,
    MEMBER_REMOVED,
    MEMBER_UPDATED,
    NewEvent,
)
from webchat.domain.permissions import MEMBER, OWNER
from webchat.domain.user_views import UserView
from webchat.repositories import conversations, groups, invites, memberships, receipts
from webchat.services.call_changes import hang_up_in
from webchat.services.events import record_each
from webchat.services.presence import member_with_presence

LARGEST_GROUP = 1000
Told = list[tuple[NewEvent, Any]]


def begin(uow: UnitOfWork, actor: Actor, conversation_id: int, others: list[int]) -> None:
    """The first members of a group, the actor as its owner; each hears of the whole group at once."""
    everybody = conversations.add_members(uow.session, conversation_id, [actor.user_id], OWNER)
    everybody += conversations.add_members(uow.session, conversation_id, others)
    _check_size(uow, conversation_id)
    record_each(uow, _for_each(uow, actor, conversation_id, everybody, CONVERSATION_CREATED))


def admit(uow: UnitOfWork, actor: Actor, conversation_id: int, user_ids: list[int], role: str = MEMBER) -> list[int]:
    """Makes people members and tells them and the group; gives those who were not."""
    joined = conversations.add_members(uow.session, conversation_id, user_ids, role)
    if joined:
        _check_size(uow, conversation_id)
        memberships.readmit(uow.session, conversation_id, joined)
        told = _for_each(uow, actor, conversation_id, joined, CONVERSATION_CREATED)
        record_each(uow, told + _for_group(uow, actor, conversation_id, joined, MEMBER_ADDED))
    return joined


def dismiss(uow: UnitOfWork, actor: Actor, conversation_id: int, user_ids: list[int], reason: Removal) -> None:
    """Ends memberships: their screens stop first, then the group hears of it; the ticks of the others move on."""
    gone = conversations.remove_members(uow.session, conversation_id, user_ids)
    if gone:
        hang_up_in(uow, conversation_id, gone)
    removal = RemovalView(conversation_id, reason)
    payload = {"conversation_id": conversation_id, "reason": reason}
    told: Told = [(NewEvent(CONVERSATION_REMOVED, actor.user_id, payload, user_id=one), removal) for one in gone]
    if receipts.minima(uow.session, [conversation_id]):  # somebody is left
        told += _for_group(uow, actor, conversation_id, gone, MEMBER_REMOVED)
    record_each(uow, told)


def give_role(uow: UnitOfWork, actor: Actor, conversation_id: int, roles: dict[int, str]) -> None:
    """Sets the roles of members and tells them and the group."""
    for user_id, role in roles.items():
        memberships.set_role(uow.session, conversation_id, user_id, role)
    told = _for_each(uow, actor, conversation_id, list(roles), CONVERSATION_UPDATED)
    record_each(uow, told + _for_group(uow, actor, conversation_id, list(roles), MEMBER_UPDATED))


def show_anew(uow: UnitOfWork, actor: Actor, conversation_ids: list[int], *, except_id: int) -> None:
    """Tells all in these conversations but one how each stands for them now."""
    places = memberships.places_in(uow.session, conversation_ids, except_id=except_id)
    record_each(uow, _for_places(uow, actor, places, CONVERSATION_UPDATED))


def close(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """Ends a group: nobody is in it and nobody gets in, so nothing that was said there can be read."""
    invites.revoke_all(uow.session, conversation_id, now())
    groups.change(uow.session, conversation_id, {"is_public": False, "avatar_media_id": None})
    everybody = sorted(memberships.members_of(uow.session, conversation_id))
    dismiss(uow, actor, conversation_id, everybody, "deleted")


def names_of(people: Sequence[UserView]) -> list[dict[str, Any]]:
    """People as a system message names them."""
    return [{"id": user.id, "name": user.display_name} for user in people]


def _check_size(uow: UnitOfWork, conversation_id: int) -> None:
    shared = conversations.get_shared(uow.session, [conversation_id])[conversation_id]
    if shared.members_count > LARGEST_GROUP:
        raise Conflict("A group holds at most {most} people.", most=LARGEST_GROUP, field="user_ids")


def _for_each(uow: UnitOfWork, actor: Actor, conversation_id: int, user_ids: list[int], kind: str) -> Told:
    return _for_places(uow, actor, [(conversation_id, one) for one in user_ids], kind)


def _for_places(uow: UnitOfWork, actor: Actor, places: list[tuple[int, int]], kind: str) -> Told:
    """By conversation and user: each as this member sees it."""
    views = conversations.get_places(uow.session, places)
    told: Told = []
    for room, user_id in places:
        event = NewEvent(kind, actor.user_id, {"conversation_id": room}, user_id=user_id)
        told.append((event, views[room, user_id]))
    return told


def _for_group(uow: UnitOfWork, actor: Actor, conversation_id: int, user_ids: list[int], kind: str) -> Told:
    places = [(conversation_id, user_id) for user_id in user_ids]
    load = memberships.former_views if kind == MEMBER_REMOVED else memberships.views
    views = load(uow.session, places)
    told: Told = []
    for user_id in user_ids:
        event = NewEvent(kind, actor.user_id, {"user_id": user_id}, conversation_id)
        told.append((event, member_with_presence(views[conversation_id, user_id])))
    return told
