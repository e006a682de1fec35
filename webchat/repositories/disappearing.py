"""Queries about messages that disappear."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.repositories.media import IS_AVATAR

_SET = text("""
    UPDATE conversation SET disappear_seconds = :seconds
    WHERE id = :id AND disappear_seconds <> :seconds RETURNING kind
""")
_DUE = text("""
    SELECT id, conversation_id FROM message
    WHERE expires_at <= :at AND expires_at IS NOT NULL AND vanished_at IS NULL ORDER BY expires_at LIMIT :limit
""")
_NEXT = text("SELECT min(expires_at) FROM message WHERE expires_at IS NOT NULL AND vanished_at IS NULL")
# Whoever comes second finds nothing: the caller holds the locks of the conversations.
_VANISH = text("""
    WITH gone AS (
        UPDATE message SET vanished_at = :at, deleted_at = :at, deleted_by = NULL, version = version + 1, body = '',
            html = '', search_text = '', payload = '{}', link_preview = NULL, mentions_all = false, pinned_at = NULL,
            pinned_by = NULL
        WHERE id = ANY(:ids) AND vanished_at IS NULL RETURNING id
    ), unrevised AS (
        DELETE FROM message_revision USING gone WHERE message_id = gone.id
    ), unnamed AS (
        DELETE FROM mention USING gone WHERE message_id = gone.id
    ), unstarred AS (
        DELETE FROM star USING gone WHERE message_id = gone.id
    ), unanswered AS (
        DELETE FROM reaction USING gone WHERE message_id = gone.id
    ), unvoted AS (
        DELETE FROM poll_vote USING gone WHERE message_id = gone.id
    ), unheard AS (
        DELETE FROM voice_heard USING gone WHERE message_id = gone.id
    ), uncarried AS (
        DELETE FROM message_media USING gone WHERE message_id = gone.id RETURNING media_id
    )
    SELECT coalesce(array_agg(id ORDER BY id), '{}') AS ids,
        (SELECT coalesce(array_agg(media_id), '{}') FROM uncarried) AS files FROM gone
""")
_DROP = text(f"""
    UPDATE media f SET dropped_at = :gone_at
    WHERE f.id = ANY(:ids) AND f.dropped_at IS NULL AND NOT {IS_AVATAR}
        AND NOT EXISTS (SELECT 1 FROM message_media c WHERE c.media_id = f.id)
""")  # noqa: S608  constants
# The last line of a conversation stays as its place; what was reported, too.
_REMOVE = text("""
    WITH old AS (
        SELECT m.id FROM message m JOIN conversation c ON c.id = m.conversation_id
        WHERE m.vanished_at < :before AND m.vanished_at IS NOT NULL AND m.seq < c.last_seq
            AND NOT EXISTS (SELECT 1 FROM report r WHERE r.message_id = m.id)
        ORDER BY m.vanished_at LIMIT :limit
    ), unquoted AS (
        UPDATE message a SET reply_to_id = NULL FROM old WHERE a.reply_to_id = old.id
    ), undrafted AS (
        UPDATE draft d SET reply_to_id = NULL FROM old WHERE d.reply_to_id = old.id
    ), unscheduled AS (
        UPDATE scheduled_message s SET reply_to_id = NULL FROM old WHERE s.reply_to_id = old.id
    )
    SELECT id FROM old
""")
_DELETE = text("DELETE FROM message WHERE id = ANY(:ids)")


def change(session: Session, conversation_id: int, seconds: int) -> str | None:
    """Says how long what is sent from now on stays; gives the conversation's kind, None where it is so already."""
    kind: str | None = session.execute(_SET, {"id": conversation_id, "seconds": seconds}).scalar()
    return kind


def due(session: Session, at: datetime, limit: int) -> Sequence[RowMapping]:
    """Ids of messages, and of their conversations, that should have disappeared by then, the first first."""
    return session.execute(_DUE, {"at": at, "limit": limit}).mappings().all()


def next_due(session: Session) -> datetime | None:
    """When the next one disappears."""
    moment: datetime | None = session.execute(_NEXT).scalar()
    return moment


def vanish(session: Session, ids: list[int], at: datetime) -> tuple[list[int], list[int]]:
    """Takes all out of messages that have not disappeared yet; gives which, and the files that they carried."""
    row = session.execute(_VANISH, {"ids": ids, "at": at}).one()
    return list(row.ids), list(row.files)


def drop_files(session: Session, ids: list[int], gone_at: datetime) -> None:
    """Nobody has files that no message carries any more; their content may go from `gone_at` on."""
    session.execute(_DROP, {"ids": ids, "gone_at": gone_at})


def remove(session: Session, before: datetime, limit: int) -> int:
    """Deletes the places of messages that disappeared before then, as far as nothing needs them; gives how many."""
    ids = list(session.execute(_REMOVE, {"before": before, "limit": limit}).scalars())
    session.execute(_DELETE, {"ids": ids})
    return len(ids)
