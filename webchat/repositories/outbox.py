"""The one statement that stores a batch of messages, however many there are."""

import json
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from webchat.db.prepared import Call, Prepared, run
from webchat.domain.media_views import MediaView
from webchat.domain.permissions import ADMINS, ALL, BLOCKS, ROLES, Action, Standing, may
from webchat.repositories import conversations
from webchat.repositories.blocks import block_of
from webchat.repositories.messages import QUOTE_FILES


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is to be stored. `by_system`: it tells of a change, and no group's settings forbid it."""

    conversation_id: int
    sender_id: int
    client_id: UUID
    body: str
    html: str
    kind: str = "text"
    payload: dict[str, Any] = field(default_factory=dict)
    reply_to_id: int | None = None
    mentions: tuple[int, ...] = ()
    mentions_all: bool = False
    search_text: str = ""
    by_system: bool = False
    media: tuple[MediaView, ...] = ()


def _may_write() -> str:
    """SQL: the standings that the table of rights lets write."""
    standings = (Standing(role, kind, who, block=block) for role, kind, who, block in product(
        ROLES, ("direct", "group"), (ALL, ADMINS), BLOCKS
    ))  # fmt: skip
    rows = [
        f"('{one.role}', '{one.kind}', '{one.who_can_write}', '{one.block}')"
        for one in standings
        if may(one, Action.WRITE)
    ]
    return f"(k.role, k.conversation_kind, k.who_can_write, k.block) IN ({', '.join(rows)})"


# What only some messages need: the answered one (found by its id alone, whatever PostgreSQL knows of the table's size),
# people who are mentioned, files.
_QUOTE = f"""q.id AS quote_id, q.seq AS quote_seq, q.kind AS quote_kind, q.body AS quote_body,
            q.payload AS quote_payload, q.sender_id AS quote_sender_id, q.deleted_at AS quote_deleted_at,
            qu.username AS quote_username, qu.display_name AS quote_display_name,
            qu.avatar_media_id AS quote_avatar_media_id, qu.is_bot AS quote_is_bot, {QUOTE_FILES}"""
_ANSWERED = """LEFT JOIN LATERAL (SELECT * FROM message WHERE id = d.reply_to_id OFFSET 0) q
            ON q.conversation_id = d.conversation_id AND q.deleted_at IS NULL
        LEFT JOIN "user" qu ON qu.id = q.sender_id"""
_BESIDES = """, mentioned AS (
        INSERT INTO mention (message_id, user_id, conversation_id, seq)
        SELECT s.id, m.user_id, s.conversation_id, s.seq
        FROM unnest(:mention_places, :mention_user_ids) AS w (n, user_id)
        JOIN new d ON d.n = w.n JOIN stored s ON s.sender_id = d.sender_id AND s.client_id = d.client_id
        JOIN membership m ON m.conversation_id = s.conversation_id AND m.user_id = w.user_id
        ON CONFLICT DO NOTHING
    ), carried AS (
        INSERT INTO message_media (message_id, media_id, position, conversation_id, seq, shelf)
        SELECT s.id, w.media_id, w.position, s.conversation_id, s.seq, CASE WHEN d.kind = 'voice' THEN 'voice'
            WHEN f.kind IN ('image', 'video') THEN 'media' ELSE 'files' END
        FROM unnest(:media_places, :media_ids, :media_positions) AS w (n, media_id, position)
        JOIN media f ON f.id = w.media_id
        JOIN new d ON d.n = w.n JOIN stored s ON s.sender_id = d.sender_id AND s.client_id = d.client_id
    )"""
_TYPES = {
    "conversation_ids": "bigint[]",
    "sender_ids": "bigint[]",
    "client_ids": "uuid[]",
    "reply_to_ids": "bigint[]",
    "by_system": "boolean[]",
    "bodies": "text[]",
    "htmls": "text[]",
    "kinds": "text[]",
    "payloads": "text[]",
    "to_alls": "boolean[]",
    "search_texts": "text[]",
}
_TYPES_BESIDES = {
    "mention_places": "bigint[]",
    "mention_user_ids": "bigint[]",
    "media_places": "bigint[]",
    "media_ids": "bigint[]",
    "media_positions": "int[]",
}


def _storing(*, quote: str = "NULL::bigint AS quote_id", answered: str = "", besides: str = "") -> str:
    """SQL: who may write is looked at and made use of in one statement.

    Whoever answers has read what was said before: one moment stands for both.
    """
    return f"""
    WITH draft AS (
        SELECT * FROM unnest(:conversation_ids, :sender_ids, :client_ids, :reply_to_ids, :by_system, :bodies, :htmls,
            :kinds, :payloads, :to_alls, :search_texts)
            WITH ORDINALITY AS d (conversation_id, sender_id, client_id, reply_to_id, by_system, body, html, kind,
                payload, to_all, search_text, n)
    ), known AS (
        SELECT d.n, m.read_seq, m.role, c.kind AS conversation_kind, c.who_can_write,
            {block_of("m.user_id")},
            u.username, u.display_name, u.avatar_media_id, u.is_bot,
            (SELECT id FROM message WHERE sender_id = d.sender_id AND client_id = d.client_id) AS first_id,
            CASE WHEN c.slow_seconds > 0 AND m.role = 'member' THEN (
                SELECT ceil(c.slow_seconds - extract(epoch FROM clock_timestamp() - max(s.created_at))) FROM message s
                WHERE s.sender_id = d.sender_id AND s.conversation_id = d.conversation_id AND s.kind <> 'system'
                    AND s.created_at > clock_timestamp() - make_interval(secs => c.slow_seconds)
            ) END::int AS slow_wait, c.slow_seconds,
            {quote}
        FROM draft d
        JOIN membership m ON m.conversation_id = d.conversation_id AND m.user_id = d.sender_id
        JOIN conversation c ON c.id = d.conversation_id
        JOIN "user" u ON u.id = d.sender_id AND u.deleted_at IS NULL AND u.suspended_at IS NULL
        {answered}
    ), allowed AS (
        SELECT DISTINCT ON (d.sender_id, d.client_id) d.*,
            k.slow_seconds > 0 AND k.role = 'member' AND NOT d.by_system AS is_slow
        FROM draft d JOIN known k USING (n)
        WHERE k.first_id IS NULL AND (d.by_system OR (
            {_may_write()}
            AND coalesce(k.slow_wait, 0) = 0 AND (d.reply_to_id IS NULL OR k.quote_id IS NOT NULL)
        )) ORDER BY d.sender_id, d.client_id, n
    ), new AS (
        SELECT *, row_number() OVER (PARTITION BY conversation_id ORDER BY n) AS place FROM (
            SELECT *, row_number() OVER (PARTITION BY conversation_id, sender_id ORDER BY n) AS turn FROM allowed
        ) AS each_one WHERE turn = 1 OR NOT is_slow
    ), raised AS (
        UPDATE conversation c SET last_seq = c.last_seq + t.total, active_at = clock_timestamp()
        FROM (SELECT conversation_id, count(*) AS total FROM new GROUP BY 1) AS t
        WHERE c.id = t.conversation_id RETURNING c.id, c.last_seq - t.total AS base, c.disappear_seconds
    ), stored AS (
        INSERT INTO message (conversation_id, sender_id, seq, client_id, body, html, kind, payload, reply_to_id,
            mentions_all, search_text, created_at, expires_at)
        SELECT d.conversation_id, d.sender_id, r.base + d.place, d.client_id, d.body, d.html, d.kind, d.payload::jsonb,
            d.reply_to_id, d.to_all, d.search_text, clock_timestamp(),
            CASE WHEN r.disappear_seconds > 0 AND NOT d.by_system
                THEN clock_timestamp() + make_interval(secs => r.disappear_seconds) END
        FROM new d JOIN raised r ON r.id = d.conversation_id ORDER BY d.n
        RETURNING id, conversation_id, sender_id, seq, client_id, created_at, expires_at
    ){besides}, sent AS (
        SELECT conversation_id, sender_id, max(seq) AS seq, count(*) AS total FROM stored GROUP BY 1, 2 ORDER BY 1, 2
    ), noted AS (
        INSERT INTO receipt_moment (conversation_id, user_id, seq, is_read)
        SELECT s.conversation_id, s.sender_id, s.seq, NOT me.hides_receipts
        FROM sent s JOIN membership m ON m.conversation_id = s.conversation_id AND m.user_id = s.sender_id
        JOIN "user" me ON me.id = s.sender_id
        WHERE m.read_seq < s.seq - s.total
        ON CONFLICT DO NOTHING
    ), moved AS (
        UPDATE membership m SET unread_mark = NULL,
            delivered_seq = greatest(m.delivered_seq, s.seq), read_seq = greatest(m.read_seq, s.seq),
            shown_seq = CASE WHEN me.hides_receipts THEN m.shown_seq ELSE greatest(m.shown_seq, s.seq) END
        FROM sent s JOIN "user" me ON me.id = s.sender_id
        WHERE m.conversation_id = s.conversation_id AND m.user_id = s.sender_id
    ), logged AS (
        INSERT INTO event (conversation_id, actor_id, type, payload)
        SELECT conversation_id, sender_id, 'message.created', jsonb_build_object('message_id', id)
        FROM stored ORDER BY conversation_id, seq
        RETURNING id, txid, (payload->>'message_id')::bigint AS message_id, created_at
    ), unmarked AS (
        INSERT INTO event (user_id, actor_id, type, payload)
        SELECT m.user_id, m.user_id, 'conversation.updated', jsonb_build_object('conversation_id', m.conversation_id)
        FROM sent s JOIN membership m ON m.conversation_id = s.conversation_id AND m.user_id = s.sender_id
        WHERE m.unread_mark IS NOT NULL
        RETURNING id, user_id, (payload->>'conversation_id')::bigint AS conversation_id
    )
    SELECT k.*, s.id, s.seq, s.created_at, s.expires_at, e.id AS event_id, e.txid::text::bigint AS txid,
        e.created_at AS logged_at, o.id AS unmarked_event_id
    FROM known k LEFT JOIN new d ON d.n = k.n
    LEFT JOIN stored s ON s.sender_id = d.sender_id AND s.client_id = d.client_id
    LEFT JOIN logged e ON e.message_id = s.id
    LEFT JOIN unmarked o ON o.user_id = s.sender_id AND o.conversation_id = s.conversation_id
    """  # noqa: S608  constants


_SEND = Prepared("send_drafts", _storing(quote=_QUOTE, answered=_ANSWERED, besides=_BESIDES), _TYPES | _TYPES_BESIDES)
# Most messages are words alone, and a lone one waits for every part that PostgreSQL sets up: a seventh of the time.
_SEND_WORDS = Prepared("send_words", _storing(), _TYPES)
_FIRST_SAID = text("""
    SELECT m.id, m.kind, m.payload, m.reply_to_id, m.vanished_at, coalesce(
        (SELECT r.body FROM message_revision r WHERE r.message_id = m.id ORDER BY r.version LIMIT 1), m.body
    ) AS first_body
    FROM message m WHERE m.id = ANY(:ids)
""")


def sending(drafts: list[Draft]) -> tuple[Call, Call]:
    """Numbers, stores and logs drafts and moves their senders' cursors, conversations locked; in one round trip.

    Rows, `n` being the place in the batch from 1: senders who are members, as they were before, with the stored message
    (`id` is None where it was refused or known: `first_id` is the one that has its `client_id`).
    """
    locking = conversations.locking(draft.conversation_id for draft in drafts)
    send = _SEND_WORDS if all(map(_is_words_alone, drafts)) else _SEND
    return locking, send.with_values(_columns(drafts))


def send(connection: Connection, drafts: list[Draft]) -> list[dict[str, Any]]:
    """The same at once, in a transaction."""
    return [dict(row) for row in run(connection, *sending(drafts)).mappings()]


def first_said(connection: Connection, ids: list[int]) -> dict[int, dict[str, Any]]:
    """What messages said before any edit."""
    return {row["id"]: dict(row) for row in connection.execute(_FIRST_SAID, {"ids": ids}).mappings()}


def _is_words_alone(draft: Draft) -> bool:
    return draft.reply_to_id is None and not draft.mentions and not draft.media


def _columns(drafts: list[Draft]) -> dict[str, list[Any]]:
    mentions = [(n, user_id) for n, draft in enumerate(drafts, 1) for user_id in draft.mentions]
    files = [(n, one.id, place) for n, draft in enumerate(drafts, 1) for place, one in enumerate(draft.media)]
    return {
        "conversation_ids": [draft.conversation_id for draft in drafts],
        "sender_ids": [draft.sender_id for draft in drafts],
        "client_ids": [draft.client_id for draft in drafts],
        "reply_to_ids": [draft.reply_to_id for draft in drafts],
        "by_system": [draft.by_system for draft in drafts],
        "bodies": [draft.body for draft in drafts],
        "htmls": [draft.html for draft in drafts],
        "kinds": [draft.kind for draft in drafts],
        "payloads": [json.dumps(draft.payload) for draft in drafts],
        "to_alls": [draft.mentions_all for draft in drafts],
        "search_texts": [draft.search_text for draft in drafts],
        "mention_places": [n for n, _ in mentions],
        "mention_user_ids": [user_id for _, user_id in mentions],
        "media_places": [n for n, _, _ in files],
        "media_ids": [media_id for _, media_id, _ in files],
        "media_positions": [place for _, _, place in files],
    }
