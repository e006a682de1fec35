"""Drafts: one for each person and conversation, on all their devices; the last writer wins."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import RowMapping

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.clock import Clock, now
from webchat.domain.errors import InvalidInput
from webchat.domain.events import DRAFT_UPDATED, Signal
from webchat.domain.message_views import QuoteView
from webchat.domain.payloads import files_of_message, summary_of_message
from webchat.domain.text import check_text
from webchat.domain.unsent_views import DraftView
from webchat.repositories import drafts, messages
from webchat.services.conversations import access_conversation

LONGEST_DRAFT = 20_000
_OLDEST = timedelta(days=30)
_MOST = 200


def save_draft(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: int,
    body: str,
    reply_to_id: int | None = None,
    age: timedelta = timedelta(),
    clock: Clock = now,
) -> DraftView:
    """Keeps what was written `age` ago, unless a device wrote later; gives what counts, and tells one's devices."""
    access_conversation(uow, actor, conversation_id)
    if len(check_text(body, field="body")) > LONGEST_DRAFT:
        raise InvalidInput("A draft holds at most {most} characters.", most=LONGEST_DRAFT, field="body")
    written_at = clock() - min(max(age, timedelta()), _OLDEST)
    row = drafts.save(uow.session, actor.user_id, conversation_id, body.rstrip(), reply_to_id, written_at)
    (view,) = _views(uow, [row])
    uow.signal(Signal(DRAFT_UPDATED, conversation_id, actor.user_id, {"draft": view}))
    return view


def list_drafts(uow: UnitOfWork, actor: Actor) -> list[DraftView]:
    """One's own drafts, the latest first."""
    return _views(uow, drafts.list_all(uow.session, actor.user_id, _MOST))


def _views(uow: UnitOfWork, rows: Sequence[RowMapping]) -> list[DraftView]:
    answered = messages.get_many(uow.session, [row["reply_to_id"] for row in rows if row["reply_to_id"]])
    quotes = {
        one.id: QuoteView(one.id, one.seq, one.sender, one.kind, summary_of_message(one), files=files_of_message(one))
        for one in answered.values()
        if one.deleted_at is None
    }
    return [
        DraftView(row["conversation_id"], row["body"], quotes.get(row["reply_to_id"]), row["updated_at"])
        for row in rows
    ]
