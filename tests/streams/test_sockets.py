"""The WebSocket of programs."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest


async def test_who_may_open_a_socket(program) -> None:
    ana, bob = program("Ana"), program("Bob")
    assert (await (await ana.socket(str(ana.id))).next("hello"))["user"]["id"] == ana.id
    first = await ana.socket(headers={})
    await first.link.send(json.dumps({"type": "auth", "token": ana.token}))
    assert (await first.next("hello"))["protocol"] == 1
    assert await (await ana.socket(str(bob.id))).closed_with() == 4003
    assert await (await ana.socket(headers={"Authorization": "Bearer wcu_" + "x" * 40})).closed_with() == 4003
    assert await (await ana.socket(headers={})).closed_with() == 4003


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
    assert any(one["type"] == "live" for one in late.events)
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


async def test_who_does_not_read_is_closed_and_harms_nobody(program) -> None:
    ana, bob, slow = program("Ana"), program("Bob"), program("Slow")
    group = ana.rest.post("/api/groups/", json={"title": "Loud", "member_ids": [bob.id, slow.id]}).json()["id"]
    reading, not_reading = await bob.socket(), await slow.socket()
    await reading.next("hello")
    await not_reading.next("hello")
    not_reading.link.transport.pause_reading()
    speaking = await ana.socket()
    for number in range(400):
        body = f"{number} " + "x" * 7000
        assert (await speaking.ask("message.send", group_id=group, body=body))["type"] == "ack"
    while not (await reading.next("message.created"))["data"]["body"].startswith("399 "):
        pass
    not_reading.link.transport.resume_reading()
    assert await not_reading.closed_with() in (4010, 1006)  # 1006: it was given up before the close could be read


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
