"""What people show of themselves, and therefore see of others: when they are here, and what they have read."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.events import PRIVACY_UPDATED, NewEvent
from webchat.domain.user_views import PrivacyView
from webchat.repositories import users
from webchat.services import limits
from webchat.services.events import record
from webchat.services.presence import privacy_of


def get_privacy(uow: UnitOfWork, actor: Actor) -> PrivacyView:
    """What the actor shows."""
    actor.need_everywhere()
    return privacy_of(uow, actor.user_id)


def change_privacy(uow: UnitOfWork, actor: Actor, changes: dict[str, bool]) -> PrivacyView:
    """Changes the given ones of `receipts` and `presence`; what was read while it was hidden stays unsaid until the
    next reading. The others see it at once, and all devices of the actor read anew."""
    actor.need_everywhere()
    limits.count_change(actor.user_id)
    before = privacy_of(uow, actor.user_id)
    users.change(uow.session, actor.user_id, {f"hides_{name}": not shown for name, shown in changes.items()})
    view = privacy_of(uow, actor.user_id)
    if view != before:
        record(uow, view, NewEvent(PRIVACY_UPDATED, actor.user_id, {}, user_id=actor.user_id))
    return view
