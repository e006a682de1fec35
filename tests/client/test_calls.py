"""The calls of the client."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.client.conftest import Friend
from webchat.client import AsyncClient, ChatError, Client
from webchat.settings import PROJECT


def test_messages_from_sending_to_searching(ana: Friend, bob: Friend) -> None:
    sent = ana.client.send("the **quick** fox", to=bob.id)
    assert (sent.body, sent.sender.id, sent.seq) == ("the **quick** fox", ana.id, 1)
    assert sent.created_at is not None
    answer = bob.client.send("which fox?", conversation=sent.conversation_id, reply_to=sent.id)
    assert answer.reply_to is not None
    assert answer.reply_to.snippet == "the quick fox"
    bob.client.mark_read(sent.id)
    bob.client.react(sent.id, "👍")
    seen = ana.client.message(sent.id)
    assert (seen.is_read, seen.reactions[0].emoji, seen.reactions[0].user_ids) == (True, "👍", (bob.id,))
    assert ana.client.edit(sent.id, "the slow fox").edited_at is not None
    assert [one.body for one in ana.client.revisions(sent.id)] == ["the **quick** fox", "the slow fox"]
    assert [hit.message.id for hit in bob.client.search("slow")] == [sent.id]
    assert ana.client.delete(sent.id).deleted_at is not None
    assert ana.client.restore(sent.id).body == "the slow fox"
    page = ana.client.messages(sent.conversation_id, limit=1)
    assert ([one.id for one in page.items], page.has_older) == ([answer.id], True)
    (conversation,) = ana.client.conversations()
    assert (conversation.unread_count, conversation.last_message and conversation.last_message.id) == (1, answer.id)


def test_the_same_client_id_is_the_same_message(ana: Friend, bob: Friend) -> None:
    first = ana.client.send("once", to=bob.id, client_id="6f1c2a7e-2f57-4a0c-9a5e-1d2f3a4b5c6d")
    assert ana.client.send("once", to=bob.id, client_id=first.client_id).id == first.id
    with pytest.raises(ChatError) as refused:
        ana.client.send("twice", to=bob.id, client_id=first.client_id)
    assert (refused.value.status, refused.value.field, refused.value.retryable) == (409, "client_id", False)


def test_a_batch_keeps_its_order_and_says_what_is_wrong(ana: Friend, bob: Friend) -> None:
    items = [{"recipient_id": bob.id, "body": f"line {number}"} for number in range(20)]
    items[7]["body"] = "x" * 8001
    results = ana.client.send_batch(items)
    assert [one.message.seq for one in results if one.message] == list(range(1, 20))
    refused = results[7].error
    assert refused is not None
    assert (results[7].status, refused.code, refused.field) == (422, "message_too_long", "body")


def test_errors_speak_the_servers_words(ana: Friend, server) -> None:
    with Client(server.url, "wcu_wrong") as stranger, pytest.raises(ChatError) as refused:
        stranger.me()
    assert (refused.value.status, refused.value.code) == (401, "not_signed_in")
    with pytest.raises(ChatError) as taken:
        ana.client.create_user(ana.client.me().username)
    assert taken.value.code == "username_taken"
    assert len(taken.value.details["suggestions"]) == 3


def test_groups_have_members(ana: Friend, bob: Friend, enrol: Callable[[str], Friend]) -> None:
    cleo = enrol("Cleo")
    group = ana.client.create_group("Order 4711", member_ids=[bob.id])
    assert ana.client.add_member(group.id, cleo.id, role="admin").role == "admin"
    assert {one.user.id: one.role for one in bob.client.members(group.id)} == {
        ana.id: "owner",
        bob.id: "member",
        cleo.id: "admin",
    }
    bob.client.leave_group(group.id)
    ana.client.change_role(group.id, cleo.id, "member")
    assert [one.id for one in cleo.client.groups()] == [group.id]
    assert ana.client.update_group(group.id, title="Order 4712").title == "Order 4712"


def test_people_are_shut_out_and_reported(ana: Friend, bob: Friend) -> None:
    spam = bob.client.send("Buy my watches", to=ana.id)
    ana.client.report("spam", message_id=spam.id, words="Again.")
    ana.client.block(bob.id)
    assert [one.user.id for one in ana.client.blocked()] == [bob.id]
    assert ana.client.conversation(spam.conversation_id).blocked
    with pytest.raises(ChatError) as refused:
        bob.client.send("Hello?", to=ana.id)
    assert refused.value.status == 404
    ana.client.unblock(bob.id)
    assert bob.client.send("Hello!", to=ana.id).seq == 2


def test_files_go_up_and_come_down(ana: Friend, bob: Friend, tmp_path: Path) -> None:
    (tmp_path / "label.txt").write_bytes(b"Fragile\n" * 50_000)
    media = ana.client.upload(tmp_path / "label.txt")
    assert (media.filename, media.size) == ("label.txt", 400_000)
    ana.client.send("The label", to=bob.id, media=[media.id])
    bob.client.download(media, tmp_path / "copy.txt")
    assert (tmp_path / "copy.txt").read_bytes() == (tmp_path / "label.txt").read_bytes()
    assert ana.client.upload(b"plain", filename="note.txt").filename == "note.txt"
    assert ana.client.upload(io.BytesIO(b"other")).size == 5
    with pytest.raises(ChatError) as refused:
        bob.client.download(media.id + 1, tmp_path / "none.txt")
    assert refused.value.status == 404
    assert not list(tmp_path.glob("none*"))


async def test_the_same_with_asyncio(ana: Friend, bob: Friend, tmp_path: Path) -> None:
    async with AsyncClient(ana.url, ana.token) as client:
        media = await client.upload(b"x" * 100_000, filename="x.bin")
        sent = await client.send("a file", to=bob.id, media=[media.id])
        assert [one.id async for one in client.conversations()] == [sent.conversation_id]
        await client.download(media, tmp_path / "x.bin")
        assert (tmp_path / "x.bin").stat().st_size == 100_000


def test_the_client_brings_nothing_of_the_server() -> None:
    code = "import sys, webchat.client; print([name for name in ('reflex', 'fastapi') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_both_clients_are_in_step() -> None:
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    done = subprocess.run(
        [sys.executable, PROJECT / "bin" / "sync-client", "--check"], env={"PATH": path}, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_a_webhook_writes_what_it_is_told(ana: Friend) -> None:
    group = ana.client.create_group("Alerts")
    hook = ana.client.create_incoming_webhook(group.id, "Disk watch")
    assert hook.path is not None
    said = httpx.post(ana.url + hook.path, content="Disk full", trust_env=False, timeout=60).raise_for_status().json()
    assert said["body"] == "Disk full"
    assert [one.name for one in ana.client.webhooks(group.id)] == ["Disk watch"]
    assert ana.client.rotate_webhook(hook.webhook.id).path != hook.path
    ana.client.delete_webhook(hook.webhook.id)
    assert ana.client.webhooks(group.id) == ()


def test_a_person_makes_bots(ana: Friend) -> None:
    made = ana.client.create_bot(f"Bot of {ana.id}")
    assert (made.bot.is_bot, made.token[:4]) == (True, "wcb_")
    with Client(ana.url, made.token) as bot:
        assert bot.me().id == made.bot.id
    assert [one.id for one in ana.client.bots()] == [made.bot.id]
    rotated = ana.client.rotate_bot(made.bot.id)
    assert rotated.token != made.token
    ana.client.delete_bot(made.bot.id)
    assert ana.client.bots() == ()
