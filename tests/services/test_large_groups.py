"""A group of 500 costs what one of 5 costs: the same statements, and no more rows of members are read."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from tests.support.chat import say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.realtime import audience
from webchat.repositories import receipts as receipt_rows
from webchat.services import conversations, limits, members, messages, receipts, typing

_MESSAGES = 60
_SEED = """
    INSERT INTO "user" (username, username_key, search_key, display_name)
    SELECT 'Person ' || n, 'person ' || n, 'person ' || n, 'Person ' || n FROM generate_series(1, 520) AS n;
    INSERT INTO conversation (kind, title, last_seq, members_count)
    SELECT 'group', 'Group ' || g, 60, CASE WHEN g = 1 THEN 5 ELSE 500 END FROM generate_series(1, 40) AS g;
    INSERT INTO membership (conversation_id, user_id, role, joined_seq, delivered_seq, read_seq, shown_seq)
    SELECT c.id, n, CASE WHEN n = 1 THEN 'owner' ELSE 'member' END, joined, greatest(joined, n % 60), joined, joined
    FROM conversation c, generate_series(1, c.members_count) AS n,
        LATERAL (SELECT CASE WHEN n = 1 OR c.id % 2 = 1 THEN 0 ELSE 60 END AS joined) AS j;
    INSERT INTO message (conversation_id, sender_id, seq, client_id, body, html)
    SELECT c.id, 1 + seq % 2, seq, gen_random_uuid(), 'line ' || seq, '<p>line ' || seq || '</p>'
    FROM conversation c, generate_series(1, 60) AS seq;
    ANALYZE
"""
# All joined at the beginning; all but the owner after the last message.
_SMALL, _LARGE, _LARGE_AND_LATE = 1, 3, 4
Work = Callable[[Actor, int], Awaitable[Any]]


@dataclass
class Cost:
    """The statements that ran, and how many rows of members they read."""

    statements: list[str] = field(default_factory=list)
    rows: int = 0

    def add(self, statement: str, plan: dict[str, Any]) -> None:
        self.statements.append(statement)
        self.rows += sum(_rows_read(node) for node in _nodes(plan))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)


def _rows_read(node: dict[str, Any]) -> int:
    if node.get("Relation Name") != "membership" or "Scan" not in node["Node Type"]:
        return 0
    dropped = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return round((node["Actual Rows"] + dropped) * node["Actual Loops"])


def _statements(together: str) -> list[str]:
    """What goes to the database as one string, one by one; preparing is no work on rows."""
    found = re.split(r"; (?=EXECUTE )", together)
    return [one for one in found if not one.startswith(("PREPARE", "DEALLOCATE"))]


@contextmanager
def counting(engine: Engine) -> Iterator[Cost]:
    """Looks at the plan of each statement, in its own transaction, just before it runs."""
    cost = Cost()

    def look(connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        raw = connection.connection
        with raw.cursor() as cursor:
            filled = cursor.mogrify(statement, values).decode()
            autocommit = raw.autocommit  # a batch is committed by itself: what is looked at must not be
            cursor.execute("BEGIN" if autocommit else "SAVEPOINT looking")
            for known, one in zip(_statements(statement), _statements(filled), strict=True):
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {one}")
                plan = cursor.fetchone()[0]
                cost.add(known, (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
            cursor.execute("ROLLBACK" if autocommit else "ROLLBACK TO SAVEPOINT looking")

    event.listen(engine, "before_cursor_execute", look)
    try:
        yield cost
    finally:
        event.remove(engine, "before_cursor_execute", look)


async def _open(who: Actor, group: int) -> None:
    await read(conversations.get_conversation, who, group)
    await read(messages.list_messages, who, group, limit=50)


async def _minima(_: Actor, group: int) -> None:
    await read(lambda uow: receipt_rows.minima(uow.session, [group]))


_WORK: dict[str, Work] = {
    "list": lambda who, _: read(conversations.list_conversations, who, None, 1),
    "open": _open,
    "older": lambda who, group: read(messages.list_messages, who, group, before=40, limit=30),
    "send": lambda who, group: say(who, group, "hello"),
    "acknowledge": lambda who, group: receipts.acknowledge(who, {group: (60, 60)}),
    "minima": _minima,
    "typing": typing.start,
    "add": lambda who, group: transact(members.add_members, who, group, [510]),
    "remove": lambda who, group: transact(members.remove_member, who, group, 3),
    "role": lambda who, group: transact(members.change_role, who, group, 4, "admin"),
}


@pytest.mark.parametrize("work", _WORK)
async def test_nothing_grows_with_the_members(clean_database: Engine, work: str) -> None:
    limits.clear()
    audience.clear()
    with clean_database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in _SEED.split(";"):
            connection.execute(text(statement))
    owner, costs = Actor(1, None, "Person 1", "Person 1"), {}
    for group in (_SMALL, _LARGE, _LARGE_AND_LATE):
        await audience.members_of(group)  # a server that runs knows who is to hear of it
        with counting(clean_database) as cost:
            await _WORK[work](owner, group)
        costs[group] = cost
    small = costs.pop(_SMALL)
    for cost in costs.values():
        assert cost.statements == small.statements
        assert cost.rows <= small.rows + 5, (cost.rows, small.rows)
