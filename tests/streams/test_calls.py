"""Calls by programs with a WebSocket: every verb, and what the other side hears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.support.program import Program, Socket


@dataclass
class Ringing:
    """Ana has begun a call, and Bob is being rung; each with a socket."""

    bob: Program
    hers: Socket
    his: Socket
    call: dict[str, Any]


async def ring(program) -> Ringing:
    ana, bob = program("Ana"), program("Bob")
    hers, his = await ana.socket(), await bob.socket()
    room = (await his.ask("message.send", recipient_id=ana.id, body="call me"))["data"]["conversation_id"]
    asked = await hers.ask("call.request", conversation_id=room, kind="video", device_id="a1")
    return Ringing(bob, hers, his, asked["data"])


async def updated(socket, state: str) -> dict:
    while (event := await socket.next("call.updated"))["data"]["state"] != state:
        pass
    return event


async def test_a_call_with_its_signals(program) -> None:
    ringing = await ring(program)
    hers, his, call = ringing.hers, ringing.his, ringing.call
    heard = await updated(his, "calling")
    assert (heard["data"]["id"], heard["data"]["kind"]) == (call["id"], "video")
    assert "my_device_id" not in heard["data"]
    verb = {"call_id": call["id"], "device_id": "b1"}
    await his.ask("call.ringing", **verb)
    await updated(hers, "ringing")
    assert (await his.ask("call.ignore", **verb))["data"]["state"] == "ringing"
    assert (await his.ask("call.accept", **verb))["data"]["my_device_id"] == "b1"
    await updated(hers, "connecting")
    offer = {"description": {"type": "offer", "sdp": "v=0"}}
    await hers.ask("call.signal", call_id=call["id"], to_user_id=ringing.bob.id, data=offer, device_id="a1")
    signal = await his.next("call.signal")
    assert (signal["actor_id"], signal["cursor"]) == (call["initiator_id"], None)
    assert signal["data"]["data"] == offer
    assert signal["data"]["device_id"] == "b1"
    await his.ask("call.connected", **verb)
    await updated(hers, "active")
    await his.ask("call.reconnecting", **verb)
    await updated(hers, "reconnecting")
    await his.ask("call.connected", **verb)
    ended = (await hers.ask("call.hangup", call_id=call["id"], device_id="a1"))["data"]
    assert ended["end_reason"] == "completed"
    assert (await updated(his, "ended"))["data"]["end_reason"] == "completed"


async def test_other_ways_to_end_and_other_names_of_verbs(program) -> None:
    ringing = await ring(program)
    hers, his, call = ringing.hers, ringing.his, ringing.call
    for verb, by, reason in (
        ("decline", his, "declined"),
        ("reject", his, "declined"),
        ("busy", his, "busy"),
        ("cancel", hers, "cancelled"),
        ("end", hers, "cancelled"),
    ):
        assert (await by.ask(f"call.{verb}", call_id=call["id"]))["data"]["end_reason"] == reason
        call = (await hers.ask("call.request", conversation_id=call["conversation_id"]))["data"]
    assert (await his.ask("call.answer", call_id=call["id"]))["data"]["state"] == "connecting"
    refused = await hers.ask("call.explode", call_id=call["id"])
    assert refused["error"]["code"] == "not_found"


async def test_nobody_else_hears_of_it(program) -> None:
    ringing = await ring(program)
    hers, his, call = ringing.hers, ringing.his, ringing.call
    eve = program("Eve")
    hears = await eve.socket()
    await hears.next("hello")
    await his.ask("call.accept", call_id=call["id"])
    assert (await hears.ask("call.accept", call_id=call["id"]))["error"]["code"] == "not_found"
    to_bob = {"call_id": call["id"], "to_user_id": ringing.bob.id, "data": {}}
    assert (await hears.ask("call.signal", **to_bob))["error"]["code"] == "not_found"
    await hers.ask("call.signal", **to_bob)
    await his.next("call.signal")
    await hers.ask("call.hangup", call_id=call["id"])
    await updated(his, "ended")
    await hears.ask("ping")
    assert not [one for one in hears.events if one["type"].startswith("call.")]


async def test_a_caller_whose_socket_closes_has_cancelled(program) -> None:
    ringing = await ring(program)
    await ringing.hers.link.close()
    event = await updated(ringing.his, "ended")
    assert event["data"]["end_reason"] == "cancelled"
    assert {one["user_id"]: one["state"] for one in event["data"]["participants"]}[ringing.bob.id] == "missed"


async def test_a_resume_tells_how_a_call_has_ended(program) -> None:
    ringing = await ring(program)
    hers, his, call = ringing.hers, ringing.his, ringing.call
    since = (await his.ask("ping"))["cursor"]
    await his.link.close()
    await hers.ask("call.cancel", call_id=call["id"])
    back = await ringing.bob.socket()
    await back.ask("resume", since=since)
    told = [one["data"] for one in back.events if one["type"] == "call.updated"]
    assert {(one["id"], one["end_reason"]) for one in told} == {(call["id"], "cancelled")}
