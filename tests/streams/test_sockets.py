"""The WebSocket of programs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.support.far import far_away
from tests.support.program import Socket


async def test_who_may_open_a_socket(program) -> None:
    ana, bob = program("Ana"), program("Bob")
    assert (await (await ana.socket(str(ana.id))).next("hello"))["user"]["id"] == ana.id
    first = await ana.socket(headers={})
    await first.link.send(json.dumps({"type": "auth", "token": ana.token}))
    assert (await first.next("hello"))["protocol"] == 1
    assert await (await ana.socket(str(bob.id))).closed_with() == 4003
    assert await (await ana.socket(headers={"Authorization": "Bearer wcu_" + "x" * 40})).closed_with() == 4003
    assert await (await ana.socket(headers={})).closed_with() == 4003


async def test_the_cookie_counts_from_our_own_pages_only(server) -> None:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=60) as page:
        own = {"Origin": server.url}
        joined = await page.post("/session", json={"name": f"Page {uuid4().hex[:8]}"}, headers=own)
        cookie = f"webchat_session={joined.raise_for_status().cookies['webchat_session']}"
    address = f"{server.url.replace('http', 'ws', 1)}/ws/me"
    async with connect(address, additional_headers=own | {"Cookie": cookie}, proxy=None) as link:
        assert json.loads(await link.recv())["type"] == "hello"
    for origin in ({"Origin": "https://evil.example"}, {}):
        async with connect(address, additional_headers=origin | {"Cookie": cookie}, proxy=None) as link:
            await link.send(json.dumps({"type": "ping"}))  # it waits for somebody to say who they are
            with pytest.raises(ConnectionClosed):
                await link.recv()
            assert link.close_code == 4003


async def test_a_conversation_of_two(program) -> None:
    ana, bob = program("Ana"), program("Bob")
    hers, his = await ana.socket(), await bob.socket()
    await hers.next("hello")
    since = (await his.next("hello"))["cursor"]
    command = {"recipient_id": bob.id, "body": "hello", "client_id": str(uuid4())}
    sent = (await hers.ask("message.send", **command))["data"]
    assert (await hers.ask("message.send", **command))["data"]["id"] == sent["id"]
    event = await his.next("message.created")
    assert event["data"]["body"] == "hello"
    assert event["data"]["client_id"] == command["client_id"]
    room = {"conversation_id": sent["conversation_id"]}
    await hers.ask("typing.start", **room)
    assert (await his.next("typing"))["data"]["active"] is True
    await his.ask("receipt.read", **room, seq=sent["seq"])
    assert (await hers.next("receipt.updated"))["data"]["read_seq"] == sent["seq"]
    await his.ask("reaction.add", message_id=sent["id"], emoji="👍")
    assert (await hers.next("reaction.added"))["data"]["user_id"] == bob.id
    await hers.ask("message.edit", message_id=sent["id"], body="hello again")
    assert (await his.next("message.updated"))["data"]["body"] == "hello again"
    late = await bob.socket()
    await late.ask("resume", since=since)
    logged = [one["id"] for one in his.events if one.get("cursor") and one.get("id")]
    assert [one["id"] for one in late.events if one.get("id")] == logged
    told = [one["type"] for one in late.events]
    assert told[-2:] == ["live", "ack"]
    present = {
        one["data"]["user_id"]: one["data"]["read_seq"] for one in late.events if one["type"] == "receipt.updated"
    }
    assert present == {ana.id: sent["seq"], bob.id: sent["seq"]}
    foreign = "other." + since.split(".", 1)[1]
    await late.ask("resume", since=foreign)
    assert any(one["type"] == "reset" for one in late.events)


async def test_refusals_are_those_of_rest(program) -> None:
    ana, bob = program("Ana"), program("Bob")
    socket = await ana.socket()
    for body in (
        {"recipient_id": bob.id, "body": "x" * 8001},
        {"conversation_id": 2**40, "body": "x"},
        {"recipient_id": bob.id, "body": "x", "html": "<b>"},
        {"recipient_id": "many", "body": "x"},
    ):
        answer = await socket.ask("message.send", **body)
        assert answer["error"] == ana.rest.post("/api/messages/", json=body).json()["error"]
    assert (await socket.ask("no.such"))["error"]["field"] == "type"
    assert (await socket.ask("ping"))["type"] == "pong"


async def test_who_is_refused_for_a_while_hears_how_long(program) -> None:
    ana, bob = program("Ana"), program("Bob")
    group = {"title": "Slow", "member_ids": [bob.id], "slow_seconds": 3600}
    room = {"conversation_id": ana.rest.post("/api/groups/", json=group).json()["id"]}
    socket = await bob.socket()
    assert (await socket.ask("message.send", **room, body="One"))["type"] == "ack"
    told = (await socket.ask("message.send", **room, body="Two"))["error"]
    assert (told["code"], 3500 < told["retry_after"] <= 3600) == ("slow_mode", True)
    refused = bob.rest.post("/api/messages/", json=room | {"body": "Two"})
    assert refused.json()["error"]["retry_after"] == int(refused.headers["Retry-After"])


@pytest.mark.parametrize(
    "frame",
    [
        "{",
        "[]",
        b"{}",
        '{"type": "' + "x" * 65_536 + '"}',
        "[" * 50_000,
        '{"type": "ping", "ref": "\\ud800"}',
        '{"type": "ping", "ref": NaN}',
        '{"type": "ping", "ref": [[]]}',
    ],
)
async def test_a_broken_frame_closes_its_socket_alone(program, frame) -> None:
    ana, bob = program("Ana"), program("Bob")
    bad, good = await ana.socket(), await bob.socket()
    await bad.next("hello")
    await bad.link.send(frame)
    assert await bad.closed_with() == 4001
    assert (await good.ask("ping"))["type"] == "pong"


async def test_a_socket_ends_with_its_session(program) -> None:
    ana = program("Ana")
    socket = await ana.socket()
    await socket.next("hello")
    mine = ana.rest.get("/api/users/me/sessions").json()["items"][0]["id"]
    ana.rest.delete(f"/api/users/me/sessions/{mine}").raise_for_status()
    assert await socket.closed_with() == 4009


async def test_a_removed_member_hears_that_and_nothing_more(program) -> None:
    ana, bob = program("Ana"), program("Bob")
    group = ana.rest.post("/api/groups/", json={"title": "Few", "member_ids": [bob.id]}).json()["id"]
    his = await bob.socket()
    await his.next("hello")
    ana.rest.delete(f"/api/groups/{group}/members/{bob.id}").raise_for_status()
    await his.next("conversation.removed")
    before = len(his.events)
    ana.rest.post("/api/messages/", json={"group_id": group, "body": "secret"}).raise_for_status()
    ana.rest.post("/api/messages/", json={"recipient_id": bob.id, "body": "for you"}).raise_for_status()
    await his.next("message.created")
    assert "secret" not in json.dumps(his.events[before:])
    assert (await his.ask("typing.start", conversation_id=group))["error"]["code"] == "not_found"


async def test_the_twenty_first_socket_is_refused(program) -> None:
    ana = program("Ana")
    for _ in range(20):
        await (await ana.socket()).next("hello")
    assert await (await ana.socket()).closed_with() == 4008


async def test_a_ticket_opens_one_socket(program) -> None:
    ana = program("Ana")
    ticket = ana.rest.post("/api/sessions/ticket").raise_for_status().json()["ticket"]
    assert (await (await ana.socket(f"me?ticket={ticket}", headers={})).next("hello"))["user"]["id"] == ana.id
    assert await (await ana.socket(f"me?ticket={ticket}", headers={})).closed_with() == 4003


async def test_who_does_not_read_is_closed_and_comes_back_to_all_of_it(server, program) -> None:
    ana, bob, slow = program("Ana"), program("Bob"), program("Slow")
    group = ana.rest.post("/api/groups/", json={"title": "Loud", "member_ids": [bob.id, slow.id]}).json()["id"]
    reading = await bob.socket()
    # None of them ever asks whether the server lives.
    not_reading = [await slow.socket(sock=far_away(server.port), ping_interval=None) for _ in range(19)]
    await reading.next("hello")
    for socket in not_reading:
        cursor = (await socket.next("hello"))["cursor"]
        socket.link.transport.pause_reading()
    process = psutil.Process(server.process.pid)
    before = process.memory_info().rss
    bodies = [f"{number} " + "x" * 7000 for number in range(400)]
    hearing = asyncio.create_task(_bodies(reading, len(bodies)))
    for start in range(0, len(bodies), 100):
        items = [{"group_id": group, "body": body, "client_id": str(uuid4())} for body in bodies[start : start + 100]]
        await asyncio.to_thread(ana.rest.post, "/api/messages/batch", json={"items": items}, timeout=60)
    assert await hearing == bodies
    # Kept for all who do not read, it would be 55 MB and more.
    assert process.memory_info().rss - before < 50_000_000
    for socket in not_reading:
        socket.link.transport.resume_reading()
        assert await socket.closed_with() in (4010, 1006)  # 1006: it was given up before the close could be read
    again = await slow.socket()
    await again.ask("resume", since=cursor)
    assert again.events[-2]["type"] == "live"
    replayed = [one["data"]["body"] for one in again.events if _is_text(one)]
    assert replayed == bodies


def _is_text(frame: dict[str, Any]) -> bool:
    """Not what says that the group was made: the cursor of a hello may stand before it."""
    return frame["type"] == "message.created" and frame["data"]["kind"] == "text"


async def _bodies(socket: Socket, count: int) -> list[str]:
    return [(await socket.next("message.created"))["data"]["body"] for _ in range(count)]


async def test_who_is_shut_out_hears_of_nothing_that_passes(program) -> None:
    ana, ben, cem = program("Ana"), program("Ben"), program("Cem")
    body = {"title": "Room", "member_ids": [ben.id, cem.id]}
    room = ana.rest.post("/api/groups", json=body).raise_for_status().json()["id"]
    at = {one.id: await one.socket() for one in (ana, ben, cem)}
    for socket in at.values():
        await socket.next("hello")
    ana.rest.put(f"/api/blocks/{ben.id}").raise_for_status()
    assert (await at[ana.id].next("block.added"))["data"]["user"]["id"] == ben.id
    gone = {"user_id": ana.id, "presence": "offline", "last_seen_at": None}
    while (await at[ben.id].next("presence"))["data"] != gone:
        pass
    start = len(at[ben.id].events)
    said = cem.rest.post("/api/messages", json={"group_id": room, "body": "hello"}).raise_for_status().json()
    await at[ana.id].ask("typing.start", conversation_id=room)
    await at[ana.id].ask("receipt.read", conversation_id=room, seq=said["seq"])
    ana.rest.patch(f"/api/users/{ana.id}", json={"about": "away"}).raise_for_status()
    assert (await at[cem.id].next("typing"))["data"]["user_id"] == ana.id
    while (await at[cem.id].next("receipt.updated"))["data"]["user_id"] != ana.id:
        pass
    await at[cem.id].ask("message.send", conversation_id=room, body="that was all")
    while (await at[ben.id].next("message.created"))["data"]["body"] != "that was all":
        pass
    heard = at[ben.id].events[start:]
    assert [one for one in heard if one["type"] in ("typing", "presence") and one["data"]["user_id"] == ana.id] == []
    assert [one for one in heard if one["type"] == "receipt.updated" and one["data"]["user_id"] == ana.id] == []
    (renamed,) = [one["data"] for one in heard if one["type"] == "user.updated"]
    assert (renamed["about"], renamed["presence"], renamed["last_seen_at"]) == ("away", "offline", None)


_COMMANDS = [
    {"type": "message.send", "conversation_id": 1, "body": "words", "client_id": "x", "payload": {}, "media_ids": []},
    {"type": "message.edit", "message_id": 1, "body": "words"},
    {"type": "message.delete", "message_id": 1},
    {"type": "reaction.add", "message_id": 1, "emoji": "👍"},
    {"type": "receipt.read", "conversation_id": 1, "seq": 1},
    {"type": "typing.start", "conversation_id": 1},
    {"type": "resume", "since": "x.1.1"},
    {"type": "auth", "token": "wcu_x"},
    {"type": "ping"},
]
_ODD = [None, True, -1, 0, 2**63, 2**70, 1.5, "", "1", "x" * 300, "\0", "\ud800", [], {}, [[]], {"a": {"b": [None]}}]


async def test_whatever_a_frame_holds_is_answered_once_or_closes_its_socket_alone(server, program) -> None:
    before = len(server.output())
    ana, bob, odd = program("Ana"), program("Bob"), program("Odd")
    group = ana.rest.post("/api/groups/", json={"title": "Few", "member_ids": [bob.id, odd.id]}).json()["id"]
    his = await bob.socket()
    await his.next("hello")
    talking = asyncio.create_task(_talk(await ana.socket(), group))
    outcomes = {"ack": 0, "error": 0, "pong": 0, 4001: 0}
    socket = await odd.socket()
    for frame in _frames():
        await socket.link.send(json.dumps(frame))
        try:
            answer = await socket.next("ack", "error", "pong")
            assert answer["ref"] == frame.get("ref")
            outcomes[answer["type"]] += 1
        except ConnectionClosed as closed:
            outcomes[closed.rcvd.code] += 1
            socket = await odd.socket()
    assert all(outcomes.values()), outcomes
    said = await talking
    assert await _bodies(his, len(said)) == said
    assert "A command failed" not in server.output()[before:]


def _frames() -> Iterator[dict[str, Any]]:
    for command in _COMMANDS:
        yield from ({**command, "ref": 7, name: value} for name in (*command, "ref", "more") for value in _ODD)
        yield from ({key: value for key, value in command.items() if key != name} for name in command)


async def _talk(socket: Socket, group: int) -> list[str]:
    said = [f"line {number}" for number in range(50)]
    for body in said:
        assert (await socket.ask("message.send", group_id=group, body=body))["type"] == "ack"
    return said


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ('{"type": "ping", "ref": 1}', 4003),
        ('{"type": "message.send", "recipient_id": 1, "body": "x"}', 4003),
        ('{"type": "auth"}', 4003),
        ('{"type": "auth", "token": ["x"]}', 4003),
        ("[]", 4001),
        ("{", 4001),
        (b"\0", 4001),
    ],
)
async def test_before_a_socket_is_let_in_only_a_token_counts(program, frame, code: int) -> None:
    socket = await program("Ana").socket(headers={})
    await socket.link.send(frame)
    assert await socket.closed_with() == code
    assert socket.events == []


async def test_a_burst_is_answered_one_by_one_and_disturbs_nobody(program) -> None:
    ana, bob = program("Ana"), program("Bob")
    group = ana.rest.post("/api/groups/", json={"title": "Burst", "member_ids": [bob.id]}).json()["id"]
    bursting, his = await ana.socket(), await bob.socket()
    await his.next("hello")
    talking = asyncio.create_task(_talk(await ana.socket(), group))
    for ref in range(1000):
        await bursting.link.send(json.dumps({"type": "ping" if ref % 2 else "no.such", "ref": ref}))
    refs = [(await bursting.next("pong", "error"))["ref"] for _ in range(1000)]
    assert refs == list(range(1000))
    said = await talking
    assert await _bodies(his, len(said)) == said
