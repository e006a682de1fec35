"""Queries about calls."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from webchat.domain.avatars import user_avatar
from webchat.domain.call_states import CALLER_GONE, IN, Call, Participant
from webchat.domain.call_views import CallView, ParticipantView
from webchat.domain.errors import InAnotherCall

_INSIDE = "state IN ('waiting', 'connecting', 'active', 'reconnecting')"
_CALLS = """
    SELECT c.*, v.kind = 'group' AS "group" FROM call c JOIN conversation v ON v.id = c.conversation_id
"""
_SOME = text(_CALLS + "WHERE c.id = ANY(:ids)")
_LIVE = text(_CALLS + "WHERE c.conversation_id = :conversation_id AND c.ended_at IS NULL")
_PARTS = text("""
    SELECT p.*, u.display_name, u.avatar_media_id FROM call_participant p
    JOIN call c ON c.id = p.call_id JOIN "user" u ON u.id = p.user_id
    WHERE p.call_id = ANY(:ids) ORDER BY p.call_id, p.user_id <> c.initiator_id, p.joined_at, p.user_id
""")
_ADD = text("""
    INSERT INTO call (conversation_id, initiator_id, kind, state, started_at, ring_until)
    VALUES (:conversation_id, :initiator_id, :kind, 'calling', :at, :at) RETURNING id
""")
_UPDATE = text("""
    UPDATE call SET media = :media, state = :state, version = version + 1, ring_until = :ring_until,
        answered_at = :answered_at, connected_at = :connected_at, ended_at = :ended_at, end_reason = :end_reason,
        message_id = :message_id, due_at = :due_at
    WHERE id = :id AND version = :version RETURNING version
""")
_PUT_PART = text("""
    INSERT INTO call_participant (call_id, user_id, state, device_id, deadline, joined_at, left_at, seen_at, line)
    VALUES (:call_id, :user_id, :state, :device_id, :deadline, :joined_at, :left_at, :seen_at, :line)
    ON CONFLICT (call_id, user_id) DO UPDATE SET state = excluded.state, device_id = excluded.device_id,
        deadline = excluded.deadline, joined_at = excluded.joined_at, left_at = excluded.left_at,
        seen_at = excluded.seen_at, line = excluded.line
""")
_TOUCH = text(f"""
    UPDATE call_participant p SET seen_at = greatest(p.seen_at, :at),
        line = CASE WHEN w.line <> '' THEN w.line ELSE p.line END
    FROM unnest(cast(:call_ids AS bigint[]), cast(:user_ids AS bigint[]), cast(:lines AS text[]))
        AS w (call_id, user_id, line)
    WHERE p.call_id = w.call_id AND p.user_id = w.user_id AND p.{_INSIDE}
""")  # noqa: S608  a constant
_ELSEWHERE = text(f"""
    SELECT user_id, call_id FROM call_participant
    WHERE user_id = ANY(:user_ids) AND call_id <> :but AND {_INSIDE}
""")  # noqa: S608  a constant
_AROUND = text("""
    SELECT c.id FROM call c
    JOIN membership m ON m.conversation_id = c.conversation_id AND m.user_id = :user_id
    WHERE c.ended_at IS NULL ORDER BY c.id
""")
_OF_USER = text("""
    SELECT c.id, c.conversation_id FROM call_participant p JOIN call c ON c.id = p.call_id AND c.ended_at IS NULL
    WHERE p.user_id = :user_id ORDER BY c.conversation_id
""")
# Who has written here, or to the caller, wants to be reached; not who muted this, and nobody over a block.
_RUNG = text("""
    SELECT m.user_id FROM membership m JOIN "user" u ON u.id = m.user_id AND u.deleted_at IS NULL
    LEFT JOIN conversation d ON d.direct_key = least(m.user_id, :caller_id) || ':' || greatest(m.user_id, :caller_id)
    WHERE m.conversation_id = :conversation_id AND m.user_id <> :caller_id
        AND NOT EXISTS (SELECT 1 FROM block b WHERE (b.blocker_id, b.blocked_id) IN (
            (m.user_id, :caller_id), (:caller_id, m.user_id)))
        AND (m.notify <> 'none' OR m.muted_until <= :at)
        AND EXISTS (SELECT 1 FROM message w WHERE w.conversation_id IN (m.conversation_id, d.id)
            AND w.sender_id = m.user_id AND w.kind <> 'system')
    ORDER BY m.user_id
""")
_HAS_WRITTEN = text("""
    SELECT EXISTS (SELECT 1 FROM message WHERE conversation_id = :conversation_id AND sender_id = :user_id)
""")
_IS_NEXT = text("""
    SELECT EXISTS (SELECT 1 FROM membership
        WHERE conversation_id = :conversation_id AND user_id = :user_id AND read_seq = :seq - 1)
""")
# Only what is above the cursor counts: the list is as short as the calls since somebody read last.
_NOTE_ANSWER = text("""
    UPDATE membership SET answered = ARRAY(SELECT one FROM unnest(answered) AS w (one) WHERE one > read_seq) || :seq
    WHERE conversation_id = :conversation_id AND user_id = :user_id AND read_seq < :seq AND :seq <> ALL(answered)
    RETURNING user_id
""")
_MINE = """
    FROM call_participant p JOIN call c ON c.id = p.call_id
    JOIN membership m ON m.conversation_id = c.conversation_id AND m.user_id = p.user_id
    WHERE p.user_id = :user_id
"""
_MISSED = " AND p.state IN ('missed', 'busy') AND c.ended_at IS NOT NULL"
_PAGE = f"SELECT c.id {_MINE} AND (cast(:before AS bigint) IS NULL OR p.call_id < :before)"
_ORDER = " ORDER BY p.call_id DESC LIMIT :limit"
_LIST, _LIST_MISSED = text(_PAGE + _ORDER), text(_PAGE + _MISSED + _ORDER)
_COUNT_MISSED = text(f"SELECT count(*) FROM (SELECT 1 {_MINE}{_MISSED} AND NOT p.noticed LIMIT 100) AS new")  # noqa: S608
_NOTICE = text("UPDATE call_participant SET noticed = true WHERE user_id = :user_id AND NOT noticed")
_VISIBLE = text("""
    SELECT c.conversation_id FROM call c
    JOIN membership m ON m.conversation_id = c.conversation_id AND m.user_id = :user_id WHERE c.id = :id
""")
_DUE = text(f"""
    SELECT id, conversation_id FROM call c WHERE ended_at IS NULL AND (due_at <= :at OR EXISTS (
        SELECT 1 FROM call_participant p WHERE p.call_id = c.id AND p.seen_at <= :unseen AND p.{_INSIDE}
    )) ORDER BY due_at LIMIT 100
""")  # noqa: S608  a constant
_NEXT = text("SELECT min(due_at) FROM call WHERE ended_at IS NULL")
_INSIDERS = text(f"""
    SELECT p.call_id, p.user_id, p.device_id, p.line
    FROM call c JOIN call_participant p ON p.call_id = c.id AND p.{_INSIDE} WHERE c.ended_at IS NULL
""")  # noqa: S608  a constant
_PART_FIELDS = [field.name for field in fields(Participant)]


def get(session: Session, call_id: int) -> Call | None:
    """One call with everyone's part in it."""
    return _one(session, session.execute(_SOME, {"ids": [call_id]}).mappings().first())


def live(session: Session, conversation_id: int) -> Call | None:
    """The live call of a conversation."""
    return _one(session, session.execute(_LIVE, {"conversation_id": conversation_id}).mappings().first())


def live_around(session: Session, user_id: int) -> list[int]:
    """The live calls of all conversations that somebody is in."""
    return list(session.execute(_AROUND, {"user_id": user_id}).scalars())


def add(session: Session, conversation_id: int, initiator_id: int, kind: str, at: datetime) -> int:
    """A place for a new call, whose state is saved next; its id."""
    values = {"conversation_id": conversation_id, "initiator_id": initiator_id, "kind": kind, "at": at}
    return int(session.execute(_ADD, values).scalar_one())


def save(session: Session, before: Call, after: Call) -> bool:
    """Writes what changed; False when somebody else changed the call since `before` was read."""
    values = {field.name: getattr(after, field.name) for field in fields(after) if field.name != "participants"}
    deadlines = [one.deadline for one in after.participants if one.deadline]
    values |= {"version": before.version, "due_at": min(deadlines, default=None)}
    if session.execute(_UPDATE, values).scalar() is None:
        return False
    known = {one.user_id: one for one in before.participants}
    changed = [one for one in after.participants if known.get(one.user_id) != one]
    # Who leaves comes first: one is in one call at a time, and the index sees each row by itself.
    try:
        for one in sorted(changed, key=lambda one: one.state in IN):
            session.execute(_PUT_PART, {"call_id": after.id, **asdict(one)})
    except IntegrityError as error:
        raise InAnotherCall from error
    return True


def touch(session: Session, signs: list[tuple[int, int, str]], at: datetime) -> None:
    """Signs of life of people in calls: call, user, and over which line ("": as before)."""
    call_ids, user_ids, lines = zip(*signs, strict=True)
    values = {"call_ids": list(call_ids), "user_ids": list(user_ids), "lines": list(lines), "at": at}
    session.execute(_TOUCH, values)


def elsewhere(session: Session, user_ids: list[int], but: int = 0) -> dict[int, int]:
    """Those who are in a call, another than `but`, and in which."""
    return {row.user_id: row.call_id for row in session.execute(_ELSEWHERE, {"user_ids": user_ids, "but": but})}


def of_user(session: Session, user_id: int) -> list[RowMapping]:
    """The live calls in which somebody has a part: `id` and `conversation_id`."""
    return list(session.execute(_OF_USER, {"user_id": user_id}).mappings())


def whom_to_ring(session: Session, conversation_id: int, caller_id: int, at: datetime) -> list[int]:
    """The members of a group whom this caller may ring."""
    values = {"conversation_id": conversation_id, "caller_id": caller_id, "at": at}
    return list(session.execute(_RUNG, values).scalars())


def has_written(session: Session, conversation_id: int, user_id: int) -> bool:
    """Whether somebody has ever said something in a conversation."""
    values = {"conversation_id": conversation_id, "user_id": user_id}
    return bool(session.execute(_HAS_WRITTEN, values).scalar())


def is_next_to_read(session: Session, conversation_id: int, user_id: int, seq: int) -> bool:
    """Whether a message is the first that somebody has not read."""
    values = {"conversation_id": conversation_id, "user_id": user_id, "seq": seq}
    return bool(session.execute(_IS_NEXT, values).scalar())


def note_answer(session: Session, conversation_id: int, user_id: int, seq: int) -> bool:
    """The line of a call is not unread for who took part in it; False where that was known, or it is read."""
    values = {"conversation_id": conversation_id, "user_id": user_id, "seq": seq}
    return session.execute(_NOTE_ANSWER, values).scalar() is not None


def mine(session: Session, user_id: int, before: int | None, limit: int, *, missed: bool) -> list[int]:
    """The calls in which somebody has a part, or did not get, the latest first."""
    values = {"user_id": user_id, "before": before, "limit": limit}
    return list(session.execute(_LIST_MISSED if missed else _LIST, values).scalars())


def count_missed(session: Session, user_id: int) -> int:
    """How many missed calls somebody has not looked at, counted up to 100."""
    return int(session.execute(_COUNT_MISSED, {"user_id": user_id}).scalar_one())


def notice(session: Session, user_id: int) -> None:
    """They have looked at the list."""
    session.execute(_NOTICE, {"user_id": user_id})


def place_of(session: Session, call_id: int, user_id: int) -> int | None:
    """The conversation of a call, if the user is in it."""
    return session.execute(_VISIBLE, {"id": call_id, "user_id": user_id}).scalar()


def due(session: Session, at: datetime) -> list[RowMapping]:
    """Live calls of which something may have lapsed: `id` and `conversation_id`."""
    return list(session.execute(_DUE, {"at": at, "unseen": at - CALLER_GONE}).mappings())


def next_due(session: Session) -> datetime | None:
    """When something lapses next."""
    return session.execute(_NEXT).scalar()


def insiders(session: Session) -> list[RowMapping]:
    """Everyone who is in a live call, and on which device."""
    return list(session.execute(_INSIDERS).mappings())


def load(session: Session, ids: list[int]) -> dict[int, tuple[Call, CallView]]:
    """Calls by their ids, each beside how all members of its conversation see it."""
    rows = list(session.execute(_SOME, {"ids": ids}).mappings()) if ids else []
    parts = _parts(session, [row["id"] for row in rows])
    found = [_call(row, parts) for row in rows]
    return {call.id: (call, _view(call, parts)) for call in found}


def _view(call: Call, rows: list[RowMapping]) -> CallView:
    shown = tuple(
        ParticipantView(
            row["user_id"],
            row["display_name"],
            user_avatar(row["user_id"], row["avatar_media_id"]),
            row["state"],
            row["joined_at"],
            row["left_at"],
        )
        for row in rows
        if row["call_id"] == call.id
    )
    same = {field.name: getattr(call, field.name) for field in fields(CallView) if hasattr(call, field.name)}
    return CallView(**same | {"participants": shown, "end_reason": call.end_reason or None})


def _one(session: Session, row: RowMapping | None) -> Call | None:
    return _call(row, _parts(session, [row["id"]])) if row else None


def _parts(session: Session, ids: list[int]) -> list[RowMapping]:
    return list(session.execute(_PARTS, {"ids": ids}).mappings()) if ids else []


def _call(row: RowMapping, parts: list[RowMapping]) -> Call:
    values: dict[str, Any] = {field.name: row[field.name] for field in fields(Call) if field.name != "participants"}
    people = [
        Participant(**{name: part[name] for name in _PART_FIELDS}) for part in parts if part["call_id"] == row["id"]
    ]
    return Call(**values, participants=tuple(people))
