"""Guests of single conversations: what a token with `rooms` opens, and what it does not."""

from __future__ import annotations

from typing import Any

import httpx

from tests.api.conftest import KEY, Client, Program, ensure, me, signed


async def test_a_guest_of_one_room_reaches_that_room_only(
    ana: Program, bob: Program, client: Client, transport: httpx.ASGITransport
) -> None:
    host = client(KEY)
    room = (await ensure(host, "order:7", member_ids=[ana.id])).json()["id"]
    other = (await ensure(host, "order:8", member_ids=[ana.id, bob.id])).json()["id"]
    whole, guest = client(signed()), client(signed(rooms=["order:7", "order:none"]))
    my_id = (await me(guest))["id"]
    await ensure(host, "order:8", member_ids=[my_id])  # a member there, too: the token does not open it
    hidden = (await ana.http.post("/api/messages/", json={"conversation_id": other, "body": "hidden words"})).json()
    shown = (await ana.http.post("/api/messages/", json={"conversation_id": room, "body": "shown words"})).json()
    assert {one["id"] for one in (await whole.get("/api/conversations/")).json()["items"]} == {room, other}

    assert [one["id"] for one in (await guest.get("/api/conversations/")).json()["items"]] == [room]
    assert (await guest.get(f"/api/messages/{shown['id']}")).status_code == 200
    for path in (
        f"/api/conversations/{other}", f"/api/messages/?conversation_id={other}", f"/api/messages/{hidden['id']}",
        f"/api/groups/{other}", f"/api/groups/{other}/members", f"/api/users/{bob.id}",
        f"/api/messages/search?q=words&conversation_id={other}", f"/api/conversations/{other}/media",
    ):  # fmt: skip
        answer = await guest.get(path)
        assert answer.status_code == 404 or answer.json()["items"] == [], path
    for call in (
        guest.post("/api/messages/", json={"conversation_id": other, "body": "no"}),
        guest.post("/api/messages/", json={"group_id": other, "body": "no"}),
        guest.put(f"/api/messages/{hidden['id']}/read"),
        guest.put(f"/api/messages/{hidden['id']}/reactions/%F0%9F%91%8D"),
        guest.post(f"/api/messages/{shown['id']}/forward", json={"conversation_ids": [other]}),
    ):
        assert (await call).status_code == 404
    for call in (
        guest.post("/api/messages/", json={"recipient_id": bob.id, "body": "no"}),
        guest.post("/api/groups/", json={"title": "no"}),
        guest.get("/api/groups/directory"),
        guest.post("/api/conversations/notes"),
        guest.patch(f"/api/users/{my_id}", json={"about": "no"}),
        guest.delete("/api/users/me"),
        guest.get("/api/users/me/sessions"),
        guest.post("/api/bots/", json={"username": "Botty"}),
    ):
        assert (await call).status_code == 403
    found = (await guest.get("/api/messages/search?q=words")).json()["items"]
    assert [one["message"]["id"] for one in found] == [shown["id"]]
    assert {one["id"] for one in (await guest.get("/api/users/?ids=1,2,3,4")).json()["items"]} == {ana.id, my_id}
    assert (await guest.get("/api/users/?q=Bob")).json()["items"] == []
    sent = await guest.post("/api/messages/", json={"conversation_id": room, "body": "a guest speaks"})
    assert sent.status_code == 201
    log = (await guest.get("/api/events/log", params={"since": await _begin(ana)})).json()["items"]
    assert other not in {one["conversation_id"] for one in log}
    assert other not in {one["data"].get("id") for one in log if one["type"].startswith("conversation.")}


async def _begin(program: Program) -> str:
    """A cursor before everything."""
    epoch = (await program.http.get("/api/events/log")).json()["cursor"].split(".")[0]
    return f"{epoch}.1.0"


async def test_a_guests_ticket_and_kept_answers_open_no_more_than_its_token(
    ana: Program, client: Client, nobody: httpx.AsyncClient
) -> None:
    host = client(KEY)
    await ensure(host, "order:7", member_ids=[ana.id])
    other = (await ensure(host, "order:8", member_ids=[ana.id])).json()["id"]
    whole, guest = client(signed()), client(signed(rooms=["order:7"]))
    await ensure(host, "order:8", member_ids=[(await me(guest))["id"]])
    file = (await ana.http.post("/api/media/upload", files={"file": ("a.txt", b"words")})).json()
    said = {"conversation_id": other, "kind": "file", "media_ids": [file["id"]]}
    assert (await ana.http.post("/api/messages/", json=said)).status_code == 201
    for asking, status in ((whole, 200), (guest, 404)):
        ticket = (await asking.post("/api/media/ticket")).json()["ticket"]
        answer = await nobody.get(f"/api/media/{file['id']}/download", params={"ticket": ticket})
        assert answer.status_code == status
    key = {"Idempotency-Key": "one"}
    said = {"conversation_id": other, "body": "once"}
    assert (await whole.post("/api/messages/", json=said, headers=key)).status_code == 201
    assert (await guest.post("/api/messages/", json=said, headers=key)).status_code == 409


async def test_a_guest_takes_no_file_and_no_name_out_of_another_conversation(
    ana: Program, bob: Program, client: Client
) -> None:
    host = client(KEY)
    room = (await ensure(host, "order:7", member_ids=[ana.id])).json()["id"]
    other = (await ensure(host, "order:8", member_ids=[bob.id])).json()["id"]
    whole, guest = client(signed()), client(signed(rooms=["order:7"]))
    await ensure(host, "order:8", member_ids=[(await me(guest))["id"]])

    async def say(asking: httpx.AsyncClient, place: int, **more: Any) -> httpx.Response:
        return await asking.post("/api/messages/", json={"conversation_id": place, **more})

    async def file_of(asking: httpx.AsyncClient) -> dict[str, Any]:
        file = (await asking.post("/api/media/upload", files={"file": ("a.txt", b"words")})).json()
        return {"kind": "file", "media_ids": [file["id"]]}

    elsewhere, here = await file_of(whole), await file_of(guest)
    assert (await say(whole, other, **elsewhere)).status_code == 201
    address = f"/api/media/{elsewhere['media_ids'][0]}/download"
    assert (await guest.get(address)).status_code == 404
    refused = await say(guest, room, **elsewhere)
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "media_ids")
    assert (await guest.get(address)).status_code == 404
    for _ in range(2):  # not sent yet, then sent in this room
        assert (await say(guest, room, **here)).status_code == 201
    assert (await say(whole, room, **elsewhere)).status_code == 201  # the person themselves may
    assert (await say(guest, room, **elsewhere)).status_code == 201  # and now it is here, too

    for person, status in ((ana, 201), (bob, 422)):
        assert (await guest.get(f"/api/users/{person.id}")).is_success == (status == 201)
        card = {"user_id": person.id, "name": "somebody"}
        answer = await say(guest, room, kind="contact", payload=card)
        assert answer.status_code == status
    assert answer.json()["error"]["field"] == "payload.user_id"


async def test_a_guest_does_not_reach_what_its_user_has_not_sent_yet(ana: Program, client: Client) -> None:
    host = client(KEY)
    room = (await ensure(host, "order:7", member_ids=[ana.id])).json()["id"]
    whole, guest = client(signed()), client(signed(rooms=["order:7"]))
    await ensure(host, "order:8", member_ids=[ana.id, (await me(guest))["id"]])
    both, elsewhere = client(signed(rooms=["order:7", "order:8"])), client(signed(rooms=["order:8"]))
    tus = {"Tus-Resumable": "1.0.0"}

    async def bring(asking: httpx.AsyncClient) -> tuple[int, str]:
        file = (await asking.post("/api/media/upload", files={"file": ("a.txt", b"words")})).json()
        begun = await asking.post("/api/uploads", headers=tus | {"Upload-Length": "5"})
        return file["id"], begun.headers["Location"]

    for bringing, reach in ((whole, (200, 404, 404, 404)), (guest, (200, 200, 200, 404))):
        file, upload = await bring(bringing)
        for asking, status in zip((whole, both, guest, elsewhere), reach, strict=True):
            assert (await asking.get(f"/api/media/{file}")).status_code == status
            assert (await asking.get(f"/api/media/{file}/download")).status_code == status
            assert (await asking.head(upload, headers=tus)).status_code == status
            if status == 404:
                assert (await asking.delete(upload, headers=tus)).status_code == 404
                said = {"conversation_id": room, "kind": "file", "media_ids": [file]}
                assert (await asking.post("/api/messages/", json=said)).is_client_error
        part = tus | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        done = await bringing.patch(upload, content=b"words", headers=part)
        said = {"conversation_id": room, "kind": "file", "media_ids": [file, int(done.headers["X-Webchat-Media"])]}
        assert (await bringing.post("/api/messages/", json=said)).status_code == 201
        assert (await guest.get(f"/api/media/{file}")).status_code == 200


async def test_whom_an_admin_removed_is_not_let_in_by_a_token(ana: Program, client: Client) -> None:
    room = (await ensure(client(KEY), "order:7", member_ids=[ana.id])).json()["id"]
    guest = client(signed(rooms=["order:7"]))
    guest_id = (await me(guest))["id"]
    assert (await ana.http.delete(f"/api/groups/{room}/members/{guest_id}")).status_code == 200
    assert (await guest.get("/api/conversations/")).json()["items"] == []
    assert (await ensure(client(KEY), "order:7", member_ids=[guest_id])).status_code == 200
    assert len((await guest.get("/api/conversations/")).json()["items"]) == 1
