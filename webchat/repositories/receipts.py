"""Queries about how far members have received and read."""

from sqlalchemy import text
from sqlmodel import Session

from webchat.domain.views import ReceiptMinima, ReceiptView

# Rows are locked in one order, so that two devices and a sender never wait for each other in a ring.
_MOVE = text("""
    WITH wanted AS (
        SELECT m.conversation_id, m.delivered_seq, m.read_seq,
            greatest(m.read_seq, least(w.read_seq, c.last_seq)) AS to_read,
            greatest(m.delivered_seq, least(w.delivered_seq, c.last_seq), least(w.read_seq, c.last_seq)) AS to_delivered
        FROM unnest(cast(:conversation_ids AS bigint[]), cast(:delivered AS bigint[]), cast(:read AS bigint[]))
            AS w (conversation_id, delivered_seq, read_seq)
        JOIN membership m ON m.conversation_id = w.conversation_id AND m.user_id = :user_id
        JOIN conversation c ON c.id = w.conversation_id
        ORDER BY m.conversation_id FOR UPDATE OF m
    ), moved AS (
        UPDATE membership m SET delivered_seq = w.to_delivered, read_seq = w.to_read FROM wanted w
        WHERE m.conversation_id = w.conversation_id AND m.user_id = :user_id
            AND (w.to_delivered > m.delivered_seq OR w.to_read > m.read_seq)
        RETURNING m.conversation_id
    )
    SELECT w.conversation_id, w.to_delivered, w.to_read, moved.conversation_id IS NOT NULL AS moved,
        least(w.to_delivered, (SELECT o.delivered_seq FROM membership o
            WHERE o.conversation_id = w.conversation_id AND o.user_id <> :user_id
            ORDER BY o.delivered_seq LIMIT 1)) AS min_delivered,
        least(w.to_read, (SELECT o.read_seq FROM membership o
            WHERE o.conversation_id = w.conversation_id AND o.user_id <> :user_id
            ORDER BY o.read_seq LIMIT 1)) AS min_read
    FROM wanted w LEFT JOIN moved USING (conversation_id)
""")
_SLOWEST = text("""
    SELECT
        (SELECT delivered_seq FROM membership WHERE conversation_id = :id ORDER BY delivered_seq LIMIT 1) AS delivered,
        (SELECT read_seq FROM membership WHERE conversation_id = :id ORDER BY read_seq LIMIT 1) AS read
""")


def minima(session: Session, conversation_id: int) -> ReceiptMinima | None:
    """Up to where all members have received and read; None where nobody is left."""
    row = session.execute(_SLOWEST, {"id": conversation_id}).one()
    return None if row.delivered is None else ReceiptMinima(row.delivered, row.read)


def move(session: Session, user_id: int, wanted: dict[int, tuple[int | None, int | None]]) -> list[ReceiptView]:
    """Moves a user's cursors forward, never back and never past the end."""
    values = {
        "user_id": user_id,
        "conversation_ids": list(wanted),
        "delivered": [delivered or 0 for delivered, _ in wanted.values()],
        "read": [read or 0 for _, read in wanted.values()],
    }
    return [
        ReceiptView(
            conversation_id=row["conversation_id"],
            user_id=user_id,
            delivered_seq=row["to_delivered"],
            read_seq=row["to_read"],
            min_delivered_seq=row["min_delivered"],
            min_read_seq=row["min_read"],
            moved=row["moved"],
        )
        for row in session.execute(_MOVE, values).mappings()
    ]
