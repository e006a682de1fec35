"""Bots: made by people, with tokens of their own."""

from __future__ import annotations

from tests.api.conftest import Client, Program, me


async def test_bots_are_made_by_people_and_speak_with_tokens(ana: Program, bob: Program, client: Client) -> None:
    made = await ana.http.post("/api/bots/", json={"username": "Helper"})
    assert made.status_code == 201
    bot, token = made.json()["bot"], made.json()["token"]
    assert bot["is_bot"]
    assert token.startswith("wcb_")
    speaking = client(token)
    assert (await me(speaking))["id"] == bot["id"]
    assert (await speaking.post("/api/messages/", json={"recipient_id": ana.id, "body": "hello"})).status_code == 201
    assert (await speaking.post("/api/bots/", json={"username": "Helpers helper"})).status_code == 403
    assert (await bob.http.delete(f"/api/bots/{bot['id']}")).status_code == 404
    assert [one["id"] for one in (await ana.http.get("/api/bots/")).json()["items"]] == [bot["id"]]
    rotated = (await ana.http.post(f"/api/bots/{bot['id']}/rotate")).json()["token"]
    assert (await speaking.get("/api/users/me")).status_code == 401
    assert (await me(client(rotated)))["id"] == bot["id"]
    assert (await ana.http.delete(f"/api/bots/{bot['id']}")).status_code == 200
    assert (await client(rotated).get("/api/users/me")).status_code == 401
    assert (await ana.http.get("/api/bots/")).json()["items"] == []


async def test_nobody_waits_for_a_bot_to_read(ana: Program, bob: Program) -> None:
    bot = (await ana.http.post("/api/bots/", json={"username": "Silent"})).json()["bot"]
    group = (await ana.http.post("/api/groups/", json={"title": "G", "member_ids": [bob.id, bot["id"]]})).json()["id"]
    said = (await ana.http.post("/api/messages/", json={"group_id": group, "body": "read me"})).json()
    await bob.http.put(f"/api/messages/{said['id']}/read")
    assert (await ana.http.get(f"/api/messages/{said['id']}")).json()["is_read"]
