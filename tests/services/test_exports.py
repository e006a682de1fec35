"""A conversation as files that say everything by themselves, and do nothing."""

from __future__ import annotations

import json
import stat
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.support.chat import Listener, group, say
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, NotFound
from webchat.services import deletions, exports, moderation, uploads


class _Page(HTMLParser):
    """Every tag, and every address that a browser would open."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name == "src"]


async def _bytes(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def test_everything_is_in_both_files(live: Listener, ana: Actor, bob: Actor, tmp_path: Path) -> None:
    room = await group(ana, bob)
    file = await uploads.upload_file(ana, _bytes(b"<script>alert(1)</script>"), "note.html")
    first = await say(ana, room, "**Bold** <script>alert(1)</script>", media_ids=(file.id,))
    await say(bob, room, "An answer", reply_to_id=first.id)
    gone = await say(bob, room, "Not this one")
    await transact(deletions.delete_message, bob, gone.id)

    count, (as_json, as_html) = await exports.export_conversation(room, tmp_path / "out")
    told = json.loads(as_json.read_text())
    assert [one["body"] for one in told["messages"]] == ["", "**Bold** <script>alert(1)</script>", "An answer", ""]
    assert count == len(told["messages"])
    assert {one["username"] for one in told["members"]} == {"Ana", "Bob"}
    assert told["messages"][2]["reply_to"]["id"] == first.id
    page = as_html.read_text()
    parsed = _Page()
    parsed.feed(page)
    assert "script" not in parsed.tags
    assert all(address.startswith("data:") for address in parsed.loads)
    assert "<strong>Bold</strong>" in page
    assert "data:application/octet-stream;base64," in page
    assert "group created: Group" in page
    assert "This message was deleted." in page
    assert "Not this one" not in page + as_json.read_text()
    assert {stat.S_IMODE(path.stat().st_mode) for path in (as_json, as_html)} == {0o600}
    with pytest.raises(Conflict):
        await exports.export_conversation(room, tmp_path / "out")
    assert [one.action for one in await read(moderation.list_audit, None)] == ["conversation.exported"] * 2


async def test_what_is_not_there_leaves_no_files(live: Listener, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await exports.export_conversation(77, tmp_path / "out")
    assert not (tmp_path / "out").exists()
