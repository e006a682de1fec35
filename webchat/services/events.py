"""The event log: written by every use case, read by everyone who must not miss anything."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.cursors import Cursor, parse_cursor
from webchat.domain.events import LoggedEvent, NewEvent
from webchat.domain.pages import EventPage
from webchat.domain.privacy import as_allowed, kept_apart, subject_of
from webchat.domain.user_views import PrivacyView
from webchat.realtime.bus import live_event
from webchat.realtime.hub import hub
from webchat.repositories import blocks, event_views, events
from webchat.services.presence import privacy_of


def record(uow: UnitOfWork, view: Any, *new: NewEvent) -> None:
    """Logs events that speak of `view`, and announces them after the commit."""
    for event in events.append(uow.session, new):
        uow.announce(event, view)


def record_each(uow: UnitOfWork, pairs: Sequence[tuple[NewEvent, Any]]) -> None:
    """The same for events that speak of different things, in one statement."""
    for event, (_, view) in zip(events.append(uow.session, [new for new, _ in pairs]), pairs, strict=True):
        uow.announce(event, view)


def logged(uow: UnitOfWork, ids: list[int]) -> list[tuple[LoggedEvent, Any]]:
    """Events that another statement has logged already, with what they speak of, to be announced."""
    return event_views.join(uow.session, events.get_many(uow.session, ids)) if ids else []


def current_cursor() -> str:
    """Up to where this process has read the log and told its listeners."""
    return hub.cursor


def read_log(uow: UnitOfWork, actor: Actor, since: str | None, limit: int = 100) -> EventPage:
    """What the actor may see of the log after `since`, each event with the present state of its object."""
    log = events.position(uow.session)
    if since is None:
        return EventPage([], str(log.cursor))
    start = parse_cursor(since)
    if not log.can_resume(start):
        return EventPage([], str(log.cursor), reset=True)
    page = events.page(uow.session, actor.user_id, start, limit)
    has_more = len(page) == limit
    end = Cursor(log.epoch, page[-1].txid, page[-1].id) if has_more else max(log.cursor, start)
    seen = [event for event in page if _is_for(actor, event)]
    return EventPage([live_event(*pair) for pair in _joined(uow, actor, seen)], str(end), has_more)


def _joined(uow: UnitOfWork, actor: Actor, page: list[LoggedEvent]) -> list[tuple[LoggedEvent, Any]]:
    """Events with what they speak of, as far as this reader may see it."""
    pairs = event_views.join(uow.session, page)
    people = sorted({one for _, view in pairs if (one := subject_of(view)) is not None})
    apart = blocks.between(uow.session, actor.user_id, people) if people else {}
    reader = privacy_of(uow, actor.user_id) if people else None
    return [(event, _as_seen(view, actor, reader, apart=subject_of(view) in apart)) for event, view in pairs]


def _as_seen(view: Any, actor: Actor, reader: PrivacyView | None, *, apart: bool) -> Any:
    if reader is None or subject_of(view) is None:
        return view
    return as_allowed(kept_apart(view) if apart else view, actor.user_id, reader)


def _is_for(actor: Actor, event: LoggedEvent) -> bool:
    """Whether an event that this user may see is also of a conversation that the actor's proof opens."""
    return actor.sees(event.conversation_id or event.payload.get("conversation_id"))


def read_missed(uow: UnitOfWork, actor: Actor, since: str, limit: int) -> EventPage:
    """What was committed after `since`, for who listens already; no event's cursor is beyond the horizon."""
    log = events.position(uow.session)
    start = parse_cursor(since)
    if not log.can_resume(start):
        return EventPage([], str(log.cursor), reset=True)
    page = events.missed(uow.session, actor.user_id, start, limit)
    items = [
        replace(live_event(event, view), cursor=str(min(Cursor(log.epoch, event.txid, event.id), log.cursor)))
        for event, view in _joined(uow, actor, [one for one in page if _is_for(actor, one)])
    ]
    end = Cursor(log.epoch, page[-1].txid, page[-1].id) if page else start
    return EventPage(items, str(end), len(page) == limit)


def check_log(uow: UnitOfWork) -> None:
    """Raises `Unavailable` when the log cannot be read."""
    events.position(uow.session)
