"""Incoming webhooks: one line from anywhere becomes a message."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.conftest import Program
from webchat.services import limits

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def room(ana: Program, bob: Program) -> int:
    made = await ana.http.post("/api/groups/", json={"title": "Alerts", "member_ids": [bob.id]})
    return int(made.json()["id"])


@pytest.fixture
async def hook(ana: Program, room: int) -> dict[str, Any]:
    asked = {"conversation_id": room, "kind": "incoming", "name": "Disk watch"}
    answer = await ana.http.post("/api/webhooks/", json=asked)
    assert answer.status_code == 201
    return answer.json()


@pytest.mark.parametrize(
    ("content", "headers", "body"),
    [
        ("Disk full", FORM, "Disk full"),
        ("Disk 90% full & a=b", FORM, "Disk 90% full & a=b"),
        ("text=Disk%2090%25+full", FORM, "Disk 90% full"),
        ("payload=%7B%22text%22%3A%22Disk%22%7D", FORM, "Disk"),
        ('{"text": "Disk full", "username": "x"}', FORM, "Disk full"),
        ('{"body": "Disk full"}', JSON, "Disk full"),
        ('{"text": "Disk full"}', JSON, "Disk full"),
        ("{disk} is full", {"Content-Type": "text/plain"}, "{disk} is full"),
    ],
)
async def test_a_line_becomes_a_message(
    nobody: httpx.AsyncClient, ana: Program, hook: dict[str, Any], content: str, headers: dict[str, str], body: str
) -> None:
    answer = await nobody.post(hook["path"], content=content, headers=headers)
    assert answer.status_code == 201
    seen = (await ana.http.get(f"/api/messages/{answer.json()['id']}")).json()
    assert (seen["body"], seen["sender"]["display_name"]) == (body, "Disk watch")


@pytest.mark.parametrize(
    ("content", "headers", "code"),
    [
        ("{", JSON, "invalid_input"),
        ('{"text": 1}', JSON, "invalid_input"),
        ("[" * 5000, JSON, "invalid_input"),
        ("", FORM, "invalid_input"),
        (b"\xff", FORM, "invalid_input"),
        ("a" * 8001, FORM, "message_too_long"),
    ],
)
async def test_what_is_no_message_is_refused(
    nobody: httpx.AsyncClient, hook: dict[str, Any], content: str | bytes, headers: dict[str, str], code: str
) -> None:
    answer = await nobody.post(hook["path"], content=content, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


async def test_it_never_calls_everyone(nobody: httpx.AsyncClient, hook: dict[str, Any], bob: Program) -> None:
    answer = await nobody.post(hook["path"], content="@all the disk, @Bob", headers=FORM)
    message = answer.json()
    assert (message["mentions"], message["mentions_all"]) == ([bob.id], False)


async def test_the_same_key_posts_once(nobody: httpx.AsyncClient, hook: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "build 7"}
    first = await nobody.post(hook["path"], content="done", headers=key)
    second = await nobody.post(hook["path"], content="done", headers=key)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]


async def test_an_old_secret_a_deleted_hook_and_a_lost_right_look_the_same(
    nobody: httpx.AsyncClient, ana: Program, bob: Program, room: int, hook: dict[str, Any]
) -> None:
    hook_id = hook["webhook"]["id"]
    rotated = (await ana.http.post(f"/api/webhooks/{hook_id}/rotate")).json()
    assert (await nobody.post(hook["path"], content="x")).status_code == 404
    assert (await nobody.post(rotated["path"], content="x")).status_code == 201
    assert (await ana.http.delete(f"/api/webhooks/{hook_id}")).status_code == 200
    assert (await nobody.post(rotated["path"], content="x")).status_code == 404
    await ana.http.patch(f"/api/groups/{room}/members/{bob.id}", json={"role": "admin"})
    asked = {"conversation_id": room, "kind": "incoming", "name": "Theirs"}
    theirs = (await bob.http.post("/api/webhooks/", json=asked)).json()
    await ana.http.patch(f"/api/groups/{room}/members/{bob.id}", json={"role": "member"})
    assert (await nobody.post(theirs["path"], content="x")).status_code == 404


async def test_all_that_is_parked_is_sent_again_without_a_word(ana: Program, room: int) -> None:
    asked = {"conversation_id": room, "kind": "outgoing", "name": "Told", "url": "https://example.org/told"}
    made = (await ana.http.post("/api/webhooks/", json=asked)).json()["webhook"]
    for words in ({}, {"json": {}}):
        answer = await ana.http.post(f"/api/webhooks/{made['id']}/redeliver", **words)
        assert (answer.status_code, answer.json()) == (200, {"count": 0})


async def test_secrets_are_shown_once(ana: Program, room: int, hook: dict[str, Any]) -> None:
    asked = {"conversation_id": room, "name": "Out", "url": "https://a.example/"}
    made = (await ana.http.post("/api/webhooks/", json=asked)).json()
    listed = await ana.http.get(f"/api/webhooks/?conversation_id={room}")
    assert [one["kind"] for one in listed.json()["items"]] == ["incoming", "outgoing"]
    assert hook["secret"] not in listed.text
    assert made["secret"] not in listed.text


async def test_a_hook_has_a_limit_of_its_own(nobody: httpx.AsyncClient, hook: dict[str, Any]) -> None:
    for _ in range(limits._hooks.limit):
        assert (await nobody.post(hook["path"], content="x")).status_code == 201
    refused = await nobody.post(hook["path"], content="x")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
