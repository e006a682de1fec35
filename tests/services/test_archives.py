"""The archive of all that is kept of somebody: whole, and of nobody else."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from tests.api.test_media import png
from tests.support.chat import direct, group, say
from webchat.db.unit_of_work import transact
from webchat.domain.actor import Actor
from webchat.domain.errors import RateLimited
from webchat.services import archives, deletions, limits, messages, polls, reactions, stars, uploads
from webchat.services.messages import SendMessage


@pytest.fixture(autouse=True)
def _nothing_used() -> None:
    limits._archives.clear()


async def _archive(actor: Actor) -> zipfile.ZipFile:
    pieces = [piece async for piece in await archives.begin(actor)]
    return zipfile.ZipFile(io.BytesIO(b"".join(pieces)))


def _lines(archive: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in archive.read(name).splitlines()]


async def _pieces(content: bytes):
    yield content


async def test_it_holds_what_is_mine_and_nothing_else(ana: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_PAGE", 3)
    room = await direct(ana, bob)
    for number in range(7):
        await say(ana, room, f"mine {number}")
    await say(bob, room, "not mine")
    gone = await say(ana, room, "taken back")
    await transact(deletions.delete_message, ana, gone.id)
    content = png()
    view = await uploads.upload_file(ana, _pieces(content), "pi/../cture.png")
    await messages.send_message(ana, SendMessage("", conversation_id=room, media_ids=(view.id,)))
    await group(ana, bob)
    archive = await _archive(ana)
    assert archive.testzip() is None
    profile = json.loads(archive.read("profile.json"))
    assert (profile["user"]["username"], profile["privacy"]) == ("Ana", {"receipts": True, "presence": True})
    said = [one["body"] for one in _lines(archive, "messages.jsonl") if one["kind"] == "text"]
    assert said == [f"mine {number}" for number in range(7)]
    assert {one["kind"] for one in _lines(archive, "conversations.jsonl")} == {"direct", "group"}
    (listed,) = json.loads(archive.read("media.json"))
    (name,) = [name for name in archive.namelist() if name.startswith("media/")]
    assert name == f"media/{listed['id']}-cture.png"
    assert len(archive.read(name)) == listed["size"]
    whole = b"".join(archive.read(name) for name in archive.namelist())
    assert b"not mine" not in whole
    assert b"taken back" not in whole


async def test_it_holds_what_i_saved_and_how_i_answered(
    ana: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "_PAGE", 2)
    room = await direct(ana, bob)
    said = [await say(bob, room, f"line {number}") for number in range(5)]
    for message in said:
        await transact(stars.star_message, ana, message.id)
        await transact(reactions.add_reaction, ana, message.id, "👍")
        await transact(reactions.add_reaction, bob, message.id, "👀")
    asked = {"question": "Where?", "options": ["Here", "There"], "multiple": True}
    poll = await say(bob, room, "", kind="poll", payload=asked)
    await transact(polls.vote, ana, poll.id, [0, 1])
    await transact(polls.vote, bob, poll.id, [1])
    await transact(deletions.delete_message, bob, said[0].id)
    archive = await _archive(ana)
    assert [one["body"] for one in _lines(archive, "saved.jsonl")] == [f"line {number}" for number in (4, 3, 2, 1)]
    given = [(one["message_id"], one["conversation_id"], one["emoji"]) for one in _lines(archive, "reactions.jsonl")]
    assert given == [(message.id, room, "👍") for message in said[1:]]
    voted = [(one["message_id"], one["option"], one["answer"]) for one in _lines(archive, "votes.jsonl")]
    assert voted == [(poll.id, 0, "Here"), (poll.id, 1, "There")]


async def test_who_has_nothing_gets_an_archive_all_the_same(ana: Actor) -> None:
    archive = await _archive(ana)
    for name in ("messages", "saved", "reactions", "votes"):
        assert _lines(archive, f"{name}.jsonl") == []
    assert json.loads(archive.read("drafts.json")) == {"drafts": [], "scheduled": []}
    assert "README.txt" in archive.namelist()


async def test_twice_an_hour_is_enough(ana: Actor) -> None:
    for _ in range(2):
        await _archive(ana)
    with pytest.raises(RateLimited):
        await archives.begin(ana)
