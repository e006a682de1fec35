"""Whom somebody wants nothing to do with: shut out, let in again, list."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Conflict, InvalidInput
from webchat.domain.events import BLOCK_ADDED, BLOCK_REMOVED, NewEvent
from webchat.domain.privacy import kept_apart
from webchat.domain.user_views import BlockView, UserView
from webchat.repositories import blocks, conversations, users
from webchat.services import limits
from webchat.services.call_changes import hang_up_in
from webchat.services.conversations import direct_key, tell_member
from webchat.services.events import record
from webchat.services.presence import known_to
from webchat.services.users import get_user

MOST_BLOCKED = 1000


def block_user(uow: UnitOfWork, actor: Actor, user_id: int) -> None:
    """Shuts somebody out; again changes nothing. All devices of the actor hear of it, the other one never."""
    actor.need_everywhere()
    limits.count_change(actor.user_id)
    if user_id == actor.user_id:
        raise InvalidInput("Nobody can block themselves.", field="user_id")
    get_user(uow, actor, user_id)
    place = _lock(uow, actor, user_id)
    if not blocks.add(uow.session, actor.user_id, user_id):
        return
    if blocks.count(uow.session, actor.user_id) > MOST_BLOCKED:
        raise Conflict(
            "At most {most} people can be blocked. Unblock somebody first.", most=MOST_BLOCKED, field="user_id"
        )
    if place is not None:
        hang_up_in(uow, place, [actor.user_id])
    _tell(uow, actor, user_id, BLOCK_ADDED, place)


def unblock_user(uow: UnitOfWork, actor: Actor, user_id: int) -> None:
    """Lets somebody in again; who is not shut out is nothing to do."""
    actor.need_everywhere()
    limits.count_change(actor.user_id)
    place = _lock(uow, actor, user_id)
    if blocks.remove(uow.session, actor.user_id, user_id):
        _tell(uow, actor, user_id, BLOCK_REMOVED, place)


def list_blocks(uow: UnitOfWork, actor: Actor) -> list[BlockView]:
    """Whom the actor shut out, the latest first; also who has left since."""
    actor.need_everywhere()
    found = blocks.rows(uow.session, actor.user_id)
    return [BlockView(kept_apart(users.view_of(row)), row["blocked_at"]) for row in found]


def pair_as_seen(uow: UnitOfWork, one: int, other: int) -> tuple[UserView | None, UserView | None]:
    """Two people, each as the other one may see them now; None for who is not here or not to be known."""
    return _as_seen(uow, one, other), _as_seen(uow, other, one)


def _as_seen(uow: UnitOfWork, user_id: int, reader_id: int) -> UserView | None:
    return next(iter(known_to(uow, reader_id, users.get_many(uow.session, [user_id]))), None)


def _lock(uow: UnitOfWork, actor: Actor, user_id: int) -> int | None:
    """The conversation of the two, if they have one: nothing is sent there until the commit."""
    found = conversations.find_direct(uow.session, direct_key(actor.user_id, user_id))
    if found is not None:
        conversations.lock(uow.session, found)
    return found


def _tell(uow: UnitOfWork, actor: Actor, user_id: int, kind: str, place: int | None) -> None:
    (user,) = users.get_even_gone(uow.session, [user_id])
    view = BlockView(kept_apart(user), now() if kind == BLOCK_ADDED else None)
    record(uow, view, NewEvent(kind, actor.user_id, {"user_id": user_id}, user_id=actor.user_id))
    if place is not None:
        tell_member(uow, actor.user_id, place)
