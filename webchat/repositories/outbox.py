"""The three statements that store a batch of messages, however many there are."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is to be stored."""

    conversation_id: int
    sender_id: int
    client_id: UUID
    body: str
    html: str


_LOOK = text("""
    SELECT d.n, m.read_seq, u.username, u.display_name, first.id AS first_id, first.body AS first_body
    FROM unnest(cast(:conversation_ids AS bigint[]), cast(:sender_ids AS bigint[]), cast(:client_ids AS uuid[]))
        WITH ORDINALITY AS d (conversation_id, sender_id, client_id, n)
    JOIN membership m ON m.conversation_id = d.conversation_id AND m.user_id = d.sender_id
    JOIN "user" u ON u.id = d.sender_id AND u.deleted_at IS NULL
    LEFT JOIN message first ON first.sender_id = d.sender_id AND first.client_id = d.client_id
    ORDER BY d.n
""")
_STORE = text("""
    WITH draft AS (
        SELECT *, row_number() OVER (PARTITION BY conversation_id ORDER BY n) AS place
        FROM unnest(cast(:conversation_ids AS bigint[]), cast(:sender_ids AS bigint[]), cast(:client_ids AS uuid[]),
            cast(:bodies AS text[]), cast(:htmls AS text[]))
            WITH ORDINALITY AS d (conversation_id, sender_id, client_id, body, html, n)
    ), raised AS (
        UPDATE conversation c SET last_seq = c.last_seq + t.total, active_at = clock_timestamp()
        FROM (SELECT conversation_id, count(*) AS total FROM draft GROUP BY 1) AS t
        WHERE c.id = t.conversation_id RETURNING c.id, c.last_seq - t.total AS base
    ), stored AS (
        INSERT INTO message (conversation_id, sender_id, seq, client_id, body, html, created_at)
        SELECT d.conversation_id, d.sender_id, r.base + d.place, d.client_id, d.body, d.html, clock_timestamp()
        FROM draft d JOIN raised r ON r.id = d.conversation_id ORDER BY d.n
        RETURNING id, conversation_id, sender_id, seq, client_id, created_at
    ), moved AS (
        UPDATE membership m SET delivered_seq = greatest(m.delivered_seq, s.seq), read_seq = greatest(m.read_seq, s.seq)
        FROM (SELECT conversation_id, sender_id, max(seq) AS seq FROM stored GROUP BY 1, 2 ORDER BY 1, 2) AS s
        WHERE m.conversation_id = s.conversation_id AND m.user_id = s.sender_id
    ), logged AS (
        INSERT INTO event (conversation_id, actor_id, type, payload)
        SELECT conversation_id, sender_id, 'message.created', jsonb_build_object('message_id', id)
        FROM stored ORDER BY conversation_id, seq
        RETURNING id, txid, (payload->>'message_id')::bigint AS message_id, created_at
    )
    SELECT s.*, e.id AS event_id, e.txid::text::bigint AS txid, e.created_at AS logged_at
    FROM stored s JOIN logged e ON e.message_id = s.id
""")


def look(session: Session, drafts: list[Draft]) -> dict[int, RowMapping]:
    """By place in the batch, in its order: senders who are members, with the message that has their `client_id`."""
    return {row["n"] - 1: row for row in session.execute(_LOOK, _places(drafts)).mappings()}


def store(session: Session, drafts: list[Draft]) -> dict[tuple[int, UUID], RowMapping]:
    """Numbers, stores and logs the drafts and moves their senders' cursors; by sender and `client_id`."""
    texts = {"bodies": [draft.body for draft in drafts], "htmls": [draft.html for draft in drafts]}
    rows = session.execute(_STORE, _places(drafts) | texts).mappings()
    return {(row["sender_id"], row["client_id"]): row for row in rows}


def _places(drafts: list[Draft]) -> dict[str, list[object]]:
    return {
        "conversation_ids": [draft.conversation_id for draft in drafts],
        "sender_ids": [draft.sender_id for draft in drafts],
        "client_ids": [str(draft.client_id) for draft in drafts],
    }
