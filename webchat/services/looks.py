"""How the interface looks and speaks to somebody, on all their devices."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.encoding import to_json
from webchat.domain.events import LOOK_UPDATED, Signal
from webchat.domain.user_views import LookView
from webchat.repositories import users
from webchat.services import limits


def get_look(uow: UnitOfWork, actor: Actor) -> LookView:
    """What the actor chose."""
    return users.look_of(uow.session, actor.user_id)


def change_look(uow: UnitOfWork, actor: Actor, changes: dict[str, str]) -> LookView:
    """Changes the given ones of `language`, `theme` and `accent`; pages that are open somewhere follow."""
    actor.need_everywhere()
    limits.count_change(actor.user_id)
    users.change(uow.session, actor.user_id, changes)
    look = users.look_of(uow.session, actor.user_id)
    uow.signal(Signal(LOOK_UPDATED, user_id=actor.user_id, data={"look": to_json(look)}))
    return look
