"""Live locations: they move while their time runs, and stop."""

from datetime import datetime

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.clock import Clock, now
from webchat.domain.encoding import to_json
from webchat.domain.errors import Conflict, Forbidden, NotFound
from webchat.domain.events import MESSAGE_UPDATED, NewEvent
from webchat.domain.message_views import MessageView
from webchat.domain.payloads import check_position, is_live
from webchat.domain.permissions import Action
from webchat.repositories import conversations, payloads
from webchat.services.access import need
from webchat.services.events import record
from webchat.services.messages import get_message


def update_location(
    uow: UnitOfWork,
    actor: Actor,
    message_id: int,
    latitude: float,
    longitude: float,
    accuracy: float | None = None,
    clock: Clock = now,
) -> MessageView:
    """Moves one's own live location."""
    position = check_position(latitude, longitude, accuracy)
    view = _access_location(uow, actor, message_id)
    need(uow, actor, view.conversation_id, Action.EDIT_OWN)
    if not is_live(view.payload or {}, clock()):
        raise Conflict("This location is not shared any more.")
    return _change(uow, actor, view, position, clock())


def stop_location(uow: UnitOfWork, actor: Actor, message_id: int, clock: Clock = now) -> MessageView:
    """Ends the sharing before its time; again changes nothing."""
    view = _access_location(uow, actor, message_id)
    if not is_live(view.payload or {}, clock()):
        return view
    return _change(uow, actor, view, {"live_until": to_json(clock())}, clock())


def _access_location(uow: UnitOfWork, actor: Actor, message_id: int) -> MessageView:
    conversations.lock(uow.session, get_message(uow, actor, message_id).conversation_id)
    view = get_message(uow, actor, message_id)
    if view.kind != "location" or view.deleted_at is not None:
        raise NotFound
    if view.sender.id != actor.user_id:
        raise Forbidden("Only the sender can change a location.")
    return view


def _change(uow: UnitOfWork, actor: Actor, view: MessageView, values: dict[str, object], at: datetime) -> MessageView:
    outdated = ("accuracy",) if "latitude" in values else ()
    payloads.change(uow.session, view.id, values | {"updated_at": to_json(at)}, outdated)
    changed = get_message(uow, actor, view.id)
    event = NewEvent(MESSAGE_UPDATED, actor.user_id, {"message_id": view.id}, view.conversation_id)
    record(uow, changed, event)
    return changed
