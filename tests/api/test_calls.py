"""Calls over REST, by programs without a browser."""

import json

import pytest

from tests.api.conftest import Program


async def talk(ana: Program, bob: Program) -> int:
    return (await bob.say(ana.id, "call me")).json()["conversation_id"]


async def begin(who: Program, room: int, **more: object) -> dict:
    answer = await who.http.post("/api/calls/", json={"conversation_id": room, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def act(who: Program, call: dict, verb: str, **more: object) -> dict:
    answer = await who.http.post(f"/api/calls/{call['id']}/{verb}", json=more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_call_in_all_its_states(ana: Program, bob: Program) -> None:
    room = await talk(ana, bob)
    call = await begin(ana, room, kind="video", device_id="a1")
    assert (call["state"], call["kind"], call["initiator_id"]) == ("calling", "video", ana.id)
    assert (call["my_state"], call["my_device_id"]) == ("waiting", "a1")
    assert [(one["user_id"], one["state"]) for one in call["participants"]] == [
        (ana.id, "waiting"),
        (bob.id, "calling"),
    ]
    assert (await act(bob, call, "ringing"))["state"] == "ringing"
    assert (await act(bob, call, "ignore"))["state"] == "ringing"
    assert (await begin(ana, room))["id"] == call["id"]
    assert (await act(bob, call, "answer", device_id="b1"))["state"] == "connecting"
    signal = {"to_user_id": ana.id, "data": {"candidate": None}, "device_id": "b1"}
    assert (await bob.http.post(f"/api/calls/{call['id']}/signal/", json=signal)).json() == {}
    assert (await act(ana, call, "connected", device_id="a1"))["state"] == "active"
    assert (await act(ana, call, "reconnecting", device_id="a1"))["state"] == "reconnecting"
    assert (await act(ana, call, "connected", device_id="a1"))["state"] == "active"
    assert (await ana.http.get("/api/calls/live")).json()["items"][0]["id"] == call["id"]
    ended = await act(bob, call, "end", device_id="b1")
    assert (ended["state"], ended["end_reason"], ended["my_device_id"]) == ("ended", "completed", None)
    assert (await act(ana, call, "accept"))["state"] == "ended"
    assert (await ana.http.get(f"/api/calls/{call['id']}")).json()["duration"] in range(30)


@pytest.mark.parametrize(
    ("verb", "by", "reason"),
    [
        ("decline", "bob", "declined"),
        ("reject", "bob", "declined"),
        ("busy", "bob", "busy"),
        ("cancel", "ana", "cancelled"),
        ("hangup", "ana", "cancelled"),
        ("hangup", "bob", "declined"),
    ],
)
async def test_verbs_that_end_it(ana: Program, bob: Program, verb: str, by: str, reason: str) -> None:
    call = await begin(ana, await talk(ana, bob))
    ended = await act({"ana": ana, "bob": bob}[by], call, verb)
    assert (ended["state"], ended["end_reason"]) == ("ended", reason)
    page = (await ana.http.get("/api/messages/", params={"conversation_id": call["conversation_id"]})).json()
    line = page["items"][-1]
    assert (line["kind"], line["id"]) == ("call", call["message_id"])
    assert line["payload"] == {
        "call_id": call["id"], "kind": "audio", "state": "ended", "end_reason": reason, "duration": None,
    }  # fmt: skip


async def test_the_list_and_what_was_missed(ana: Program, bob: Program) -> None:
    call = await begin(ana, await talk(ana, bob))
    await act(ana, call, "cancel")
    mine = (await bob.http.get("/api/calls/", params={"missed": "true"})).json()
    assert ([one["id"] for one in mine["items"]], mine["missed_count"], mine["next"]) == ([call["id"]], 1, None)
    assert (await bob.http.post("/api/calls/seen")).status_code == 200
    assert (await bob.http.get("/api/calls/")).json()["missed_count"] == 0
    assert (await ana.http.get("/api/calls/", params={"missed": "true"})).json()["items"] == []


async def test_what_is_refused(ana: Program, bob: Program) -> None:
    room = await talk(ana, bob)
    wrong = {"conversation_id": room, "kind": "smoke"}
    assert (await ana.http.post("/api/calls/", json=wrong)).json()["error"]["field"] == "kind"
    call = await begin(ana, room)
    assert (await ana.http.post(f"/api/calls/{call['id']}/explode", json={})).status_code == 422
    assert (await bob.http.post(f"/api/calls/{call['id']}/cancel", json={})).status_code == 403
    assert (await bob.http.post(f"/api/calls/{call['id']}/accept", json={"device": "b1"})).status_code == 422
    assert (await bob.http.post("/api/calls/999999/accept")).status_code == 404
    early = {"to_user_id": bob.id, "data": {}}
    assert (await ana.http.post(f"/api/calls/{call['id']}/signal", json=early)).status_code == 404
    assert (await bob.http.get("/api/calls/ice", params={"call_id": call["id"]})).status_code == 404
    alone = (await ana.http.get("/api/calls/ice", params={"call_id": call["id"]})).json()
    assert alone == {"urls": [], "username": "", "credential": "", "ttl": 7200, "policy": "all", "exposes": True}
    assert (await ana.http.get("/api/calls/livekit", params={"call_id": call["id"]})).status_code == 409


@pytest.mark.parametrize("data", [{"n": 2**90}, {"half": "\ud97c"}], ids=["number", "character"])
async def test_a_signal_that_nobody_could_read_is_refused(ana: Program, bob: Program, data: dict) -> None:
    call = await begin(ana, await talk(ana, bob))
    await act(bob, call, "accept")
    body = json.dumps({"to_user_id": bob.id, "data": data})
    headers = {"Content-Type": "application/json"}
    answer = await ana.http.post(f"/api/calls/{call['id']}/signal", content=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "data")


async def test_one_is_in_one_call_at_a_time(ana: Program, bob: Program, enrol) -> None:
    cem = await enrol("Cem")
    call = await begin(ana, await talk(ana, bob))
    other = (await cem.say(ana.id, "me, too")).json()["conversation_id"]
    refused = await ana.http.post("/api/calls/", json={"conversation_id": other})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "in_another_call")
    assert refused.json()["error"]["call_id"] == call["id"]
