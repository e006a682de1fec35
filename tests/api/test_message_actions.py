"""What can be done with messages over REST."""

from uuid import uuid4

import httpx

from tests.api.conftest import Program
from webchat.api.app import create_api


async def _first(ana: Program, bob: Program, body: str = "the first words") -> tuple[str, dict]:
    message = (await ana.say(bob.id, body)).json()
    return f"/api/messages/{message['id']}", message


async def test_an_edit_and_its_history(ana: Program, bob: Program) -> None:
    path, message = await _first(ana, bob)
    edited = await ana.http.patch(path, json={"body": "the **second** words"})
    assert (edited.status_code, edited.json()["version"]) == (200, 2)
    assert edited.json()["edited_at"].endswith("Z")
    assert "<strong>second</strong>" in edited.json()["html"]
    items = (await bob.http.get(f"{path}/history")).json()["items"]
    assert [item["body"] for item in items] == ["the first words", "the **second** words"]
    assert set(items[0]) == {"version", "body", "html", "at"}
    assert (items[0]["at"], items[1]["at"]) == (message["created_at"], edited.json()["edited_at"])
    for who, body, status, code in (
        (bob, {"body": "x"}, 403, "forbidden"),
        (ana, {"body": " "}, 422, "invalid_input"),
        (ana, {"body": "x", "html": "<b>x</b>"}, 422, "unknown_field"),
        (ana, {"body": "x" * 8001}, 422, "message_too_long"),
    ):
        refused = await who.http.patch(path, json=body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
    await ana.http.delete(path)
    assert (await bob.http.get(f"{path}/history")).json() == {"items": []}
    assert (await ana.http.patch(path, json={"body": "x"})).status_code == 409


async def test_a_deletion_and_its_undoing(ana: Program, bob: Program) -> None:
    path, message = await _first(ana, bob)
    await ana.http.delete(path)
    assert (await bob.http.post(f"{path}/restore")).status_code == 403
    back = (await ana.http.post(f"{path}/restore")).json()
    assert back == message | {"version": 3}


async def test_several_are_deleted_together(ana: Program, bob: Program) -> None:
    mine = [(await ana.say(bob.id, str(number))).json()["id"] for number in range(3)]
    theirs = (await bob.say(ana.id, "theirs")).json()["id"]
    refused = await ana.http.post("/api/messages/delete", json={"message_ids": [*mine, theirs]})
    assert refused.status_code == 403
    gone = await ana.http.post("/api/messages/delete", json={"message_ids": mine[:2]})
    assert [(item["id"], item["body"]) for item in gone.json()["items"]] == [(mine[0], ""), (mine[1], "")]
    back = await ana.http.post("/api/messages/restore", json={"message_ids": mine})
    assert [(item["id"], item["body"], item["version"]) for item in back.json()["items"]] == [
        (mine[0], "0", 3), (mine[1], "1", 3), (mine[2], "2", 1),
    ]  # fmt: skip
    for body in ({"message_ids": []}, {"message_ids": list(range(1, 102))}, {"message_ids": mine, "all": True}):
        assert (await ana.http.post("/api/messages/delete", json=body)).status_code == 422


async def test_pins(ana: Program, bob: Program) -> None:
    path, message = await _first(ana, bob)
    pinned = (await bob.http.post(f"{path}/pin")).json()
    assert pinned["pinned_at"].endswith("Z")
    listed = f"/api/conversations/{message['conversation_id']}/pinned"
    assert (await ana.http.get(listed)).json() == {"items": [pinned], "next": None}
    assert (await ana.http.delete(f"{path}/pin")).json()["pinned_at"] is None
    assert (await ana.http.get(listed)).json()["items"] == []
    assert (await ana.http.get(f"{listed}?cursor=nonsense")).status_code == 422


async def test_stars_are_ones_own(ana: Program, bob: Program) -> None:
    path, message = await _first(ana, bob)
    start = (await bob.http.get("/api/events/log")).json()["cursor"]
    for _ in range(2):
        assert (await bob.http.post(f"{path}/star")).status_code == 204
    assert (await bob.http.get("/api/messages/starred")).json() == {"items": [message], "next": None}
    assert (await ana.http.get("/api/messages/starred")).json()["items"] == []
    items: list[dict] = []
    while not items:
        items = (await bob.http.get("/api/events/log", params={"since": start})).json()["items"]
    expected = {"message_id": message["id"], "conversation_id": message["conversation_id"], "starred": True}
    assert [(item["type"], item["data"]) for item in items] == [("star.added", expected)]
    assert (await bob.http.delete(f"{path}/star")).status_code == 204
    assert (await bob.http.get("/api/messages/starred")).json()["items"] == []


async def test_forwarding_once_under_a_key(ana: Program, bob: Program, enrol) -> None:
    cleo = await enrol("Cleo")
    path, _ = await _first(ana, bob)
    there = (await cleo.say(ana.id, "hello")).json()["conversation_id"]
    headers = {"Idempotency-Key": "forward"}
    for _ in range(2):
        sent = await ana.http.post(f"{path}/forward", json={"conversation_ids": [there]}, headers=headers)
        assert sent.status_code == 201
    (copy,) = sent.json()["items"]
    assert (copy["body"], copy["conversation_id"], copy["seq"]) == ("the first words", there, 2)
    assert copy["payload"] == {"forwarded_from": {"user_id": ana.id, "name": "Ana"}}
    foreign = (await cleo.say(bob.id, "between us")).json()
    refused = await ana.http.post(f"{path}/forward", json={"conversation_ids": [there, foreign["conversation_id"]]})
    assert (refused.status_code, refused.json()["error"]["field"]) == (404, "conversation_ids")
    body = {"message_ids": [copy["id"], foreign["id"]], "conversation_ids": [there]}
    assert (await ana.http.post("/api/messages/forward", json=body)).status_code == 404
    for wrong in ({"conversation_ids": []}, {"conversation_ids": list(range(1, 22))}, {"conversation_ids": [0]}):
        assert (await ana.http.post(f"{path}/forward", json=wrong)).status_code == 422


async def test_who_has_seen_it(ana: Program, bob: Program) -> None:
    path, _ = await _first(ana, bob)
    await bob.http.put(f"{path}/read")
    (receipt,) = (await ana.http.get(f"{path}/receipts")).json()["items"]
    assert (receipt["user"]["id"], receipt["delivered"], receipt["read"]) == (bob.id, True, True)
    assert receipt["read_at"].endswith("Z")


async def test_marked_unread_until_looked_at(ana: Program, bob: Program) -> None:
    path, message = await _first(ana, bob)
    room = f"/api/conversations/{message['conversation_id']}"
    await bob.http.put(f"{path}/read")
    marked = (await bob.http.post(f"{path}/unread")).json()
    assert (marked["unread_count"], marked["unread_mark"], marked["read_seq"]) == (1, 1, 1)
    assert (await ana.http.get(room)).json()["unread_mark"] is None
    assert (await bob.http.delete(f"{room}/unread")).status_code == 204
    assert (await bob.http.get(room)).json()["unread_count"] == 0


async def test_a_reply_with_its_quote(ana: Program, bob: Program) -> None:
    path, message = await _first(ana, bob)
    client_id = str(uuid4())
    reply = await bob.say(ana.id, "an answer", reply_to_id=message["id"], client_id=client_id)
    assert reply.json()["reply_to"]["snippet"] == "the first words"
    again = await bob.say(ana.id, "an answer", reply_to_id=message["id"], client_id=client_id)
    assert (again.status_code, again.json()) == (200, reply.json())
    assert (await bob.say(ana.id, "an answer", client_id=client_id)).status_code == 409
    foreign = await bob.say(ana.id, "an answer", reply_to_id=999_999)
    assert (foreign.status_code, foreign.json()["error"]["field"]) == (422, "reply_to_id")
    await ana.http.delete(path)
    assert (await bob.say(ana.id, "too late", reply_to_id=message["id"])).status_code == 422


async def test_kept_answers_forget_what_was_deleted(ana: Program, bob: Program) -> None:
    path, message = await _first(ana, bob, "the secret words")
    keep = {"Idempotency-Key": "kept"}

    async def asked_again() -> list[httpx.Response]:
        reply = {"recipient_id": ana.id, "body": "an answer", "reply_to_id": message["id"]}
        return [
            await bob.http.post(f"{path}/pin", headers={"Idempotency-Key": "pinned"}),
            await bob.http.post(f"{path}/unread", headers={"Idempotency-Key": "marked"}),
            await bob.http.post("/api/messages", json=reply, headers=keep),
        ]

    first = await asked_again()
    assert all("secret" in answer.text for answer in first)
    await ana.http.delete(path)
    again = await asked_again()
    assert all(answer.headers["idempotent-replay"] == "true" for answer in again)
    assert not any("secret" in answer.text for answer in again)
    assert again[2].json()["reply_to"]["deleted"]
    assert [answer.status_code for answer in again] == [200, 200, 201]


async def test_the_reference_tells_of_the_replay() -> None:
    answers = create_api().openapi()["paths"]["/api/messages"]["post"]["responses"]
    for status in ("200", "201"):
        assert answers[status]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Message"}
    assert "Idempotent-Replay" in answers["200"]["headers"]
