"""Groups over HTTP: the same use cases, with the right status and shape."""

import httpx

from tests.api.conftest import Program


async def _group(owner: Program, *others: Program, **more: object) -> int:
    body = {"title": "Hiking", "member_ids": [other.id for other in others], **more}
    answer = await owner.http.post("/api/groups/", json=body)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_a_group_from_beginning_to_end(ana: Program, bob: Program) -> None:
    group = await _group(ana, bob, description="On Sundays")
    seen = (await bob.http.get(f"/api/groups/{group}")).json()
    assert (seen["kind"], seen["title"], seen["description"], seen["role"], seen["members_count"]) == (
        "group", "Hiking", "On Sundays", "member", 2,
    )  # fmt: skip
    assert [one["id"] for one in (await bob.http.get("/api/groups/")).json()["items"]] == [group]
    changed = await ana.http.patch(f"/api/groups/{group}", json={"title": "Climbing", "who_can_write": "admins"})
    assert (changed.json()["title"], changed.json()["who_can_write"]) == ("Climbing", "admins")
    assert _code(await bob.http.patch(f"/api/groups/{group}", json={"title": "Mine"})) == (403, "forbidden")
    refused = await bob.http.post("/api/messages/", json={"group_id": group, "body": "hello"})
    assert _code(refused) == (403, "forbidden")
    sent = await ana.http.post("/api/messages/", json={"group_id": group, "body": "hello"})
    assert (sent.status_code, sent.json()["conversation_id"]) == (201, group)
    assert _code(await bob.http.delete(f"/api/groups/{group}")) == (403, "forbidden")
    assert (await ana.http.delete(f"/api/groups/{group}")).status_code == 200
    assert _code(await ana.http.get(f"/api/groups/{group}")) == (404, "not_found")


async def test_members_come_and_go(ana: Program, bob: Program, enrol) -> None:
    group, cleo = await _group(ana, bob), await enrol("Cleo")
    added = await ana.http.post(f"/api/groups/{group}/members", json={"user_id": cleo.id, "role": "admin"})
    assert (added.status_code, added.json()["user"]["id"], added.json()["role"]) == (201, cleo.id, "admin")
    dora, gone = await enrol("Dora"), cleo.id + 1000
    both = await ana.http.post(f"/api/groups/{group}/new-members", json={"user_ids": [dora.id, gone]})
    assert (both.status_code, both.json()["error"]["user_ids"]) == (404, [gone])
    both = await ana.http.post(f"/api/groups/{group}/new-members", json={"user_ids": [dora.id, cleo.id]})
    assert both.status_code == 201
    assert {one["user"]["id"]: one["role"] for one in both.json()["items"]} == {cleo.id: "admin", dora.id: "member"}
    assert (await ana.http.delete(f"/api/groups/{group}/members/{dora.id}")).status_code == 200
    page = (await bob.http.get(f"/api/groups/{group}/members", params={"limit": 2})).json()
    assert [member["user"]["display_name"] for member in page["items"]] == ["Ana", "Cleo"]
    rest = (await bob.http.get(f"/api/groups/{group}/members", params={"cursor": page["next"]})).json()
    assert ([member["user"]["display_name"] for member in rest["items"]], rest["next"]) == (["Bob"], None)
    found = (await bob.http.get(f"/api/groups/{group}/members", params={"q": "CL"})).json()
    assert [member["user"]["id"] for member in found["items"]] == [cleo.id]
    assert _code(await bob.http.delete(f"/api/groups/{group}/members/{cleo.id}")) == (403, "forbidden")
    changed = await ana.http.patch(f"/api/groups/{group}/members/{cleo.id}", json={"role": "member"})
    assert changed.json()["role"] == "member"
    assert (await ana.http.delete(f"/api/groups/{group}/members/{cleo.id}")).status_code == 200
    assert _code(await cleo.http.get(f"/api/groups/{group}/members")) == (404, "not_found")
    assert _code(await ana.http.delete(f"/api/groups/{group}/members/me")) == (409, "conflict")
    assert (await bob.http.delete(f"/api/groups/{group}/members/me")).status_code == 200
    assert (await bob.http.get("/api/groups/")).json()["items"] == []


async def test_a_link_and_the_directory(ana: Program, bob: Program, enrol, nobody: httpx.AsyncClient) -> None:
    group, cleo = await _group(ana, is_public=True), await enrol("Cleo")
    made = await ana.http.post(f"/api/groups/{group}/invites", json={"expires_in": 3600, "max_uses": 5})
    assert made.status_code == 201
    code, invite = made.json()["code"], made.json()["invite"]
    listed = (await ana.http.get(f"/api/groups/{group}/invites")).json()["items"]
    assert listed == [invite]
    assert code not in str(listed)
    seen = (await nobody.get(f"/api/invites/{code}")).json()
    assert seen == {
        "conversation_id": group,
        "title": "Hiking",
        "description": "",
        "members_count": 1,
        "avatar_url": None,
        "joined": False,
    }
    assert (await bob.http.post(f"/api/invites/{code}/accept")).json()["role"] == "member"
    assert (await bob.http.get(f"/api/invites/{code}")).json()["joined"] is True
    assert (await ana.http.delete(f"/api/groups/{group}/invites/{invite['id']}")).status_code == 200
    assert _code(await nobody.get(f"/api/invites/{code}")) == (404, "not_found")
    assert _code(await cleo.http.post(f"/api/invites/{code}/accept")) == (404, "not_found")
    public = (await cleo.http.get("/api/groups/directory", params={"q": "hik"})).json()["items"]
    assert [(one["id"], one["members_count"], one["last_message"]) for one in public] == [(group, 2, None)]
    assert (await cleo.http.post(f"/api/groups/{group}/join")).json()["members_count"] == 3


async def test_a_link_is_not_kept_under_an_idempotency_key(ana: Program, clean_database) -> None:
    group = await _group(ana)
    url, headers = f"/api/groups/{group}/invites", {"Idempotency-Key": "once"}
    codes = {(await ana.http.post(url, json={}, headers=headers)).json()["code"] for _ in range(2)}
    assert len(codes) == 2
    with clean_database.connect() as connection:
        stored = connection.exec_driver_sql("SELECT string_agg(body::text, '') FROM stored_answer").scalar() or ""
    assert not any(code in stored for code in codes)


async def test_notes_and_links(ana: Program, bob: Program) -> None:
    notes = (await ana.http.post("/api/conversations/notes")).json()
    assert (await ana.http.post("/api/conversations/notes")).json()["id"] == notes["id"]
    assert (notes["is_notes"], notes["peer"], notes["members_count"]) == (True, None, 1)
    body = {"conversation_id": notes["id"], "body": "read https://example.org/later"}
    sent = (await ana.http.post("/api/messages/", json=body)).json()
    links = (await ana.http.get(f"/api/conversations/{notes['id']}/links")).json()["items"]
    assert [(link["url"], link["message_id"]) for link in links] == [("https://example.org/later", sent["id"])]
    assert _code(await bob.http.get(f"/api/conversations/{notes['id']}/links")) == (404, "not_found")


async def test_a_stranger_cannot_tell_which_groups_there_are(ana: Program, bob: Program) -> None:
    group = await _group(ana)
    for method, path, body in [
        ("GET", "", None),
        ("PATCH", "", {"title": "Mine"}),
        ("DELETE", "", None),
        ("POST", "/join", None),
        ("GET", "/members", None),
        ("POST", "/members", {"user_id": bob.id}),
        ("PATCH", f"/members/{ana.id}", {"role": "member"}),
        ("DELETE", f"/members/{ana.id}", None),
        ("DELETE", "/members/me", None),
        ("GET", "/invites", None),
        ("POST", "/invites", {}),
        ("DELETE", "/invites/1", None),
    ]:
        answers = [await bob.http.request(method, f"/api/groups/{one}{path}", json=body) for one in (group, 999_999)]
        assert _code(answers[0]) == (404, "not_found")
        assert answers[0].json() == answers[1].json()
