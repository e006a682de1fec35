"""Queries about messages."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.domain.avatars import user_avatar
from webchat.domain.message_views import MessageView, QuoteView, ReactionCount
from webchat.domain.payloads import files_of, summary_of
from webchat.domain.user_views import SenderView
from webchat.repositories import media

# Who joined later began at or above the message, so it is never them whom a message waits for.
# Bots read nothing, and nobody waits for them. A group has few.
NO_BOT = 'NOT EXISTS (SELECT 1 FROM "user" b WHERE b.id = o.user_id AND b.is_bot)'
_OTHERS = f"o.conversation_id = m.conversation_id AND o.user_id <> m.sender_id AND {NO_BOT}"
_REACTIONS = """(
    SELECT jsonb_agg(jsonb_build_array(s.emoji, s.user_ids) ORDER BY s.since, s.emoji) FROM (
        SELECT emoji, jsonb_agg(user_id ORDER BY created_at, user_id) AS user_ids, min(created_at) AS since
        FROM reaction WHERE message_id = m.id GROUP BY emoji
    ) AS s
)"""
QUOTE_FILES = """CASE WHEN q.kind = 'voice' THEN (
    SELECT max(f.duration) FROM message_media c JOIN media f ON f.id = c.media_id WHERE c.message_id = q.id
) END AS quote_duration, CASE WHEN q.kind IN ('image', 'video', 'audio', 'file') AND q.body = '' THEN ARRAY(
    SELECT f.kind FROM message_media c JOIN media f ON f.id = c.media_id WHERE c.message_id = q.id ORDER BY c.position
) END AS quote_files"""
"""Columns: how long the voice message `q` is, in milliseconds, and the kinds of files that say all there is."""
# The slowest member is one of the first entries of an index, so nothing here grows with the group.
_COLUMNS = f"""
    SELECT m.*, u.username, u.display_name, u.avatar_media_id, u.is_bot,
        (SELECT o.delivered_seq FROM membership o WHERE {_OTHERS} ORDER BY o.delivered_seq LIMIT 1) AS delivered_to,
        CASE WHEN NOT u.hides_receipts
            THEN (SELECT o.shown_seq FROM membership o WHERE {_OTHERS} ORDER BY o.shown_seq LIMIT 1) END AS read_by,
        {_REACTIONS} AS reactions,
        (SELECT array_agg(user_id ORDER BY user_id) FROM mention WHERE message_id = m.id) AS mentions,
        CASE WHEN m.kind = 'poll' THEN (
            SELECT jsonb_object_agg(v.option, v.user_ids) FROM (
                SELECT option, jsonb_agg(user_id ORDER BY created_at, user_id) AS user_ids
                FROM poll_vote WHERE message_id = m.id GROUP BY option
            ) AS v
        ) END AS votes,
        (SELECT jsonb_agg(to_jsonb(f) ORDER BY c.position) FROM message_media c JOIN media f ON f.id = c.media_id
            WHERE c.message_id = m.id) AS media,
        CASE WHEN m.kind = 'voice' THEN ARRAY(
            SELECT user_id FROM voice_heard WHERE message_id = m.id ORDER BY at, user_id LIMIT 100
        ) END AS heard_by,
        {QUOTE_FILES},
        q.id AS quote_id, q.seq AS quote_seq, q.kind AS quote_kind, q.body AS quote_body, q.payload AS quote_payload,
        q.sender_id AS quote_sender_id, q.deleted_at AS quote_deleted_at, qu.username AS quote_username,
        qu.display_name AS quote_display_name, qu.avatar_media_id AS quote_avatar_media_id, qu.is_bot AS quote_is_bot
    FROM message m JOIN "user" u ON u.id = m.sender_id
    LEFT JOIN message q ON q.id = m.reply_to_id LEFT JOIN "user" qu ON qu.id = q.sender_id
"""  # noqa: S608  constants
_SOME = text(_COLUMNS + "WHERE m.id = ANY(:ids)")
_MINE_TO_SEE = text(
    _COLUMNS
    + """JOIN membership mine ON mine.conversation_id = m.conversation_id AND mine.user_id = :user_id
    WHERE m.id = :id"""
)
# Places of what disappeared are passed over; there are as many as disappear while an event is kept.
_THERE = "WHERE m.conversation_id = :conversation_id AND m.vanished_at IS NULL AND m.seq"
_OLDER = text(f"{_COLUMNS} {_THERE} < :seq ORDER BY m.seq DESC LIMIT :limit")
_NEWER = text(f"{_COLUMNS} {_THERE} > :seq ORDER BY m.seq LIMIT :limit")
_CHANGED = text("""
    SELECT message_id, count(*) AS events FROM (
        SELECT (payload->>'message_id')::bigint AS message_id FROM event
        WHERE conversation_id = :conversation_id AND (txid, id) > (cast(:txid AS xid8), :id) LIMIT :limit
    ) AS seen GROUP BY message_id
""")
_LATEST = 2**62


def get_many(session: Session, ids: list[int]) -> dict[int, MessageView]:
    """Messages by their ids."""
    if not ids:
        return {}
    return {row["id"]: view_of(row) for row in session.execute(_SOME, {"ids": ids}).mappings()}


def get_visible(session: Session, message_id: int, user_id: int) -> MessageView | None:
    """A message in a conversation that the user is in."""
    row = session.execute(_MINE_TO_SEE, {"id": message_id, "user_id": user_id}).mappings().first()
    return view_of(row) if row else None


def older(session: Session, conversation_id: int, before: int | None, limit: int) -> list[MessageView]:
    """Messages below a `seq` (None: the latest), oldest first."""
    seq = _LATEST if before is None else before
    values = {"conversation_id": conversation_id, "seq": seq, "limit": limit}
    return [view_of(row) for row in session.execute(_OLDER, values).mappings()][::-1]


def newer(session: Session, conversation_id: int, after: int, limit: int) -> list[MessageView]:
    """Messages above a `seq`, oldest first."""
    values = {"conversation_id": conversation_id, "seq": after, "limit": limit}
    return [view_of(row) for row in session.execute(_NEWER, values).mappings()]


def changed_since(session: Session, conversation_id: int, txid: int, event_id: int, most: int) -> list[int] | None:
    """Ids of the messages that have events after a position of the log; None where more than `most` events follow."""
    values = {"conversation_id": conversation_id, "txid": str(txid), "id": event_id, "limit": most + 1}
    found = session.execute(_CHANGED, values).all()
    if sum(row.events for row in found) > most:
        return None
    return [row.message_id for row in found if row.message_id is not None]


def view_of(row: RowMapping) -> MessageView:
    """A row as all members see it; of a deleted one only the place is left."""
    gone = row["deleted_at"] is not None
    return MessageView(
        id=row["id"],
        conversation_id=row["conversation_id"],
        seq=row["seq"],
        version=row["version"],
        client_id=row["client_id"],
        sender=sender_of(row, row["sender_id"]),
        kind=row["kind"],
        body="" if gone else row["body"],
        html="" if gone else row["html"],
        created_at=row["created_at"],
        edited_at=row["edited_at"],
        deleted_at=row["deleted_at"],
        is_delivered=(row["delivered_to"] or 0) >= row["seq"],
        is_read=(row["read_by"] or 0) >= row["seq"],
        reply_to=None if gone else quote_of(row),
        media=() if gone else tuple(media.view_of(file) for file in row["media"] or ()),
        payload={} if gone else _payload(row),
        reactions=() if gone else reactions_of(row["reactions"]),
        mentions=() if gone else tuple(row["mentions"] or ()),
        mentions_all=row["mentions_all"] and not gone,
        link_preview=None if gone else _preview(row),
        pinned_at=None if gone else row["pinned_at"],
        heard_by=() if gone else tuple(row["heard_by"] or ()),
        expires_at=row["expires_at"],
    )


def sender_of(row: Mapping[Any, Any], user_id: int, prefix: str = "") -> SenderView:
    """Who wrote a message, out of the columns of a user."""
    picture = user_avatar(user_id, row[f"{prefix}avatar_media_id"])
    names = row[f"{prefix}username"], row[f"{prefix}display_name"]
    return SenderView(user_id, *names, picture, row[f"{prefix}is_bot"])


def reactions_of(pairs: list[tuple[str, list[int]]] | None) -> tuple[ReactionCount, ...]:
    """Signs with who gave them, as the query has gathered them."""
    return tuple(ReactionCount(emoji, len(user_ids), tuple(user_ids)) for emoji, user_ids in pairs or ())


def _payload(row: RowMapping) -> dict[str, Any]:
    return row["payload"] | {"votes": row["votes"] or {}} if row["kind"] == "poll" else row["payload"]


def _preview(row: RowMapping) -> dict[str, Any] | None:
    """A preview without a title is one that is still to be fetched, or that could not be."""
    return row["link_preview"] if "title" in (row["link_preview"] or {}) else None


def quote_of(row: Mapping[Any, Any]) -> QuoteView | None:
    """The answered message, out of the columns that begin with `quote_`; None where nothing is answered."""
    if row["quote_id"] is None:
        return None
    sender = sender_of(row, row["quote_sender_id"], "quote_")
    gone = row["quote_deleted_at"] is not None
    seconds = None if row["quote_duration"] is None else row["quote_duration"] / 1000
    snippet = "" if gone else summary_of(row["quote_kind"], row["quote_body"], row["quote_payload"], seconds)
    files = {} if gone else files_of(row["quote_kind"], row["quote_body"], row["quote_files"] or ())
    return QuoteView(row["quote_id"], row["quote_seq"], sender, row["quote_kind"], snippet, gone, files)
