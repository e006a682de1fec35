"""Queries about what messages said before."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from webchat.domain.message_views import RevisionView

_CHANGE = text("""
    WITH kept AS (
        INSERT INTO message_revision (message_id, version, body, html)
        SELECT id, version, body, html FROM message WHERE id = :id
    )
    UPDATE message SET body = :body, html = :html, search_text = :search_text, mentions_all = :mentions_all,
        link_preview = CASE WHEN :keeps_preview THEN link_preview END, edited_at = now(), version = version + 1
    WHERE id = :id
""")
_MENTION = text("""
    WITH unnamed AS (
        DELETE FROM mention WHERE message_id = :id AND user_id <> ALL(cast(:user_ids AS bigint[]))
    )
    INSERT INTO mention (message_id, user_id, conversation_id, seq)
    SELECT m.id, me.user_id, m.conversation_id, m.seq
    FROM message m JOIN membership me ON me.conversation_id = m.conversation_id
    WHERE m.id = :id AND me.user_id = ANY(cast(:user_ids AS bigint[]))
    ON CONFLICT DO NOTHING
""")
_REVISIONS = text("""
    SELECT r.version, r.body, r.html, coalesce(lag(r.replaced_at) OVER (ORDER BY r.version), m.created_at) AS at
    FROM message_revision r JOIN message m ON m.id = r.message_id WHERE m.id = :id AND m.deleted_at IS NULL
    UNION ALL
    SELECT version, body, html, coalesce(edited_at, created_at) FROM message WHERE id = :id AND deleted_at IS NULL
    ORDER BY 1
""")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a message is to say from now on."""

    body: str
    html: str
    search_text: str
    mentions_all: bool
    keeps_preview: bool


def change(session: Session, message_id: int, wording: Wording) -> None:
    """Gives a message other words, and keeps the old ones as a revision."""
    session.execute(
        _CHANGE,
        {
            "id": message_id,
            "body": wording.body,
            "html": wording.html,
            "search_text": wording.search_text,
            "mentions_all": wording.mentions_all,
            "keeps_preview": wording.keeps_preview,
        },
    )


def mention(session: Session, message_id: int, user_ids: tuple[int, ...]) -> None:
    """Makes these members the ones that a message names, and nobody else."""
    session.execute(_MENTION, {"id": message_id, "user_ids": list(user_ids)})


def revisions(session: Session, message_id: int) -> list[RevisionView]:
    """What a message said, from the first words to the present ones; nothing of a deleted one."""
    return [RevisionView(**row) for row in session.execute(_REVISIONS, {"id": message_id}).mappings()]
