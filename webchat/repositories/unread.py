"""Queries about what is unread, and what members marked so."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from webchat.repositories.blocks import blocked_by
from webchat.repositories.folders import MUTED
from webchat.repositories.mentions import UNREAD_NAMING

# Of what is muted only the messages count that name the member, as in the page (folders.js, unread.js).
_TOTALS = text(f"""
    SELECT m.user_id, sum(CASE
        WHEN {MUTED} THEN (SELECT count(*) FROM ({UNREAD_NAMING}) AS naming)
        WHEN m.unread_mark IS NOT NULL THEN greatest(1, c.last_seq - least(m.read_seq, m.unread_mark - 1))
        ELSE greatest(0, c.last_seq - m.read_seq
            - (SELECT count(*) FROM unnest(m.answered) AS w (seq) WHERE seq > m.read_seq))
    END) AS total
    FROM membership m JOIN conversation c ON c.id = m.conversation_id
    WHERE m.user_id = ANY(:ids) AND (m.read_seq < c.last_seq OR m.unread_mark IS NOT NULL)
        AND coalesce(m.hidden_seq, -1) < c.last_seq AND NOT {blocked_by("m.user_id")}
    GROUP BY m.user_id
""")  # noqa: S608  constants
_MARK = text("""
    UPDATE membership SET unread_mark = :seq WHERE conversation_id = :conversation_id AND user_id = :user_id
""")
_CLEAR = text("""
    UPDATE membership SET unread_mark = NULL
    WHERE conversation_id = :conversation_id AND user_id = :user_id AND unread_mark IS NOT NULL
""")


def totals(session: Session, user_ids: Collection[int], now: datetime) -> dict[int, int]:
    """How many messages each of these people has not read in all, as their badges show it."""
    values = {"ids": list(user_ids), "now": now}
    found = {row.user_id: int(row.total) for row in session.execute(_TOTALS, values)} if user_ids else {}
    return {one: found.get(one, 0) for one in user_ids}


def mark(session: Session, conversation_id: int, user_id: int, seq: int) -> None:
    """From this `seq` on, a conversation counts as unread for one member."""
    session.execute(_MARK, {"conversation_id": conversation_id, "user_id": user_id, "seq": seq})


def clear(session: Session, conversation_id: int, user_id: int) -> bool:
    """Takes the mark away; False when there was none."""
    values = {"conversation_id": conversation_id, "user_id": user_id}
    return bool(session.execute(_CLEAR, values).rowcount)  # type: ignore[attr-defined]
