"""What became of each message of a batch, and what is told of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from webchat.db.unit_of_work import Announcements, UnitOfWork
from webchat.domain.conversation_views import ReceiptView
from webchat.domain.errors import Conflict, InvalidInput, NotFound, SlowMode, WebchatError
from webchat.domain.events import MESSAGE_CREATED, LoggedEvent
from webchat.domain.message_views import MessageKind, MessageView, SentMessage
from webchat.domain.payloads import lasting
from webchat.domain.permissions import Action, Standing, refusal
from webchat.repositories import messages, outbox
from webchat.repositories.outbox import Draft
from webchat.services.events import logged
from webchat.services.receipt_signals import tell_moved

Outcome = SentMessage | WebchatError
Row = Mapping[str, Any]
Earlier = tuple[MessageView, Row]
Stored = dict[tuple[int, UUID], tuple[Draft, MessageView]]
"""By sender and `client_id`."""


@dataclass
class Besides:
    """What is rarely needed and takes another question: first messages of a `client_id`, events of marks taken away."""

    earlier: dict[int, Earlier] = field(default_factory=dict)
    unmarked: dict[int, tuple[LoggedEvent, Any]] = field(default_factory=dict)

    @staticmethod
    def are_needed(rows: Sequence[Row]) -> bool:
        """Whether these rows of `outbox.sending` speak of any."""
        return any(row["first_id"] is not None or row["unmarked_event_id"] is not None for row in rows)


def store_batch(uow: UnitOfWork, drafts: list[Draft]) -> list[Outcome]:
    """Stores drafts in one transaction; gives for each its message, or why not."""
    rows = outbox.send(uow.connection, drafts)
    return outcomes_of(uow, drafts, rows, look_up(uow, rows) if Besides.are_needed(rows) else Besides())


def look_up(uow: UnitOfWork, rows: Sequence[Row]) -> Besides:
    """What these rows of `outbox.sending` speak of."""
    ids = [row["first_id"] for row in rows if row["first_id"] is not None]
    views, said = (messages.get_many(uow.session, ids), outbox.first_said(uow.connection, ids)) if ids else ({}, {})
    unmarked = logged(uow, [row["unmarked_event_id"] for row in rows if row["unmarked_event_id"] is not None])
    return Besides({one: (views[one], said[one]) for one in views}, {pair[0].id: pair for pair in unmarked})


def outcomes_of(told: Announcements, drafts: list[Draft], rows: Sequence[Row], besides: Besides) -> list[Outcome]:
    """For each draft its message, or why not; hands what was stored to `told`, in the order of the log."""
    known = {row["n"] - 1: row for row in rows}
    new = [(drafts[place], row) for place, row in known.items() if row["id"] is not None]
    stored = _announce(told, new, besides)
    return [_outcome(draft, known.get(place), stored, besides.earlier) for place, draft in enumerate(drafts)]


def _announce(told: Announcements, new: list[tuple[Draft, Row]], besides: Besides) -> Stored:
    """Tells, after the commit, of what was stored, in the order of the log."""
    stored: Stored = {}
    own: dict[tuple[int, int], list[int]] = defaultdict(list)
    before: dict[tuple[int, int], Row] = {}
    for draft, row in sorted(new, key=lambda one: one[1]["event_id"]):
        view = _view(draft, row)
        stored[draft.sender_id, draft.client_id] = (draft, view)
        told.announce(_event(draft, row), view)
        own[draft.sender_id, draft.conversation_id].append(view.seq)
        before[draft.sender_id, draft.conversation_id] = row
    for place, seqs in own.items():
        _tell_read(told, before[place], place, seqs, besides)
    return stored


def _tell_read(told: Announcements, before: Row, place: tuple[int, int], seqs: list[int], besides: Besides) -> None:
    """Who answers has read what others wrote before, and others see it in their ticks."""
    sender_id, conversation_id = place
    if max(seqs) > before["read_seq"] + len(seqs):
        tell_moved(told, ReceiptView(conversation_id, sender_id, max(seqs), max(seqs), moved=True))
    if unmarked := besides.unmarked.get(before["unmarked_event_id"]):
        told.announce(*unmarked)


def _outcome(draft: Draft, known: Row | None, stored: Stored, earlier: dict[int, Earlier]) -> Outcome:
    if known is None:
        return NotFound(field="conversation_id")
    if known["first_id"] is not None:
        first, row = earlier[known["first_id"]]
        if row["vanished_at"]:  # what it said is known no more
            return SentMessage(first, replay=True)
        said = _first_said(draft, first, row)
    elif known["id"] is None and (refused := _refusal(draft, known)):
        return refused
    elif (draft.sender_id, draft.client_id) not in stored:  # the second of a batch, in slow mode
        return SlowMode(known["slow_seconds"])
    else:
        twin, first = stored[draft.sender_id, draft.client_id]
        if twin is draft:
            return SentMessage(first, replay=False)
        said = _said(twin)
    return SentMessage(first, replay=True) if said == _said(draft) else Conflict(_ANOTHER, field="client_id")


def _first_said(draft: Draft, first: MessageView, row: Row) -> tuple[object, ...]:
    payload, files = (
        lasting(row["kind"], row["payload"]),
        [one.id for one in (draft if first.deleted_at else first).media],
    )
    return row["first_body"], row["kind"], payload, row["reply_to_id"], first.conversation_id, files


def _said(draft: Draft) -> tuple[object, ...]:
    payload, files = lasting(draft.kind, draft.payload), [one.id for one in draft.media]
    return draft.body, draft.kind, payload, draft.reply_to_id, draft.conversation_id, files


def _refusal(draft: Draft, known: Row) -> WebchatError | None:
    if draft.by_system:
        return None
    standing = Standing(known["role"], known["conversation_kind"], known["who_can_write"], block=known["block"])
    if refused := refusal(standing, Action.WRITE):
        return NotFound(field="conversation_id") if isinstance(refused, NotFound) else refused
    if known["slow_wait"]:
        return SlowMode(max(1, known["slow_wait"]))
    if draft.reply_to_id is not None and known["quote_id"] is None:
        return InvalidInput("The message that this one answers is not here.", field="reply_to_id")
    return None


_ANOTHER = "This client_id was used for another message."


def _view(draft: Draft, row: Row) -> MessageView:
    return MessageView(
        id=row["id"],
        conversation_id=draft.conversation_id,
        seq=row["seq"],
        version=1,
        client_id=draft.client_id,
        sender=messages.sender_of(row, draft.sender_id),
        kind=cast(MessageKind, draft.kind),
        body=draft.body,
        html=draft.html,
        created_at=row["created_at"],
        reply_to=messages.quote_of(row),
        payload=draft.payload | ({"votes": {}} if draft.kind == "poll" else {}),
        mentions=draft.mentions,
        mentions_all=draft.mentions_all,
        media=draft.media,
        expires_at=row["expires_at"],
    )


def _event(draft: Draft, row: Row) -> LoggedEvent:
    return LoggedEvent(
        id=row["event_id"],
        txid=row["txid"],
        type=MESSAGE_CREATED,
        conversation_id=draft.conversation_id,
        user_id=None,
        actor_id=draft.sender_id,
        payload={"message_id": row["id"]},
        created_at=row["logged_at"],
    )
