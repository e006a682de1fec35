"""Blocks and reports over HTTP."""

import httpx

from tests.api.conftest import Program


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_a_block_from_beginning_to_end(ana: Program, bob: Program) -> None:
    pair = (await bob.say(ana.id, "hello")).json()["conversation_id"]
    for _ in range(2):
        assert (await ana.http.put(f"/api/blocks/{bob.id}")).status_code == 200
    (listed,) = (await ana.http.get("/api/blocks/")).json()["items"]
    assert (listed["user"]["id"], listed["user"]["presence"]) == (bob.id, "offline")
    nobody = await bob.say(987_654, "hello?")
    assert (await bob.say(ana.id, "hello?")).json() == nobody.json()
    assert _code(nobody) == (404, "not_found")
    assert _code(await ana.say(bob.id, "no")) == (403, "forbidden")
    seen = (await ana.http.get(f"/api/conversations/{pair}")).json()
    assert (seen["blocked"], seen["unread_count"]) == (True, 0)
    assert "apart" not in seen
    assert (await bob.http.get(f"/api/conversations/{pair}")).json()["blocked"] is False
    for _ in range(2):
        assert (await ana.http.delete(f"/api/blocks/{bob.id}")).status_code == 200
    assert (await bob.say(ana.id, "hello again")).status_code == 201
    assert _code(await ana.http.put(f"/api/blocks/{ana.id}")) == (422, "invalid_input")
    assert _code(await ana.http.put("/api/blocks/987654")) == (404, "not_found")


async def test_a_report(ana: Program, bob: Program) -> None:
    bad = (await bob.say(ana.id, "bad words")).json()
    body = {"reason": "abuse", "message_id": bad["id"], "words": "Please look."}
    made = await ana.http.post("/api/reports/", json=body)
    assert (made.status_code, made.json()["user_id"], made.json()["reason"]) == (201, bob.id, "abuse")
    assert _code(await ana.http.post("/api/reports/", json=body)) == (409, "conflict")
    assert (await ana.http.post("/api/reports/", json={"reason": "dislike", "user_id": bob.id})).status_code == 422
    assert _code(await ana.http.post("/api/reports/", json={"reason": "spam", "user_id": 987_654})) == (
        404,
        "not_found",
    )
