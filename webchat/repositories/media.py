"""Queries about files."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from webchat.domain.media_views import MediaView

_INSERT = text("""
    INSERT INTO media (owner_id, sha256, kind, filename, content_type, size, width, height, duration, pages,
        animated, placeholder, thumbnails, waveform, rooms, dropped_at)
    VALUES (:owner_id, :sha256, :kind, :filename, :content_type, :size, :width, :height, :duration, :pages,
        :animated, :placeholder, cast(:thumbnails AS jsonb), cast(:waveform AS jsonb), :rooms, :until)
    RETURNING id
""")
_SHOW = text("UPDATE media SET dropped_at = NULL WHERE id = :id RETURNING *")
IS_AVATAR = """(
    EXISTS (SELECT 1 FROM "user" a WHERE a.avatar_media_id = f.id)
    OR EXISTS (SELECT 1 FROM conversation a WHERE a.avatar_media_id = f.id)
)"""
"""A condition on `media f`: somebody or a group is shown by it, so it stays whatever becomes of messages."""

IS_USED = f"""({IS_AVATAR} OR EXISTS (
    SELECT 1 FROM message_media c JOIN message m ON m.id = c.message_id AND m.deleted_at IS NULL
    WHERE c.media_id = f.id
))"""  # noqa: S608  constants
"""A condition on `media f`: it is an avatar, or a message that was not deleted carries it."""

IN_REACH = """(cast(:only AS bigint[]) IS NULL
    OR rooms <@ cast(:only AS bigint[]) AND rooms <> '{}')"""
"""A condition: a proof for the conversations `only` takes what such a proof brought; null takes all."""

# One's own until a message carries it; then whoever may see such a message that is still there.
_VISIBLE = text(f"""
    SELECT f.* FROM media f WHERE f.id = :id AND f.dropped_at IS NULL AND (
        EXISTS (
            SELECT 1 FROM message_media c JOIN message m ON m.id = c.message_id AND m.deleted_at IS NULL
            JOIN membership s ON s.conversation_id = m.conversation_id AND s.user_id = :user_id
            WHERE c.media_id = f.id
        ) OR f.owner_id = :user_id AND NOT EXISTS (SELECT 1 FROM message_media WHERE media_id = f.id) AND {IN_REACH}
    )
""")  # noqa: S608  constants


_FILENAMES = text("""
    SELECT c.message_id, f.filename FROM message_media c JOIN media f ON f.id = c.media_id
    WHERE c.message_id = ANY(:message_ids) ORDER BY c.position
""")
# What was sent is sent again only from where one is: a proof for single conversations takes nothing out of others.
_OWN = text(f"""
    SELECT f.* FROM media f WHERE f.id = ANY(:ids) AND f.owner_id = :owner_id AND f.dropped_at IS NULL AND (
        NOT EXISTS (SELECT 1 FROM message_media WHERE media_id = f.id) AND {IN_REACH}
        OR EXISTS (
            SELECT 1 FROM message_media c
            JOIN membership s ON s.conversation_id = c.conversation_id AND s.user_id = :owner_id
            WHERE c.media_id = f.id
        )
    )
""")  # noqa: S608  constants


def claim(
    session: Session,
    until: datetime,
    *,
    thumbnails: list[int],
    waveform: list[int],
    rooms: list[int] | None = None,
    **values: Any,
) -> int:
    """Stores what is known of a file that nobody has before `show`; its content stays until `until`. Gives the id.

    `rooms`: the conversations that the proof is for by which it came; None: for all.
    """
    lists = {"thumbnails": json.dumps(thumbnails), "waveform": json.dumps(waveform), "rooms": rooms}
    return int(session.execute(_INSERT, values | lists | {"until": until}).scalar_one())


def show(session: Session, media_id: int) -> MediaView | None:
    """The file is whole from now on; None when its row is gone."""
    row = session.execute(_SHOW, {"id": media_id}).mappings().first()
    return view_of(row) if row else None


def get_visible(session: Session, media_id: int, user_id: int, only: list[int] | None) -> MediaView | None:
    """A file that the user may have at this moment; by a proof for the conversations `only`, for all where None."""
    row = session.execute(_VISIBLE, {"id": media_id, "user_id": user_id, "only": only}).mappings().first()
    return view_of(row) if row else None


def filenames_of(session: Session, message_ids: list[int]) -> dict[int, list[str]]:
    """The names of the files of messages, in their order; of deleted ones too."""
    found: dict[int, list[str]] = {message_id: [] for message_id in message_ids}
    for row in session.execute(_FILENAMES, {"message_ids": message_ids}):
        found[row.message_id].append(row.filename)
    return found


def get_own(session: Session, ids: list[int], owner_id: int, only: list[int] | None) -> dict[int, MediaView]:
    """Those of the files that this user has sent here: carried by nothing yet, or by a message where they are.

    `only`: the conversations that the user's proof is for, all where None.
    """
    rows = session.execute(_OWN, {"ids": ids, "owner_id": owner_id, "only": only}).mappings()
    return {row["id"]: view_of(row) for row in rows}


def view_of(row: RowMapping | dict[str, Any]) -> MediaView:
    """A row as those see it who may have the file."""
    address = f"/api/media/{row['id']}"
    return MediaView(
        id=row["id"],
        kind=row["kind"],
        filename=row["filename"],
        content_type=row["content_type"],
        size=row["size"],
        width=row["width"],
        height=row["height"],
        duration=None if row["duration"] is None else row["duration"] / 1000,
        pages=row["pages"],
        url=f"{address}/download",
        thumbnail_url=f"{address}/thumbnail" if row["thumbnails"] else None,
        thumbnails=tuple(row["thumbnails"]),
        placeholder=row["placeholder"],
        animated=row["animated"],
        waveform=tuple(row["waveform"]),
        sha256=row["sha256"],
    )
