"""Who may change which message: asked under the conversation's lock, so that the answer holds until the commit."""

from sqlalchemy import RowMapping

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, NotFound
from webchat.domain.permissions import Action, Standing, refusal
from webchat.repositories import conversations, message_rights
from webchat.services import limits


def lock_message(uow: UnitOfWork, actor: Actor, message_id: int) -> RowMapping:
    """A message of a conversation that one is in, with its words even when deleted; raises `NotFound`."""
    return lock_messages(uow, actor, [message_id])[0]


def lock_messages(uow: UnitOfWork, actor: Actor, message_ids: list[int]) -> list[RowMapping]:
    """The same for many, in the order of their ids as given; one that is missing is as if none were there."""
    limits.count_change(actor.user_id)
    found = find_messages(uow, actor, message_ids)
    conversations.lock(uow.session, *(row["conversation_id"] for row in found))
    return find_messages(uow, actor, message_ids)


def find_messages(uow: UnitOfWork, actor: Actor, message_ids: list[int]) -> list[RowMapping]:
    """The same without a lock, for those who only read."""
    found = message_rights.of_messages(uow.session, actor.user_id, message_ids)
    if not all(message_id in found for message_id in message_ids):
        raise NotFound
    return [found[message_id] for message_id in message_ids]


def need_right(row: RowMapping, action: Action) -> None:
    """Raises what `refusal` says where the reader's role in this row, or a block, does not allow it."""
    standing = Standing(row["role"], row["conversation_kind"], row["who_can_write"], block=row["block"])
    if refused := refusal(standing, action):
        raise refused


def need_message(row: RowMapping) -> None:
    """Raises `Conflict` for a tombstone and for what the group itself says."""
    if row["deleted_at"] is not None:
        raise Conflict("This message was deleted.")
    if row["kind"] == "system":
        raise Conflict("This line is not a message.")
