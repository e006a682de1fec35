"""Reports: what people want the operator to look at."""

from dataclasses import dataclass
from typing import Any

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.encoding import to_json
from webchat.domain.errors import Conflict, InvalidInput, NotFound
from webchat.domain.message_views import MessageView
from webchat.domain.report_views import ReportView
from webchat.domain.text import check_text
from webchat.repositories import edits, messages, reports
from webchat.services import limits
from webchat.services.messages import get_message
from webchat.services.users import get_user

REASONS = ("spam", "abuse", "other")
_LONGEST = 2000
_AROUND = 3


@dataclass(frozen=True, slots=True)
class SendReport:
    """About a message or a person: exactly one of the two. `reason`: "spam", "abuse" or "other"."""

    reason: str
    words: str = ""
    message_id: int | None = None
    user_id: int | None = None


def send_report(uow: UnitOfWork, actor: Actor, command: SendReport) -> ReportView:
    """Keeps what somebody says about another, with what there was to see; whom it is about never hears of it."""
    limits.count_report(actor.user_id)
    if (command.message_id is None) == (command.user_id is None):
        raise InvalidInput("Give exactly one of message_id and user_id.", field="message_id")
    values = {"reporter_id": actor.user_id, "reason": _reason(command.reason), "words": _words(command.words)}
    about = _message(uow, actor, command.message_id) if command.message_id else _person(uow, actor, command.user_id)
    row = reports.insert(uow.session, values | about)
    if row is None:
        raise Conflict("You have reported this already.")
    return ReportView(row["id"], command.reason, command.message_id, about["user_id"], row["created_at"])


def _message(uow: UnitOfWork, actor: Actor, message_id: int) -> dict[str, Any]:
    view = get_message(uow, actor, message_id)
    if view.deleted_at is not None or view.kind == "system":
        raise NotFound
    if view.sender.id == actor.user_id:
        raise InvalidInput("Only what others wrote can be reported.", field="message_id")
    before = messages.older(uow.session, view.conversation_id, view.seq, _AROUND)
    after = messages.newer(uow.session, view.conversation_id, view.seq, _AROUND)
    snapshot = {
        "message": _kept(view),
        "earlier_words": [one.body for one in edits.revisions(uow.session, message_id)[:-1]],
        "before": [_kept(one) for one in before],
        "after": [_kept(one) for one in after],
    }
    place = {"message_id": message_id, "conversation_id": view.conversation_id}
    return place | {"user_id": view.sender.id, "snapshot": snapshot}


def _person(uow: UnitOfWork, actor: Actor, user_id: int | None) -> dict[str, Any]:
    user = get_user(uow, actor, user_id or 0)
    if user.id == actor.user_id:
        raise InvalidInput("Nobody can report themselves.", field="user_id")
    snapshot = {"username": user.username, "display_name": user.display_name, "about": user.about}
    return {"user_id": user.id, "message_id": None, "conversation_id": None, "snapshot": snapshot}


def _kept(view: MessageView) -> dict[str, Any]:
    """A message as it stays in a report, whatever becomes of it."""
    return {
        "id": view.id,
        "seq": view.seq,
        "sender": {"id": view.sender.id, "username": view.sender.username, "name": view.sender.display_name},
        "kind": view.kind,
        "body": view.body,
        "html": view.html,
        "payload": view.payload or {},
        "files": [{"id": file.id, "filename": file.filename, "sha256": file.sha256} for file in view.media],
        "created_at": to_json(view.created_at),
    }


def _reason(reason: str) -> str:
    if reason not in REASONS:
        raise InvalidInput(f"A reason is one of {', '.join(REASONS)}.", field="reason")
    return reason


def _words(words: str) -> str:
    if len(words) > _LONGEST:
        raise InvalidInput("Say it in at most {most} characters.", most=_LONGEST, field="words")
    return check_text(words, field="words").strip()
