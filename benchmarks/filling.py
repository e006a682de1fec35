"""Much at once in a server's database, past the services: for measures of reading it, and of what comes on top."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.server import Bench

_SCRIPTS = Path(__file__).parent / "scripts"
_INDEX = "ix_message_search"
_MANY = 50_000


def messages(bench: Bench, conversation_id: int, sender_id: int, count: int) -> None:
    """Appends lines of one member to a conversation; nobody is told."""
    with bench.server.database() as connection, connection.cursor() as cursor:
        index = _without_index(cursor) if count >= _MANY else ""
        _run(cursor, "fill", conversation=conversation_id, sender=sender_id, count=count)
        if index:
            cursor.execute(f"SET maintenance_work_mem = '512MB'; {index}")
        connection.commit()
        _settle(connection)


def mixed(bench: Bench, conversation_id: int, count: int) -> None:
    """Appends what was said in a conversation until now, again and again, with its files; nobody is told."""
    with bench.server.database() as connection, connection.cursor() as cursor:
        _run(cursor, "mixed", conversation=conversation_id, count=count)
        connection.commit()
        _settle(connection)


def people(bench: Bench, count: int) -> list[int]:
    """Makes people without sessions; gives their ids."""
    with bench.server.database() as connection, connection.cursor() as cursor:
        _run(cursor, "people", count=count)
        ids = [one for (one,) in cursor.fetchall()]
        connection.commit()
    return ids


def rooms(bench: Bench, owner: int, crowd: list[int], first: int, last: int) -> None:
    """Conversations number `first` to `last` of one person with the crowd, half of them groups."""
    with bench.server.database() as connection, connection.cursor() as cursor:
        _run(cursor, "rooms", owner=owner, crowd=crowd, first=first, last=last)
        connection.commit()
        _settle(connection)


def size_of_messages(bench: Bench) -> int:
    """Bytes on disk of all messages, with their indexes."""
    with bench.server.database() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('message')")
        return int(cursor.fetchone()[0])


def _run(cursor: Any, script: str, **values: Any) -> None:
    cursor.execute((_SCRIPTS / f"{script}.sql").read_text(), values)


def _without_index(cursor: Any) -> str:
    """Drops the index of words, which is made faster in one go; gives how it is made."""
    cursor.execute("SELECT pg_get_indexdef(%s::regclass)", (_INDEX,))
    (made,) = cursor.fetchone()
    cursor.execute(f"DROP INDEX {_INDEX}")
    return str(made)


def _settle(connection: Any) -> None:
    """As after a while in use: the planner knows what there is, and pages need no look at who may see them."""
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
