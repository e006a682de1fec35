"""Polls: vote, change one's mind, close."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.clock import Clock, now
from webchat.domain.encoding import to_json
from webchat.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from webchat.domain.events import MESSAGE_UPDATED, NewEvent
from webchat.domain.message_views import MessageView
from webchat.domain.payloads import is_closed
from webchat.domain.permissions import Action, Standing, may
from webchat.repositories import payloads
from webchat.services.access import lock_and_need
from webchat.services.events import record
from webchat.services.messages import get_message


def vote(uow: UnitOfWork, actor: Actor, message_id: int, options: list[int], clock: Clock = now) -> MessageView:
    """Makes these my choices, in place of those before; none: my vote is taken back."""
    poll, _ = _access_poll(uow, actor, message_id)
    if is_closed(poll.payload or {}, clock()):
        raise Conflict("This poll is closed.")
    wanted = _check(poll, options)
    if not payloads.vote(uow.session, message_id, actor.user_id, wanted):
        return poll
    payloads.change(uow.session, message_id, {})
    return _tell(uow, actor, message_id)


def close_poll(uow: UnitOfWork, actor: Actor, message_id: int, clock: Clock = now) -> MessageView:
    """Ends the voting; by who asked, or an admin. Again changes nothing."""
    poll, standing = _access_poll(uow, actor, message_id)
    # Who may take the poll away may end it.
    if poll.sender.id != actor.user_id and not may(standing, Action.DELETE_OTHERS):
        raise Forbidden("Only who asked, or an admin, can close a poll.")
    if is_closed(poll.payload or {}, clock()):
        return poll
    payloads.change(uow.session, message_id, {"closed_at": to_json(clock())})
    return _tell(uow, actor, message_id)


def _access_poll(uow: UnitOfWork, actor: Actor, message_id: int) -> tuple[MessageView, Standing]:
    """The poll as it is once nobody else can change it, and what its voter is there."""
    standing = lock_and_need(uow, actor, get_message(uow, actor, message_id).conversation_id, Action.REACT)
    view = get_message(uow, actor, message_id)
    if view.kind != "poll" or view.deleted_at is not None:
        raise NotFound
    return view, standing


def _check(poll: MessageView, options: list[int]) -> list[int]:
    wanted, payload = sorted(set(options)), poll.payload or {}
    if not all(0 <= option < len(payload["options"]) for option in wanted):
        raise InvalidInput("This poll has no such answer.", field="options")
    if len(wanted) > 1 and not payload["multiple"]:
        raise InvalidInput("This poll takes one answer.", field="options")
    return wanted


def _tell(uow: UnitOfWork, actor: Actor, message_id: int) -> MessageView:
    view = get_message(uow, actor, message_id)
    event = NewEvent(MESSAGE_UPDATED, actor.user_id, {"message_id": message_id}, view.conversation_id)
    record(uow, view, event)
    return view
