"""What a message carries besides text, changed after the sending; and the votes of polls."""

import json
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

_CHANGE = text("""
    UPDATE message SET payload = (payload - cast(:without AS text[])) || cast(:values AS jsonb), version = version + 1
    WHERE id = :id AND deleted_at IS NULL
""")
_VOTE = text("""
    WITH taken_back AS (
        DELETE FROM poll_vote
        WHERE message_id = :id AND user_id = :user_id AND NOT option = ANY(cast(:options AS int[])) RETURNING option
    ), given AS (
        INSERT INTO poll_vote (message_id, user_id, option)
        SELECT :id, :user_id, unnest(cast(:options AS int[])) ON CONFLICT DO NOTHING RETURNING option
    )
    SELECT (SELECT count(*) FROM taken_back) + (SELECT count(*) FROM given)
""")


def change(session: Session, message_id: int, values: dict[str, Any], without: tuple[str, ...] = ()) -> None:
    """Sets fields of a message's payload and takes others out; a new version in any case."""
    given = {"id": message_id, "values": json.dumps(values), "without": list(without)}
    session.execute(_CHANGE, given)


def vote(session: Session, message_id: int, user_id: int, options: list[int]) -> bool:
    """Makes these the user's choices; False when they were."""
    given = {"id": message_id, "user_id": user_id, "options": options}
    return bool(session.execute(_VOTE, given).scalar())
