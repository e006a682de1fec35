"""Many rows at once, by COPY: for made-up people, conversations and messages."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

_COLUMNS = {
    '"user"': "id, username, username_key, search_key, display_name, about, created_at",
    "conversation": "id, kind, title, direct_key, search_key, members_count, created_at, active_at",
    "membership": "conversation_id, user_id, role, joined_at",
    "message": "id, conversation_id, sender_id, seq, version, client_id, body, html, search_text, reply_to_id,"
    " created_at",
    "reaction": "message_id, user_id, emoji, created_at",
}
_RESERVE = text("""
    SELECT setval(pg_get_serial_sequence(:table, 'id'), nextval(pg_get_serial_sequence(:table, 'id')) + :count)
""")
_GROWN = text("""
    UPDATE conversation c SET last_seq = g.seq, active_at = g.at
    FROM unnest(cast(:ids AS bigint[]), cast(:seqs AS bigint[]), cast(:ats AS timestamptz[])) AS g (id, seq, at)
    WHERE c.id = g.id
""")
# Most people have read everything; one in eight has up to 15 messages to read.
_READ = text("""
    UPDATE membership m SET delivered_seq = s.last_seq, read_seq = s.seq, shown_seq = s.seq FROM (
        SELECT o.conversation_id, o.user_id, c.last_seq, greatest(0, c.last_seq - CASE
            WHEN abs(hashint8(o.user_id * 31 + c.id)) % 8 = 0 THEN abs(hashint8(o.user_id + c.id * 17)) % 16 ELSE 0 END
        ) AS seq FROM membership o JOIN conversation c ON c.id = o.conversation_id WHERE c.id = ANY(:ids)
    ) AS s WHERE m.conversation_id = s.conversation_id AND m.user_id = s.user_id
""")
_HAS_SAID = text("SELECT EXISTS (SELECT FROM message WHERE sender_id = :user_id AND client_id = :client_id)")
_MOMENTS = "unnest(cast(:ids AS bigint[]), cast(:ats AS timestamptz[])) AS t (id, at)"
_BACKDATE = (
    text(f"UPDATE message m SET created_at = t.at FROM {_MOMENTS} WHERE m.id = t.id"),  # noqa: S608  no outside words
    text(f"UPDATE reaction r SET created_at = t.at FROM {_MOMENTS} WHERE r.message_id = t.id"),  # noqa: S608
    text(f"""
        UPDATE conversation SET created_at = s.first, active_at = s.last
        FROM (SELECT min(at) AS first, max(at) AS last FROM {_MOMENTS}) AS s WHERE conversation.id = :id
    """),  # noqa: S608
    text(
        "UPDATE membership SET joined_at = c.created_at FROM conversation c WHERE c.id = :id AND conversation_id = :id"
    ),
)
_ANALYZE = text('ANALYZE message, membership, conversation, "user", reaction')
_ANYBODY = text('SELECT EXISTS (SELECT FROM "user")')


def backdate(session: Session, conversation_id: int, moments: dict[int, datetime]) -> None:
    """Lets the messages of a conversation, by their ids, and all that depends on them have been said then."""
    values = {"id": conversation_id, "ids": list(moments), "ats": list(moments.values())}
    for statement in _BACKDATE:
        session.execute(statement, values)


def has_said(session: Session, user_id: int, client_id: UUID) -> bool:
    """Whether somebody has sent the message of this `client_id`."""
    return bool(session.execute(_HAS_SAID, {"user_id": user_id, "client_id": client_id}).scalar())


def anybody(session: Session) -> bool:
    """Whether there are people already."""
    return bool(session.execute(_ANYBODY).scalar())


def reserve(session: Session, table: str, count: int) -> int:
    """The first of `count` ids that nobody else gets."""
    return int(session.execute(_RESERVE, {"table": table, "count": count}).scalar_one()) - count


def copy(session: Session, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Stores rows with the columns that this module names for the table."""
    lines = StringIO("".join("\t".join(map(_field, row)) + "\n" for row in rows))
    connection = session.connection().connection.driver_connection
    assert connection is not None  # noqa: S101  the session is open
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({_COLUMNS[table]}) FROM STDIN", lines)


def grow(session: Session, last: dict[int, tuple[int, Any]]) -> None:
    """Sets the number and the time of the last message of conversations."""
    values = {"ids": list(last), "seqs": [seq for seq, _ in last.values()], "ats": [at for _, at in last.values()]}
    session.execute(_GROWN, values)


def mark_read(session: Session, ids: list[int]) -> None:
    """Lets the members of these conversations have read nearly everything."""
    session.execute(_READ, {"ids": ids})


def analyze(session: Session) -> None:
    """Tells the planner what there is now."""
    session.execute(_ANALYZE)


def _field(value: Any) -> str:
    if value is None:
        return r"\N"
    shown = str(value)
    if "\\" in shown or "\n" in shown or "\t" in shown or "\r" in shown:
        return shown.replace("\\", r"\\").replace("\n", r"\n").replace("\t", r"\t").replace("\r", r"\r")
    return shown
