"""Queries about the previews of messages' links.

`{"url": …}` alone is a claim: somebody fetches that page, or did and found nothing to show.
"""

import json
from dataclasses import asdict

from sqlalchemy import text
from sqlmodel import Session

from webchat.domain.previews import LinkPreview

_PLACE = text("SELECT conversation_id FROM message WHERE id = :id")
_HTML = text("SELECT html FROM message WHERE id = :id AND deleted_at IS NULL AND NOT preview_off")
# A preview of another link goes at once; that is a change that people see.
_CLAIM = text("""
    UPDATE message m SET link_preview = cast(:claim AS jsonb), version = m.version + before.shown::int
    FROM (SELECT id, coalesce(link_preview ? 'title', false) AS shown FROM message WHERE id = :id FOR UPDATE) AS before
    WHERE m.id = before.id AND deleted_at IS NULL AND NOT preview_off
        AND coalesce(link_preview->>'url', '') <> :url
    RETURNING before.shown
""")
_STORE = text("""
    UPDATE message SET link_preview = cast(:preview AS jsonb), version = version + 1
    WHERE id = :id AND link_preview = cast(:claim AS jsonb) AND deleted_at IS NULL AND NOT preview_off
""")
_REMOVE = text("""
    UPDATE message SET link_preview = NULL, preview_off = true, version = version + 1
    WHERE id = :id AND NOT preview_off AND deleted_at IS NULL
""")


def place_of(session: Session, message_id: int) -> int | None:
    """The conversation of a message."""
    return session.execute(_PLACE, {"id": message_id}).scalar()


def html_of(session: Session, message_id: int) -> str:
    """What a message says now; empty where it shows no previews."""
    return session.execute(_HTML, {"id": message_id}).scalar() or ""


def claim(session: Session, message_id: int, url: str) -> bool | None:
    """Takes it upon oneself to fetch; None when somebody has, True when the preview of another link went by that."""
    values = {"id": message_id, "url": url, "claim": _json({"url": url})}
    row = session.execute(_CLAIM, values).first()
    return None if row is None else bool(row.shown)


def store(session: Session, message_id: int, preview: LinkPreview) -> bool:
    """Adds the preview that was claimed; False when something came in between."""
    claimed = {"url": preview.url}
    values = {"id": message_id, "claim": _json(claimed), "preview": _json(asdict(preview))}
    return bool(session.execute(_STORE, values).rowcount)  # type: ignore[attr-defined]


def remove(session: Session, message_id: int) -> bool:
    """Takes the preview off for good; False when it was."""
    return bool(session.execute(_REMOVE, {"id": message_id}).rowcount)  # type: ignore[attr-defined]


def _json(value: dict[str, str]) -> str:
    return json.dumps(value)
