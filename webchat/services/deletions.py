"""Tombstones: of one message or several, and undone within a while."""

from datetime import timedelta

from sqlalchemy import RowMapping

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.clock import Clock, now
from webchat.domain.errors import Conflict, Forbidden, InvalidInput
from webchat.domain.events import MESSAGE_DELETED, MESSAGE_UPDATED, NewEvent
from webchat.domain.message_views import MessageView
from webchat.domain.payloads import search_text_of
from webchat.domain.permissions import Action
from webchat.repositories import deletions, media, messages
from webchat.repositories.edits import mention
from webchat.services.events import record_each
from webchat.services.mentions import find_mentions
from webchat.services.message_access import lock_messages, need_right
from webchat.settings import get_settings

MOST_AT_ONCE = 100


def delete_message(uow: UnitOfWork, actor: Actor, message_id: int, clock: Clock = now) -> MessageView:
    """Leaves a tombstone of one's own message, or of anyone's in a group that one leads; again changes nothing."""
    return delete_messages(uow, actor, [message_id], clock)[0]


def delete_messages(uow: UnitOfWork, actor: Actor, message_ids: list[int], clock: Clock = now) -> list[MessageView]:
    """Several at once, at most 100, all or none; in the order given."""
    ids = list(dict.fromkeys(message_ids))
    if not 1 <= len(ids) <= MOST_AT_ONCE:
        raise InvalidInput("Delete 1 to {most} messages at once.", most=MOST_AT_ONCE, field="message_ids")
    for row in lock_messages(uow, actor, ids):
        _need_remover(row, actor)
    gone = deletions.delete(uow.session, actor.user_id, ids, clock())
    views = messages.get_many(uow.session, ids)
    told = [_event(MESSAGE_DELETED, actor, views[message_id]) for message_id in ids if message_id in gone]
    record_each(uow, told)
    return [views[message_id] for message_id in ids]


def restore_message(uow: UnitOfWork, actor: Actor, message_id: int, clock: Clock = now) -> MessageView:
    """Undoes one's own deletion within `WEBCHAT_UNDO_SECONDS`; pins and stars do not come back."""
    return restore_messages(uow, actor, [message_id], clock)[0]


def restore_messages(uow: UnitOfWork, actor: Actor, message_ids: list[int], clock: Clock = now) -> list[MessageView]:
    """Several at once, at most 100, all or none; what was not deleted stays as it is. In the order given."""
    ids = list(dict.fromkeys(message_ids))
    if not 1 <= len(ids) <= MOST_AT_ONCE:
        raise InvalidInput("Restore 1 to {most} messages at once.", most=MOST_AT_ONCE, field="message_ids")
    rows = [row for row in lock_messages(uow, actor, ids) if row["deleted_at"] is not None]
    for row in rows:
        _need_undo(row, actor, clock)
    names = media.filenames_of(uow.session, [row["id"] for row in rows])
    found_by = {row["id"]: search_text_of(row["kind"], row["body"], row["payload"], names[row["id"]]) for row in rows}
    deletions.restore(uow.session, found_by)
    for row in rows:
        if named := find_mentions(uow, row["conversation_id"], row["sender_id"], row["body"]).user_ids:
            mention(uow.session, row["id"], named)
    views = messages.get_many(uow.session, ids)
    record_each(uow, [_event(MESSAGE_UPDATED, actor, views[row["id"]]) for row in rows])
    return [views[message_id] for message_id in ids]


def _need_remover(row: RowMapping, actor: Actor) -> None:
    if row["kind"] == "system":
        raise Forbidden("What the group says of itself stays.")
    if row["kind"] == "call":
        raise Forbidden("The line of a call stays.")
    need_right(row, Action.DELETE_OWN if row["sender_id"] == actor.user_id else Action.DELETE_OTHERS)


def _need_undo(row: RowMapping, actor: Actor, clock: Clock) -> None:
    if row["deleted_by"] != actor.user_id:
        raise Forbidden("Only who deleted a message can bring it back.")
    if clock() - row["deleted_at"] > timedelta(seconds=get_settings().undo_seconds):
        raise Conflict("It is too late to bring this message back.")


def _event(type_: str, actor: Actor, view: MessageView) -> tuple[NewEvent, MessageView]:
    return NewEvent(type_, actor.user_id, {"message_id": view.id}, view.conversation_id), view
