"""`docs/protocol.md` names all that a program can say and hear, and nothing else."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import get_args

import pytest

from webchat.api import stream, ws
from webchat.api.commands import Commander
from webchat.api.reference_objects import objects
from webchat.client import objects as client_objects
from webchat.domain import events, payloads
from webchat.domain.message_views import MessageKind
from webchat.domain.webhook_views import EVENTS
from webchat.settings import PROJECT

PAGE = (PROJECT / "docs" / "protocol.md").read_text()
# What the processes and our own pages tell each other; no program hears of it.
INNER = {
    "access.ended", "attention", "device.asked", "draft.updated", "look.updated", "notifications.updated",
    "push.subscribed", "receipt.minima", "schedule.updated", "session.ended", "welcome.due",
}  # fmt: skip
OBJECTS = ["User", "Sender", "Media", "Message", "Conversation", "Member", "Block", "Call"]
"""What both clients have types of."""


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


def test_the_types_of_the_javascript_client_know_every_event() -> None:
    types = (PROJECT / "webchat" / "api" / "static" / "webchat.d.ts").read_text()
    (body,) = re.findall(r"export interface EventData \{\n(.*?)\n\}", types, re.DOTALL)
    assert set(re.findall(r'^  "?([a-z.]+)"?:', body, re.MULTILINE)) == set(names("type"))


@pytest.mark.parametrize("name", [*OBJECTS, "Group"])
def test_the_types_of_the_javascript_client_have_every_field(name: str) -> None:
    types = (PROJECT / "webchat" / "api" / "static" / "webchat.d.ts").read_text()
    found = dict(re.findall(r"export interface (\w+)(?: extends \w+)? \{\n(.*?)\n\}", types, re.DOTALL))
    parts = {"Conversation": ["Group", name], "Call": [name, "MyCall"]}.get(name, [name])
    whole = "\n".join(found[one] for one in parts)
    known = set(re.findall(r"^  (\w+):", whole, re.MULTILINE))
    assert known == set(objects()[name]["properties"])


@pytest.mark.parametrize("name", OBJECTS)
def test_the_objects_of_the_python_client_have_every_field(name: str) -> None:
    assert {one.name for one in fields(getattr(client_objects, name))} == set(objects()[name]["properties"])


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
