"""Queries about conversations."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.db.prepared import Call, Prepared, run
from webchat.domain.avatars import group_avatar
from webchat.domain.clock import now
from webchat.domain.conversation_views import ConversationMine, ConversationShared, ConversationView, ReceiptMinima
from webchat.domain.message_views import MessageView
from webchat.domain.names import DELETED_USER
from webchat.domain.preferences import in_force, is_archived
from webchat.domain.privacy import kept_apart
from webchat.repositories import messages, users
from webchat.repositories.blocks import blocked_by, blocking
from webchat.repositories.mentions import UNREAD_NAMING
from webchat.repositories.messages import NO_BOT

# One argument, for the form with two takes no bigint. Keys of conversations are positive ids.
_LOCK = Prepared(
    "lock_conversations",
    "SELECT pg_advisory_xact_lock(id) FROM (SELECT unnest(:ids) AS id ORDER BY 1) AS wanted",
    {"ids": "bigint[]"},
)
_ENSURE = text("""
    INSERT INTO conversation (kind, direct_key) VALUES ('direct', :key)
    ON CONFLICT (direct_key) DO NOTHING RETURNING id
""")
_BY_KEY = text("SELECT id FROM conversation WHERE direct_key = :key")
# Who joins begins at the end: nothing from before is unread, and nobody waits for their ticks.
_JOIN = text("""
    WITH joined AS (
        INSERT INTO membership (conversation_id, user_id, role, joined_seq, delivered_seq, read_seq, shown_seq)
        SELECT c.id, w.user_id, :role, c.last_seq, c.last_seq, c.last_seq, c.last_seq
        FROM conversation c CROSS JOIN unnest(cast(:user_ids AS bigint[])) AS w (user_id) WHERE c.id = :conversation_id
        ON CONFLICT DO NOTHING RETURNING user_id
    ), counted AS (
        UPDATE conversation SET members_count = members_count + (SELECT count(*) FROM joined)
        WHERE id = :conversation_id
    )
    SELECT user_id FROM joined ORDER BY user_id
""")
_OTHER = "FROM membership o WHERE o.conversation_id = c.id AND o.user_id <> m.user_id"
_AWAITED = f"{_OTHER} AND {NO_BOT}"
# The slowest member is the first entry of an index, so nothing here grows with the group.
_COLUMNS = f"""
    SELECT c.*, m.user_id, m.role, m.read_seq, m.delivered_seq, m.notify, m.muted_until, m.pinned, m.archived_seq,
        m.unread_mark, m.hidden_seq,
        ARRAY(SELECT seq FROM unnest(m.answered) AS w (seq) WHERE seq > m.read_seq) AS answered,
        {blocked_by("m.user_id")} AS blocked, {blocking("m.user_id")} AS blocking,
        CASE WHEN c.kind = 'direct' THEN (SELECT o.user_id {_OTHER} LIMIT 1) END AS peer_id,
        least(m.delivered_seq, (SELECT o.delivered_seq {_AWAITED} ORDER BY o.delivered_seq LIMIT 1)) AS min_delivered,
        CASE WHEN me.hides_receipts THEN 0
            ELSE least(m.read_seq, (SELECT o.shown_seq {_AWAITED} ORDER BY o.shown_seq LIMIT 1)) END AS min_read,
        me.hides_presence,
        (SELECT array_agg(seq) FROM ({UNREAD_NAMING}) AS unread) AS mentions,
        (SELECT id FROM message WHERE conversation_id = c.id AND seq = c.last_seq) AS last_message_id
    FROM membership m JOIN conversation c ON c.id = m.conversation_id JOIN "user" me ON me.id = m.user_id
"""  # noqa: S608  constants
_MINE = _COLUMNS + "WHERE m.user_id = :user_id"
_SHARED = text("""
    SELECT c.*, (SELECT id FROM message WHERE conversation_id = c.id AND seq = c.last_seq) AS last_message_id
    FROM conversation c WHERE c.id = ANY(:ids)
""")
# Only the places: what a page shows of them is read for those on it.
_LIST = text("""
    SELECT c.id, c.active_at FROM membership m JOIN conversation c ON c.id = m.conversation_id
    WHERE m.user_id = :user_id AND (cast(:kind AS text) IS NULL OR c.kind = :kind)
    AND (cast(:before AS timestamptz) IS NULL OR (c.active_at, c.id) < (:before, :before_id))
    ORDER BY c.active_at DESC, c.id DESC LIMIT :limit
""")
_SOME = text(_MINE + " AND c.id = ANY(:ids) ORDER BY c.id")
_PLACES = text(
    _COLUMNS
    + """JOIN unnest(cast(:conversation_ids AS bigint[]), cast(:user_ids AS bigint[])) AS w (conversation_id, user_id)
        ON w.conversation_id = m.conversation_id AND w.user_id = m.user_id"""
)
_LEAVE = text("""
    WITH gone AS (
        DELETE FROM membership WHERE conversation_id = :conversation_id AND user_id = ANY(:user_ids) RETURNING user_id
    ), counted AS (
        UPDATE conversation SET members_count = members_count - (SELECT count(*) FROM gone)
        WHERE id = :conversation_id
    )
    SELECT user_id FROM gone ORDER BY user_id
""")


def locking(ids: Iterable[int]) -> Call:
    """Makes the log's order the conversation's order: to be run before the first write."""
    return _LOCK.with_values({"ids": list(set(ids))})


def lock(session: Session, *ids: int) -> None:
    """The same at once."""
    run(session.connection(), locking(ids))


def ensure_direct(session: Session, key: str) -> tuple[int, bool]:
    """The pair's one conversation, and whether it was made just now."""
    made = session.execute(_ENSURE, {"key": key}).scalar()
    if made is not None:
        return made, True
    return session.execute(_BY_KEY, {"key": key}).scalar_one(), False


def find_direct(session: Session, key: str) -> int | None:
    """The pair's conversation, if they have one."""
    return session.execute(_BY_KEY, {"key": key}).scalar()


def add_members(session: Session, conversation_id: int, user_ids: list[int], role: str = "member") -> list[int]:
    """Makes users members; gives those who were not."""
    values = {"conversation_id": conversation_id, "user_ids": user_ids, "role": role}
    return list(session.execute(_JOIN, values).scalars())


def remove_members(session: Session, conversation_id: int, user_ids: list[int]) -> list[int]:
    """Ends memberships; gives those who were members."""
    return list(session.execute(_LEAVE, {"conversation_id": conversation_id, "user_ids": user_ids}).scalars())


def get_shared(session: Session, ids: list[int]) -> dict[int, ConversationShared]:
    """Conversations as all their members see them."""
    rows = list(session.execute(_SHARED, {"ids": ids}).mappings()) if ids else []
    last = messages.get_many(session, [row["last_message_id"] for row in rows if row["last_message_id"]])
    return {row["id"]: shared_view(row, last) for row in rows}


def page(
    session: Session, user_id: int, before: tuple[Any, int] | None, limit: int, kind: str | None = None
) -> list[RowMapping]:
    """Ids and places of a user's conversations, of one kind or of all, newest activity first."""
    at, conversation_id = before or (None, None)
    values = {"user_id": user_id, "before": at, "before_id": conversation_id, "limit": limit, "kind": kind}
    return list(session.execute(_LIST, values).mappings())


def get_many(session: Session, user_id: int, ids: list[int]) -> dict[int, ConversationView]:
    """Those of the conversations that the user is in."""
    rows = list(session.execute(_SOME, {"user_id": user_id, "ids": ids}).mappings())
    return {view.id: view for view in views_of(session, rows)}


def get_places(session: Session, places: list[tuple[int, int]]) -> dict[tuple[int, int], ConversationView]:
    """By conversation and user: each conversation as this member sees it; who is not one is left out."""
    values = {"conversation_ids": [one for one, _ in places], "user_ids": [other for _, other in places]}
    rows = list(session.execute(_PLACES, values).mappings()) if places else []
    return dict(zip([(row["id"], row["user_id"]) for row in rows], views_of(session, rows), strict=True))


def views_of(session: Session, rows: list[RowMapping]) -> list[ConversationView]:
    """Rows as their member sees them: two more queries, however many there are."""
    last = messages.get_many(session, [row["last_message_id"] for row in rows if row["last_message_id"]])
    peer_ids = {row["peer_id"] for row in rows if row["kind"] == "direct" and row["peer_id"]}
    peers = {user.id: user for user in users.get_many(session, sorted(peer_ids))}
    return [ConversationView(shared_view(row, last), _mine(row, peers)) for row in rows]


def shared_view(row: Mapping[Any, Any], last: dict[int, MessageView]) -> ConversationShared:
    """A conversation's row as all its members see it."""
    return ConversationShared(
        row["id"],
        row["kind"],
        row["title"],
        row["description"],
        avatar_url=group_avatar(row["id"], row["avatar_media_id"]),
        external_key=row["external_key"],
        last_seq=row["last_seq"],
        last_message=last.get(row["last_message_id"]),
        members_count=row["members_count"],
        created_at=row["created_at"],
        who_can_write=row["who_can_write"],
        who_can_add=row["who_can_add"],
        is_public=row["is_public"],
        slow_seconds=row["slow_seconds"],
        disappear_seconds=row["disappear_seconds"],
        is_notes=len(set((row["direct_key"] or "0:1").split(":"))) == 1,
    )


def _mine(row: RowMapping, peers: dict[int, Any]) -> ConversationMine:
    peer = peers.get(row["peer_id"]) if row["kind"] == "direct" else None
    # Who hides when they are here does not see it of others either.
    apart = row["blocked"] or row["blocking"] or row["hides_presence"]
    named = () if row["blocked"] else tuple(row["mentions"] or ())
    notify, muted_until = in_force(row["notify"], row["muted_until"], now())
    return ConversationMine(
        title=peer.display_name if peer else DELETED_USER if row["peer_id"] else row["title"],
        avatar_url=peer.avatar_url if peer else group_avatar(row["id"], row["avatar_media_id"]),
        peer=kept_apart(peer) if peer and apart else peer,
        unread_count=0 if row["blocked"] else _unread(row),
        mention_count=len(named),
        read_seq=row["read_seq"],
        delivered_seq=row["delivered_seq"],
        muted_until=muted_until,
        pinned=row["pinned"],
        archived=is_archived(row["archived_seq"], row["last_seq"], notify),
        role=row["role"],
        receipts=ReceiptMinima(row["min_delivered"], row["min_read"]),
        notify=notify,
        unread_mark=row["unread_mark"],
        hidden=row["hidden_seq"] is not None and row["hidden_seq"] >= row["last_seq"],
        mentions=named,
        archived_seq=row["archived_seq"],
        hidden_seq=row["hidden_seq"],
        answered=tuple(row["answered"]),
        blocked=row["blocked"],
        apart=apart,
    )


def _unread(row: RowMapping) -> int:
    """What comes after the last that was read, without the calls that were answered; or from the mark on."""
    if row["unread_mark"] is not None:
        return int(row["last_seq"] - min(row["read_seq"], row["unread_mark"] - 1))
    return int(row["last_seq"] - row["read_seq"] - len(row["answered"]))
