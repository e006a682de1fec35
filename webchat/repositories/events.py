"""Queries about the event log."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.domain.cursors import Cursor
from webchat.domain.events import LoggedEvent, NewEvent

_COLUMNS = "id, txid::text::bigint AS txid, type, conversation_id, user_id, actor_id, payload, created_at"
_APPEND = text(f"""
    INSERT INTO event (conversation_id, user_id, actor_id, type, payload)
    SELECT conversation_id, user_id, actor_id, type, payload::jsonb
    FROM unnest(cast(:conversation_ids AS bigint[]), cast(:user_ids AS bigint[]), cast(:actor_ids AS bigint[]),
        cast(:types AS text[]), cast(:payloads AS text[]))
        WITH ORDINALITY AS e (conversation_id, user_id, actor_id, type, payload, n) ORDER BY n
    RETURNING {_COLUMNS}
""")  # noqa: S608  a constant
_WHERE = " WHERE (txid, id) > (cast(:txid AS xid8), :id)"
_AFTER = f"SELECT {_COLUMNS} FROM event" + _WHERE  # noqa: S608  a constant
_BELOW_HORIZON = " AND txid < pg_snapshot_xmin(pg_current_snapshot())"
# One's joinings since then. What took the conversation's lock later has a later transaction, whenever it began.
_WITH_JOININGS = """WITH joining AS (
    SELECT (payload ->> 'conversation_id')::bigint AS place, max(txid) AS at FROM event
    WHERE user_id = :reader_id AND (txid, id) > (cast(:txid AS xid8), :id) AND type = 'conversation.created' GROUP BY 1
) """
_VISIBLE = """ AND (user_id = :reader_id
    OR conversation_id IN (SELECT m.conversation_id FROM membership m WHERE m.user_id = :reader_id)
    AND NOT EXISTS (SELECT 1 FROM joining j WHERE j.place = event.conversation_id AND event.txid < j.at))"""
_IN_ORDER = " ORDER BY txid, id LIMIT :limit"
_TAIL = text("SELECT txid::text::bigint, id FROM event" + _WHERE + _BELOW_HORIZON + _IN_ORDER)  # noqa: S608
_PAGE = text(_WITH_JOININGS + _AFTER + _BELOW_HORIZON + _VISIBLE + _IN_ORDER)
_SOME = text(f"SELECT {_COLUMNS} FROM event WHERE id = ANY(:ids) ORDER BY txid, id")  # noqa: S608  a constant
_MISSED = text(_WITH_JOININGS + _AFTER + _VISIBLE + _IN_ORDER)
_OF_CONVERSATION = text(
    _AFTER + " AND conversation_id = :conversation_id AND event.id <= :upto ORDER BY txid, id LIMIT :limit"
)
_STATE = text("""
    SELECT epoch, pruned_txid::text::bigint AS pruned_txid,
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon,
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS ceiling FROM installation
""")
# Only what is below the horizon, and the mark first: a reader must never take a hole for the end.
_PRUNE = text("""
    WITH old AS (
        SELECT id, txid FROM event
        WHERE created_at < now() - make_interval(days => :days) AND txid < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY txid, id LIMIT :limit
    ), marked AS (
        UPDATE installation SET pruned_txid = greatest(pruned_txid, last.txid)
        FROM (SELECT max(txid) AS txid FROM old HAVING count(*) > 0) AS last
    )
    DELETE FROM event USING old WHERE event.id = old.id
""")


@dataclass(frozen=True, slots=True)
class LogPosition:
    """The log as this snapshot sees it: below `horizon` nothing new comes, from `ceiling` on nothing is."""

    epoch: str
    pruned_txid: int
    horizon: int
    ceiling: int

    @property
    def cursor(self) -> Cursor:
        """Everything below the horizon counts as read."""
        return Cursor(self.epoch, self.horizon, 0)

    def can_resume(self, since: Cursor) -> bool:
        """False when the cursor is of another epoch, or of a time that was pruned or is still to come.

        The latter comes from a database that has lost its latest transactions, as after a failover: what its numbers
        speak of now would be missed.
        """
        return since.epoch == self.epoch and self.pruned_txid < since.txid <= self.ceiling


def append(session: Session, events: Sequence[NewEvent]) -> list[LoggedEvent]:
    """Writes events to the log, in order."""
    values = {
        "conversation_ids": [event.conversation_id for event in events],
        "user_ids": [event.user_id for event in events],
        "actor_ids": [event.actor_id for event in events],
        "types": [event.type for event in events],
        "payloads": [json.dumps(event.payload) for event in events],
    }
    rows = sorted(session.execute(_APPEND, values).mappings(), key=lambda row: row["id"])
    return [_logged(row) for row in rows]


def position(session: Session) -> LogPosition:
    """Where the log stands."""
    return LogPosition(**session.execute(_STATE).mappings().one())


def tail(session: Session, since: Cursor, limit: int) -> list[tuple[int, int]]:
    """The places of everyone's events after a position, up to the horizon: `(txid, id)`."""
    values = {"txid": str(since.txid), "id": since.id, "limit": limit}
    return [(txid, event_id) for txid, event_id in session.execute(_TAIL, values)]


def page(session: Session, reader_id: int, since: Cursor, limit: int) -> list[LoggedEvent]:
    """The events after a position that one user may see, up to the horizon.

    Of a conversation those from the user's latest joining on, as long as they are a member.
    """
    return _read(session, _PAGE, since, limit, reader_id=reader_id)


def get_many(session: Session, ids: list[int]) -> list[LoggedEvent]:
    """Events by their ids, while they are kept, in the order of the log."""
    return [_logged(row) for row in session.execute(_SOME, {"ids": ids}).mappings()] if ids else []


def get(session: Session, event_id: int) -> LoggedEvent | None:
    """One event, while it is kept."""
    return next(iter(get_many(session, [event_id])), None)


def missed(session: Session, reader_id: int, since: Cursor, limit: int) -> list[LoggedEvent]:
    """The same with what is above the horizon, for a reader who hears of later commits by another way."""
    return _read(session, _MISSED, since, limit, reader_id=reader_id)


def of_conversation(session: Session, conversation_id: int, since: Cursor, upto: int, limit: int) -> list[LoggedEvent]:
    """What happened in one conversation after a position, up to the event `upto`, also above the horizon."""
    return _read(session, _OF_CONVERSATION, since, limit, conversation_id=conversation_id, upto=upto)


def prune(session: Session, days: int, limit: int) -> int:
    """Drops events that are older than `days`, at most `limit` of them; gives how many."""
    return session.execute(_PRUNE, {"days": days, "limit": limit}).rowcount  # type: ignore[attr-defined, no-any-return]


def _read(session: Session, statement: Any, since: Cursor, limit: int, **more: int) -> list[LoggedEvent]:
    values = {"txid": str(since.txid), "id": since.id, "limit": limit, **more}
    return [_logged(row) for row in session.execute(statement, values).mappings()]


def _logged(row: RowMapping) -> LoggedEvent:
    return LoggedEvent(**row)
