"""`docs/protocol.md` names all that a program can say and hear, and nothing else."""

from __future__ import annotations

import re
from typing import get_args

from webchat.api import stream, ws
from webchat.api.commands import Commander
from webchat.domain import events, payloads
from webchat.domain.views import MessageKind
from webchat.domain.webhook_views import EVENTS
from webchat.settings import PROJECT

PAGE = (PROJECT / "docs" / "protocol.md").read_text()
# What the processes and our own pages tell each other; no program hears of it.
INNER = {
    "access.ended", "attention", "device.asked", "draft.updated", "look.updated", "notifications.updated",
    "push.subscribed", "receipt.minima", "schedule.updated", "session.ended", "welcome.due",
}  # fmt: skip


def rows(heading: str) -> list[list[str]]:
    """The rows of the tables whose first column is called so, without their heads."""
    tables = re.findall(rf"^\| {re.escape(heading)} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    assert tables, heading
    return [[cell.strip() for cell in line.strip("|").split("|")] for table in tables for line in table.splitlines()]


def names(heading: str) -> list[str]:
    """What the first column names."""
    return [name for row in rows(heading) for name in re.findall(r"`([a-z.]+)`", row[0])]


def test_every_command_has_its_row() -> None:
    listed = names("command")
    assert len(listed) == len(set(listed))
    assert set(listed) == Commander._KNOWN.keys() | {"auth", "ping"}


def test_every_event_has_its_row() -> None:
    known = {value for name, value in vars(events).items() if name.isupper() and isinstance(value, str)}
    listed = names("type")
    assert len(listed) == len(set(listed))
    assert known > INNER
    assert set(listed) == known - INNER


def test_what_a_webhook_can_hear_is_marked() -> None:
    marked = {row[0].strip("`") for row in rows("type") if len(row) == 4 and row[3].startswith("yes")}
    assert marked == set(EVENTS)


def test_every_kind_of_message_has_its_row() -> None:
    assert set(get_args(MessageKind)) == {"text", "call", "system"} | payloads.WITH_FILES | payloads._CHECKS.keys()
    assert names("kind") == list(get_args(MessageKind))


def test_every_close_code_has_its_row() -> None:
    codes = {
        value for module in (stream, ws) for name, value in vars(module).items()
        if re.fullmatch("[A-Z][A-Z_]+", name) and isinstance(value, int) and 1000 <= value < 5000
    }  # fmt: skip
    assert {int(row[0]) for row in rows("close code")} == codes
    assert f"up to {ws.LARGEST_FRAME // 1024} KiB" in PAGE
