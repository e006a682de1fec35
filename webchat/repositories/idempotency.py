"""Queries about answers that were given before."""

import json
from typing import Any

from sqlalchemy import RowMapping, text
from sqlmodel import Session

_FORGET = text("""
    DELETE FROM stored_answer WHERE user_id = :user_id
        AND (created_at < now() - interval '24 hours' OR (status = 0 AND created_at < now() - interval '1 minute'))
""")
_CLAIM = text("""
    INSERT INTO stored_answer (user_id, key, request_hash) VALUES (:user_id, :key, :request_hash)
    ON CONFLICT DO NOTHING RETURNING key
""")
_FIND = text("SELECT request_hash, status, body FROM stored_answer WHERE user_id = :user_id AND key = :key")
_KEEP = text("""
    UPDATE stored_answer SET status = :status, body = cast(:body AS jsonb) WHERE user_id = :user_id AND key = :key
""")
_RELEASE = text("DELETE FROM stored_answer WHERE user_id = :user_id AND key = :key AND status = 0")


def claim(session: Session, user_id: int, key: str, request_hash: bytes) -> bool:
    """True for the first request with this key."""
    session.execute(_FORGET, {"user_id": user_id})
    return session.execute(_CLAIM, {"user_id": user_id, "key": key, "request_hash": request_hash}).scalar() is not None


def find(session: Session, user_id: int, key: str) -> RowMapping | None:
    """What was stored under this key."""
    return session.execute(_FIND, {"user_id": user_id, "key": key}).mappings().first()


def keep(session: Session, user_id: int, key: str, status: int, body: Any) -> None:
    """Stores the answer."""
    session.execute(_KEEP, {"user_id": user_id, "key": key, "status": status, "body": json.dumps(body)})


def release(session: Session, user_id: int, key: str) -> None:
    """Lets the request be tried again."""
    session.execute(_RELEASE, {"user_id": user_id, "key": key})
