"""Queries about browsers that are told with the page closed, and about what they were told."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.models import ServerKey

MOST = 20
"""Subscriptions of one person; the oldest make room."""

_SUBSCRIBE = text("""
    INSERT INTO push_subscription (user_id, session_id, endpoint, p256dh, auth)
    VALUES (:user_id, :session_id, :endpoint, :p256dh, :auth)
    ON CONFLICT (endpoint) DO UPDATE SET user_id = excluded.user_id, session_id = excluded.session_id,
        p256dh = excluded.p256dh, auth = excluded.auth
    RETURNING id, (xmax = 0) AS made
""")
# What belongs to a session that ended is of no use to anybody.
_TIDY = text("""
    DELETE FROM push_subscription p WHERE p.user_id = :user_id AND (
        EXISTS (SELECT 1 FROM session s WHERE s.id = p.session_id AND s.revoked_at IS NOT NULL)
        OR p.id IN (SELECT id FROM push_subscription WHERE user_id = :user_id ORDER BY id DESC OFFSET :most)
    )
""")
_LIVING = """
    FROM push_subscription p JOIN session s ON s.id = p.session_id AND s.revoked_at IS NULL
    JOIN "user" u ON u.id = p.user_id AND u.deleted_at IS NULL
"""
_MINE = text(
    f"SELECT p.id, p.endpoint, p.session_id, p.created_at, s.device {_LIVING} WHERE p.user_id = :user_id "
    "ORDER BY p.id DESC"
)
_OF_USERS = text(
    f"SELECT p.id, p.user_id, p.endpoint, p.p256dh, p.auth {_LIVING} WHERE p.user_id = ANY(:ids) ORDER BY p.id"
)
_SUBSCRIBERS = text(f"SELECT DISTINCT p.user_id {_LIVING}")
_UNSUBSCRIBE = text("DELETE FROM push_subscription WHERE user_id = :user_id AND endpoint = :endpoint RETURNING id")
_FORGET = text("DELETE FROM push_subscription WHERE id = :id AND endpoint = :endpoint")
_UNREAD_BY = text("""
    SELECT m.user_id, m.notify, m.muted_until FROM membership m
    WHERE m.conversation_id = :conversation_id AND m.user_id = ANY(:ids) AND m.read_seq < :seq
        AND NOT EXISTS (SELECT 1 FROM block b WHERE b.blocker_id = m.user_id AND b.blocked_id = :sender_id)
""")
_GROUP = text("SELECT title FROM conversation WHERE id = :id AND kind = 'group'")
_CLAIM = text("""
    INSERT INTO push_notice (user_id, conversation_id, seq, is_open)
    SELECT id, :conversation_id, :seq, true FROM unnest(cast(:ids AS bigint[])) AS w (id) ORDER BY id
    ON CONFLICT (user_id, conversation_id) DO UPDATE SET seq = excluded.seq, is_open = true
        WHERE push_notice.seq < excluded.seq
    RETURNING user_id
""")
_CLOSE = text("""
    UPDATE push_notice SET is_open = false
    WHERE user_id = ANY(:ids) AND conversation_id = :conversation_id AND is_open AND seq BETWEEN :first AND :last
    RETURNING user_id
""")
_IS_OPEN = text("""
    SELECT 1 FROM push_notice WHERE user_id = :user_id AND conversation_id = :conversation_id AND seq = :seq AND is_open
""")
# Also of several processes one tells; what is quiet or muted is not told at all.
_RING = text("""
    UPDATE call_participant p SET told = 'rung' FROM call c
    WHERE p.call_id = :call_id AND c.id = p.call_id AND c.ended_at IS NULL AND p.user_id = ANY(:ids) AND p.told = ''
        AND p.state IN ('calling', 'ringing')
    RETURNING p.user_id
""")
_RING_OVER = text("""
    WITH before AS (
        SELECT user_id, told FROM call_participant
        WHERE call_id = :call_id AND user_id = ANY(:ids) AND told <> 'over' AND state NOT IN ('calling', 'ringing')
        ORDER BY user_id FOR UPDATE
    )
    UPDATE call_participant p SET told = 'over' FROM before b WHERE p.call_id = :call_id AND p.user_id = b.user_id
    RETURNING p.user_id, p.state, b.told = 'rung' AS rung
""")
_RINGS = text("""
    SELECT 1 FROM call_participant WHERE call_id = :call_id AND user_id = :user_id AND state IN ('calling', 'ringing')
""")
_REACHABLE = text("""
    SELECT user_id FROM membership WHERE conversation_id = :conversation_id AND user_id = ANY(:ids)
        AND (notify <> 'none' OR muted_until <= :at)
""")
_SEQ = text("SELECT seq FROM message WHERE id = :id")
_KEEP_KEY = text("INSERT INTO server_key (name, secret) VALUES (:name, :secret) ON CONFLICT DO NOTHING")


def subscribe(session: Session, **values: Any) -> RowMapping:
    """Keeps a subscription, under its endpoint: its `id`, and whether it was `made` just now."""
    row = session.execute(_SUBSCRIBE, values).mappings().one()
    session.execute(_TIDY, {"user_id": values["user_id"], "most": MOST})
    return row


def mine(session: Session, user_id: int) -> list[RowMapping]:
    """A person's subscriptions, the newest first."""
    return list(session.execute(_MINE, {"user_id": user_id}).mappings())


def unsubscribe(session: Session, user_id: int, endpoint: str) -> bool:
    """Ends a subscription; False when there is none."""
    return session.execute(_UNSUBSCRIBE, {"user_id": user_id, "endpoint": endpoint}).scalar() is not None


def forget(session: Session, subscription_id: int, endpoint: str) -> None:
    """The push service knows this one no more."""
    session.execute(_FORGET, {"id": subscription_id, "endpoint": endpoint})


def subscribers(session: Session) -> set[int]:
    """Everyone with a subscription."""
    return set(session.execute(_SUBSCRIBERS).scalars())


def of_users(session: Session, user_ids: Collection[int]) -> list[RowMapping]:
    """The subscriptions of these people."""
    return list(session.execute(_OF_USERS, {"ids": list(user_ids)}).mappings()) if user_ids else []


def unread_by(
    session: Session, conversation_id: int, seq: int, sender_id: int, user_ids: Collection[int]
) -> list[RowMapping]:
    """What members of these prefer who have not read so far and did not shut the sender out."""
    values = {"conversation_id": conversation_id, "seq": seq, "sender_id": sender_id, "ids": list(user_ids)}
    return list(session.execute(_UNREAD_BY, values).mappings())


def group_title(session: Session, conversation_id: int) -> str | None:
    """What a group is called; None for a direct conversation."""
    return session.execute(_GROUP, {"id": conversation_id}).scalar()


def claim(session: Session, conversation_id: int, seq: int, user_ids: Collection[int]) -> set[int]:
    """Those of the people whom nobody has told of this message, or of a newer one; now they count as told."""
    values = {"conversation_id": conversation_id, "seq": seq, "ids": list(user_ids)}
    return set(session.execute(_CLAIM, values).scalars()) if user_ids else set()


def close(session: Session, conversation_id: int, user_ids: Collection[int], first: int, last: int) -> set[int]:
    """Those whose devices still show a message between these numbers; now it counts as taken back."""
    values = {"conversation_id": conversation_id, "ids": list(user_ids), "first": first, "last": last}
    return set(session.execute(_CLOSE, values).scalars()) if user_ids else set()


def is_open(session: Session, user_id: int, conversation_id: int, seq: int) -> bool:
    """Whether this message is still the one to be told of."""
    values = {"user_id": user_id, "conversation_id": conversation_id, "seq": seq}
    return session.execute(_IS_OPEN, values).scalar() is not None


def reachable(session: Session, conversation_id: int, user_ids: Collection[int], at: datetime) -> set[int]:
    """Those of the people who may be called here: they did not mute the conversation."""
    values = {"conversation_id": conversation_id, "ids": list(user_ids), "at": at}
    return set(session.execute(_REACHABLE, values).scalars())


def claim_ring(session: Session, call_id: int, user_ids: Collection[int]) -> set[int]:
    """Those whom a call rings and whose devices nobody has told so; now they count as told."""
    return set(session.execute(_RING, {"call_id": call_id, "ids": list(user_ids)}).scalars())


def claim_ring_over(session: Session, call_id: int, user_ids: Collection[int]) -> list[RowMapping]:
    """Those whom it rings no more: their `state` in the call, and whether their devices were told that it `rung`."""
    return list(session.execute(_RING_OVER, {"call_id": call_id, "ids": list(user_ids)}).mappings())


def rings(session: Session, call_id: int, user_id: int) -> bool:
    """Whether a call still rings for somebody."""
    return session.execute(_RINGS, {"call_id": call_id, "user_id": user_id}).scalar() is not None


def seq_of(session: Session, message_id: int) -> int:
    """The place of a message in its conversation."""
    return int(session.execute(_SEQ, {"id": message_id}).scalar_one())


def key(session: Session, name: str) -> str | None:
    """A private key of this installation."""
    row = session.get(ServerKey, name)
    return row.secret if row else None


def keep_key(session: Session, name: str, secret: str) -> None:
    """Keeps a private key, unless another process was faster."""
    session.execute(_KEEP_KEY, {"name": name, "secret": secret})
