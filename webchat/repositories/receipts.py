"""Queries about how far members have received and read, and since when."""

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.domain.conversation_views import ReceiptMinima, ReceiptOf, ReceiptView
from webchat.domain.user_views import UserView
from webchat.repositories import users
from webchat.repositories.blocks import blocked_by
from webchat.repositories.messages import NO_BOT

# Rows are locked in one order, so that two devices and a sender never wait for each other in a ring.
# What one reads of somebody whom one shut out is not told, so it is not kept. What is read was delivered: one moment.
_MOVE = text(f"""
    WITH wanted AS (
        SELECT m.conversation_id, m.delivered_seq, m.read_seq,
            greatest(m.read_seq, least(w.read_seq, c.last_seq)) AS to_read,
            greatest(m.delivered_seq, least(w.delivered_seq, c.last_seq), least(w.read_seq, c.last_seq))
                AS to_delivered,
            CASE WHEN me.hides_receipts THEN m.shown_seq
                ELSE greatest(m.read_seq, least(w.read_seq, c.last_seq)) END AS to_shown
        FROM unnest(cast(:conversation_ids AS bigint[]), cast(:delivered AS bigint[]), cast(:read AS bigint[]))
            AS w (conversation_id, delivered_seq, read_seq)
        JOIN membership m ON m.conversation_id = w.conversation_id AND m.user_id = :user_id
        JOIN conversation c ON c.id = w.conversation_id AND NOT {blocked_by("m.user_id")}
        JOIN "user" me ON me.id = :user_id
        ORDER BY m.conversation_id FOR UPDATE OF m
    ), moved AS (
        UPDATE membership m SET delivered_seq = w.to_delivered, read_seq = w.to_read, shown_seq = w.to_shown
        FROM wanted w
        WHERE m.conversation_id = w.conversation_id AND m.user_id = :user_id
            AND (w.to_delivered > m.delivered_seq OR w.to_read > m.read_seq)
        RETURNING m.conversation_id
    ), noted AS (
        INSERT INTO receipt_moment (conversation_id, user_id, seq, is_read)
        SELECT conversation_id, :user_id, to_delivered, false FROM wanted
            WHERE to_delivered > delivered_seq AND to_delivered > to_shown
        UNION ALL SELECT conversation_id, :user_id, to_shown, true FROM wanted
            WHERE to_read > read_seq AND to_shown = to_read
        ON CONFLICT DO NOTHING
    )
    SELECT w.conversation_id, w.to_delivered, w.to_read, w.to_shown, moved.conversation_id IS NOT NULL AS moved
    FROM wanted w LEFT JOIN moved USING (conversation_id)
""")  # noqa: S608  constants
# The slowest member is one of the first entries of an index, so nothing here grows with the group.
_MINIMA = text(f"""
    SELECT c.id,
        (SELECT delivered_seq FROM membership o WHERE conversation_id = c.id AND {NO_BOT}
            ORDER BY delivered_seq LIMIT 1) AS delivered,
        (SELECT shown_seq FROM membership o WHERE conversation_id = c.id AND {NO_BOT}
            ORDER BY shown_seq LIMIT 1) AS read
    FROM conversation c WHERE c.id = ANY(:ids)
""")  # noqa: S608  constants
_MOMENT = """(SELECT at FROM receipt_moment r WHERE r.conversation_id = m.conversation_id
    AND r.user_id = o.user_id AND r.seq >= m.seq AND {which} ORDER BY r.seq LIMIT 1)"""
# Who hides what they have read does not see it of others.
# Of a message from before the oldest moment that is kept, nobody can say any more when it was seen.
_OF_MESSAGE = text(f"""
    SELECT * FROM (
        SELECT o.user_id, v.is_shown AS read, o.delivered_seq >= m.seq AS delivered,
            CASE WHEN v.is_shown THEN 0 WHEN o.delivered_seq >= m.seq THEN 1 ELSE 2 END AS rank,
            CASE WHEN m.created_at > now() - make_interval(days => :days) THEN least(
                {_MOMENT.format(which="NOT r.is_read")}, {_MOMENT.format(which="r.is_read")}
            ) END AS delivered_at,
            CASE WHEN v.is_shown AND m.created_at > now() - make_interval(days => :days) THEN
                {_MOMENT.format(which="r.is_read")}
            END AS read_at
        FROM message m JOIN membership o
            ON o.conversation_id = m.conversation_id AND o.joined_seq < m.seq AND o.user_id <> m.sender_id
        JOIN "user" u ON u.id = o.user_id AND u.deleted_at IS NULL
        JOIN "user" me ON me.id = :reader_id
        CROSS JOIN LATERAL (SELECT o.shown_seq >= m.seq AND NOT me.hides_receipts AS is_shown) AS v
        WHERE m.id = :message_id AND {NO_BOT}
            AND NOT EXISTS (SELECT 1 FROM block WHERE blocker_id = o.user_id AND blocked_id = :reader_id)
    ) AS found
    WHERE (rank, user_id) > (:rank, :after_id) ORDER BY rank, user_id LIMIT :limit
""")  # noqa: S608  constants
_LATEST = text("""
    SELECT c.id, c.members_count FROM membership m JOIN conversation c ON c.id = m.conversation_id
    WHERE m.user_id = :user_id ORDER BY c.active_at DESC, c.id DESC LIMIT :limit
""")
_OF_MEMBERS = text("""
    SELECT conversation_id, user_id, delivered_seq,
        CASE WHEN user_id = :reader_id THEN read_seq ELSE shown_seq END AS read_seq
    FROM membership o
    WHERE conversation_id = ANY(:ids) AND NOT EXISTS (
        SELECT 1 FROM block WHERE (blocker_id, blocked_id) IN ((o.user_id, :reader_id), (:reader_id, o.user_id))
    )
    ORDER BY conversation_id, user_id
""")
_PRUNE = text("""
    DELETE FROM receipt_moment WHERE ctid = ANY(ARRAY(
        SELECT ctid FROM receipt_moment WHERE at < now() - make_interval(days => :days) LIMIT :limit
    ))
""")


def move(session: Session, user_id: int, wanted: dict[int, tuple[int | None, int | None]]) -> list[ReceiptView]:
    """Moves a user's cursors forward, never back and never past the end, and notes the moment."""
    values = {
        "user_id": user_id,
        "conversation_ids": list(wanted),
        "delivered": [delivered or 0 for delivered, _ in wanted.values()],
        "read": [read or 0 for _, read in wanted.values()],
    }
    return [
        ReceiptView(row["conversation_id"], user_id, row["to_delivered"], row["to_read"], row["moved"], row["to_shown"])
        for row in session.execute(_MOVE, values).mappings()
    ]


def minima(session: Session, conversation_ids: list[int]) -> dict[int, ReceiptMinima]:
    """Up to where all members of each conversation have received and read; none where nobody is left."""
    rows = session.execute(_MINIMA, {"ids": conversation_ids}).mappings()
    return {row["id"]: ReceiptMinima(row["delivered"], row["read"]) for row in rows if row["read"] is not None}


def latest(session: Session, user_id: int, limit: int) -> dict[int, int]:
    """The user's conversations in which something happened last, with how many are in each."""
    rows = session.execute(_LATEST, {"user_id": user_id, "limit": limit}).mappings()
    return {row["id"]: row["members_count"] for row in rows}


def of_members(session: Session, conversation_ids: list[int], reader_id: int) -> list[ReceiptView]:
    """How far each member has come, but for those whom a block keeps apart from the reader."""
    rows = session.execute(_OF_MEMBERS, {"ids": conversation_ids, "reader_id": reader_id}).mappings()
    return [ReceiptView(**row, moved=False) for row in rows]


def of_message(
    session: Session, message_id: int, reader_id: int, after: tuple[int, int], days: int, limit: int
) -> list[tuple[tuple[int, int], ReceiptOf]]:
    """Who was to see a message and has or has not, readers first; each with its place in this list.

    Nothing of those who shut the reader out.
    """
    rank, after_id = after
    values = {
        "message_id": message_id,
        "reader_id": reader_id,
        "rank": rank,
        "after_id": after_id,
        "days": days,
        "limit": limit,
    }
    rows = session.execute(_OF_MESSAGE, values).mappings().all()
    people = {user.id: user for user in users.get_many(session, [row["user_id"] for row in rows])}
    return [((row["rank"], row["user_id"]), _receipt(row, people[row["user_id"]])) for row in rows]


def prune(session: Session, days: int, limit: int) -> int:
    """Drops moments that are older than `days`, at most `limit` of them; gives how many."""
    return session.execute(_PRUNE, {"days": days, "limit": limit}).rowcount  # type: ignore[attr-defined, no-any-return]


def _receipt(row: RowMapping, user: UserView) -> ReceiptOf:
    return ReceiptOf(user, row["delivered_at"], row["read_at"], row["delivered"], row["read"])
