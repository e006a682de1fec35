"""Messages in other words."""

from sqlalchemy import RowMapping

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict
from webchat.domain.events import MESSAGE_UPDATED, NewEvent
from webchat.domain.message_views import MessageView, RevisionView
from webchat.domain.payloads import CAPTIONED, search_text_of
from webchat.domain.permissions import Action
from webchat.domain.previews import first_link
from webchat.domain.text import check_body
from webchat.repositories import edits, media
from webchat.repositories.edits import Wording
from webchat.services.composing import Composed, compose
from webchat.services.events import record
from webchat.services.message_access import find_messages, lock_message, need_message, need_right
from webchat.services.messages import get_message


def edit_message(uow: UnitOfWork, actor: Actor, message_id: int, body: str, was: str | None = None) -> MessageView:
    """Gives one's own text or caption other words and keeps the old ones; the same words change nothing.

    Where `was` is given, nothing else that the message says now is replaced.
    """
    (seen,) = find_messages(uow, actor, [message_id])
    words = check_body(body) if seen["kind"] == "text" or body.strip() else ""
    # Before the lock: long texts take their time.
    text = compose(uow, seen["conversation_id"], actor.user_id, words)
    row = lock_message(uow, actor, message_id)
    _need_editor(row, actor)
    if text.body == row["body"]:
        return get_message(uow, actor, message_id)
    if was is not None and row["body"] != was:
        raise Conflict("This message was changed meanwhile.")
    edits.change(uow.session, message_id, _wording(uow, row, text))
    edits.mention(uow.session, message_id, text.mentioned.user_ids)
    view = get_message(uow, actor, message_id)
    record(uow, view, NewEvent(MESSAGE_UPDATED, actor.user_id, {"message_id": message_id}, view.conversation_id))
    return view


def list_revisions(uow: UnitOfWork, actor: Actor, message_id: int) -> list[RevisionView]:
    """What a message said since when, the present words last; nothing of a deleted one."""
    get_message(uow, actor, message_id)
    return edits.revisions(uow.session, message_id)


def _need_editor(row: RowMapping, actor: Actor) -> None:
    need_message(row)
    need_right(row, Action.EDIT_OWN if row["sender_id"] == actor.user_id else Action.EDIT_OTHERS)
    if row["kind"] != "text" and row["kind"] not in CAPTIONED:
        raise Conflict("Only texts and captions can be edited.")


def _wording(uow: UnitOfWork, row: RowMapping, text: Composed) -> Wording:
    names = media.filenames_of(uow.session, [row["id"]])[row["id"]]
    keeps_preview = (row["link_preview"] or {}).get("url") == first_link(text.html)
    found_by = search_text_of(row["kind"], text.body, row["payload"], names)
    return Wording(text.body, text.html, found_by, text.mentioned.everyone, keeps_preview)
