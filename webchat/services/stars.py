"""Messages that one saves for oneself; nobody else hears of it, all of one's devices do."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.cursors import parse_cursor
from webchat.domain.events import STAR_ADDED, STAR_REMOVED, NewEvent
from webchat.domain.message_views import MessageView, StarView
from webchat.domain.pages import Page
from webchat.repositories import stars
from webchat.services.events import record
from webchat.services.message_access import lock_message, need_message
from webchat.services.pages import page_of, read_place


def star_message(uow: UnitOfWork, actor: Actor, message_id: int) -> None:
    """Saves a message; again changes nothing."""
    row = lock_message(uow, actor, message_id)
    need_message(row)
    if stars.add(uow.session, actor.user_id, message_id):
        _tell(uow, actor, StarView(message_id, row["conversation_id"], starred=True))


def unstar_message(uow: UnitOfWork, actor: Actor, message_id: int) -> None:
    """Keeps a message no longer; again changes nothing."""
    row = lock_message(uow, actor, message_id)
    if stars.remove(uow.session, actor.user_id, message_id):
        _tell(uow, actor, StarView(message_id, row["conversation_id"], starred=False))


def list_starred(uow: UnitOfWork, actor: Actor, cursor: str | None = None, limit: int = 50) -> Page[MessageView]:
    """What one saved in all the conversations that one is in now, the newest star first."""
    place = read_place(cursor, str, int)
    return page_of(stars.page(uow.session, actor.user_id, place, limit + 1), limit)  # type: ignore[arg-type]


def starred_among(uow: UnitOfWork, actor: Actor, message_ids: list[int]) -> set[int]:
    """Those of the messages that one saved."""
    return stars.among(uow.session, actor.user_id, message_ids) if message_ids else set()


def changed_since(uow: UnitOfWork, actor: Actor, cursor: str) -> dict[int, bool]:
    """The messages that one saved, or let go, after a cursor of the log; and whether they are saved now."""
    since = parse_cursor(cursor)
    return stars.changed_since(uow.session, actor.user_id, since.txid, since.id)


def _tell(uow: UnitOfWork, actor: Actor, view: StarView) -> None:
    payload = {"message_id": view.message_id, "conversation_id": view.conversation_id}
    event = NewEvent(STAR_ADDED if view.starred else STAR_REMOVED, actor.user_id, payload, user_id=actor.user_id)
    record(uow, view, event)
