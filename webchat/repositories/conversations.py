"""Queries about conversations."""

from typing import Any

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.domain.views import ConversationMine, ConversationShared, ConversationView, MessageView, ReceiptMinima
from webchat.repositories import messages, users

# One argument, for the form with two takes no bigint. Keys of conversations are positive ids.
_LOCK = text("SELECT pg_advisory_xact_lock(id) FROM (SELECT unnest(cast(:ids AS bigint[])) AS id ORDER BY 1) AS wanted")
_ENSURE = text("""
    INSERT INTO conversation (kind, direct_key) VALUES ('direct', :key)
    ON CONFLICT (direct_key) DO NOTHING RETURNING id
""")
_BY_KEY = text("SELECT id FROM conversation WHERE direct_key = :key")
_JOIN_BOTH = text("""
    INSERT INTO membership (conversation_id, user_id) SELECT :conversation_id, unnest(:user_ids)
    ON CONFLICT DO NOTHING
""")
_COLUMNS = """
    SELECT c.*, m.role, m.read_seq, m.delivered_seq, m.muted_until, m.pinned, m.archived, others.*,
        (SELECT id FROM message WHERE conversation_id = c.id AND seq = c.last_seq) AS last_message_id
    FROM membership m JOIN conversation c ON c.id = m.conversation_id
    CROSS JOIN LATERAL (
        SELECT count(*) + 1 AS members_count, min(o.user_id) AS peer_id,
            least(m.delivered_seq, min(o.delivered_seq)) AS min_delivered,
            least(m.read_seq, min(o.read_seq)) AS min_read
        FROM membership o WHERE o.conversation_id = c.id AND o.user_id <> m.user_id
    ) AS others
    WHERE m.user_id = :user_id
"""
_LIST = text(
    _COLUMNS
    + """ AND (cast(:before AS timestamptz) IS NULL OR (c.active_at, c.id) < (:before, :before_id))
    ORDER BY c.active_at DESC, c.id DESC LIMIT :limit"""
)
_SOME = text(_COLUMNS + " AND c.id = ANY(:ids) ORDER BY c.id")


def lock(session: Session, *ids: int) -> None:
    """Makes the log's order the conversation's order: before the first write, in the order of the ids."""
    session.execute(_LOCK, {"ids": sorted(set(ids))})


def ensure_direct(session: Session, key: str) -> tuple[int, bool]:
    """The pair's one conversation, and whether it was made just now."""
    made = session.execute(_ENSURE, {"key": key}).scalar()
    if made is not None:
        return made, True
    return session.execute(_BY_KEY, {"key": key}).scalar_one(), False


def find_direct(session: Session, key: str) -> int | None:
    """The pair's conversation, if they have one."""
    return session.execute(_BY_KEY, {"key": key}).scalar()


def add_members(session: Session, conversation_id: int, user_ids: list[int]) -> None:
    """Makes users members."""
    session.execute(_JOIN_BOTH, {"conversation_id": conversation_id, "user_ids": user_ids})


def page(session: Session, user_id: int, before: tuple[Any, int] | None, limit: int) -> list[RowMapping]:
    """Rows of a user's conversations, newest activity first."""
    at, conversation_id = before or (None, None)
    values = {"user_id": user_id, "before": at, "before_id": conversation_id, "limit": limit}
    return list(session.execute(_LIST, values).mappings())


def get_many(session: Session, user_id: int, ids: list[int]) -> dict[int, ConversationView]:
    """Those of the conversations that the user is in."""
    rows = list(session.execute(_SOME, {"user_id": user_id, "ids": ids}).mappings())
    return {view.id: view for view in views_of(session, rows)}


def views_of(session: Session, rows: list[RowMapping]) -> list[ConversationView]:
    """Rows as their member sees them: two more queries, however many there are."""
    last = messages.get_many(session, [row["last_message_id"] for row in rows if row["last_message_id"]])
    peer_ids = {row["peer_id"] for row in rows if row["kind"] == "direct" and row["peer_id"]}
    peers = {user.id: user for user in users.get_many(session, sorted(peer_ids))}
    return [ConversationView(_shared(row, last), _mine(row, peers)) for row in rows]


def _shared(row: RowMapping, last: dict[int, MessageView]) -> ConversationShared:
    return ConversationShared(
        row["id"],
        row["kind"],
        row["title"],
        row["description"],
        avatar_url=None,
        external_key=row["external_key"],
        last_seq=row["last_seq"],
        last_message=last.get(row["last_message_id"]),
        members_count=row["members_count"],
        created_at=row["created_at"],
    )


def _mine(row: RowMapping, peers: dict[int, Any]) -> ConversationMine:
    peer = peers.get(row["peer_id"]) if row["kind"] == "direct" else None
    return ConversationMine(
        title=peer.display_name if peer else row["title"],
        peer=peer,
        unread_count=row["last_seq"] - row["read_seq"],
        mention_count=0,
        read_seq=row["read_seq"],
        delivered_seq=row["delivered_seq"],
        muted_until=row["muted_until"],
        pinned=row["pinned"],
        archived=row["archived"],
        role=row["role"],
        receipts=ReceiptMinima(row["min_delivered"], row["min_read"]),
    )
