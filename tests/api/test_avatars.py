"""Pictures of people and groups: chosen, shown to whom they may be shown, taken away."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.api.conftest import Program
from tests.api.test_media import png, upload
from tests.support.uploads import own_folder

__all__ = ["own_folder"]  # a fixture that every test here has


async def choose(program: Program, path: str, content: bytes | None = None) -> dict[str, Any]:
    media = await upload(program, content or png((300, 200)))
    answer = await program.http.patch(path, json={"avatar_media_id": media["id"]})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def make_group(owner: Program, **more: Any) -> int:
    answer = await owner.http.post("/api/groups", json={"title": "Hiking", **more})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def side(answer: httpx.Response) -> tuple[int, int]:
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.content)).size


async def test_my_picture_is_shown_wherever_i_am(ana: Program, bob: Program) -> None:
    before = (await ana.say(bob.id, "before")).json()
    assert before["sender"]["avatar_url"] is None
    me = await choose(ana, f"/api/users/{ana.id}")
    url = me["avatar_url"]
    assert url.startswith(f"/api/users/{ana.id}/avatar?v=")
    assert (await bob.http.get(f"/api/users/{ana.id}")).json()["avatar_url"] == url
    assert (await bob.http.get("/api/users?q=ana")).json()["items"][0]["avatar_url"] == url
    (conversation,) = (await bob.http.get("/api/conversations")).json()["items"]
    assert (conversation["avatar_url"], conversation["peer"]["avatar_url"]) == (url, url)
    answer = {"reply_to_id": before["id"]}
    assert (await ana.say(bob.id, "after", **answer)).json()["sender"]["avatar_url"] == url
    page = (await bob.http.get(f"/api/messages?conversation_id={conversation['id']}")).json()["items"]
    assert [one["sender"]["avatar_url"] for one in page] == [url, url]
    assert page[1]["reply_to"]["sender"]["avatar_url"] == url
    group = await make_group(ana, member_ids=[bob.id])
    members = (await bob.http.get(f"/api/groups/{group}/members")).json()["items"]
    assert {one["user"]["id"]: one["user"]["avatar_url"] for one in members} == {ana.id: url, bob.id: None}


async def test_sizes_versions_and_what_a_browser_is_told(ana: Program, bob: Program, nobody) -> None:
    url = (await choose(ana, f"/api/users/{ana.id}", png((2000, 1000))))["avatar_url"]
    for asked, given in ((1, 48), (48, 48), (49, 96), (192, 192), (4000, 512)):
        assert side(await bob.http.get(f"{url}&size={asked}")) == (given, given)
    got = await bob.http.get(url)
    assert side(got) == (96, 96)
    assert got.headers["content-type"] == "image/webp"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["cache-control"].startswith("private")
    assert (await bob.http.get(url.partition("?")[0])).headers["cache-control"] == "private, no-cache"
    again = await bob.http.get(url, headers={"If-None-Match": got.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await nobody.get(url)).status_code == 401
    ticket = (await bob.http.post("/api/media/ticket")).json()["ticket"]
    assert side(await nobody.get(url, params={"ticket": ticket})) == (96, 96)
    newer = (await choose(ana, f"/api/users/{ana.id}", png((10, 10))))["avatar_url"]
    assert newer != url
    changed = await bob.http.get(newer, headers={"If-None-Match": got.headers["etag"]})
    assert side(changed) == (10, 10)


async def test_taken_away_it_is_not_there_like_one_that_never_was(ana: Program, bob: Program, live) -> None:
    url = (await choose(ana, f"/api/users/{ana.id}"))["avatar_url"]
    kept = await ana.http.patch(f"/api/users/{ana.id}", json={"about": "Here", "display_name": None})
    assert kept.json()["avatar_url"] == url
    gone = await ana.http.put(f"/api/users/{ana.id}", json={"avatar_media_id": None})
    assert gone.json()["avatar_url"] is None
    answers = [await bob.http.get(path) for path in (url, f"/api/users/{bob.id}/avatar", "/api/users/999/avatar")]
    assert [one.status_code for one in answers] == [404] * 3
    assert len({one.content for one in answers}) == 1
    again = (await choose(ana, f"/api/users/{ana.id}"))["avatar_url"]
    await ana.say(bob.id, "bye")
    await ana.http.delete("/api/users/me")
    assert (await bob.http.get(again)).status_code == 404
    (conversation,) = (await bob.http.get("/api/conversations")).json()["items"]
    assert conversation["last_message"]["sender"]["avatar_url"] is None


async def test_only_a_picture_of_ones_own(ana: Program, bob: Program) -> None:
    foreign = await upload(bob, png())
    text = await upload(ana, b"words", "a.txt")
    group = await make_group(ana)
    for wrong in (foreign["id"], text["id"], 999):
        body = {"avatar_media_id": wrong}
        for answer in (
            await ana.http.patch(f"/api/users/{ana.id}", json=body),
            await ana.http.patch(f"/api/groups/{group}", json=body),
            await ana.http.post("/api/groups", json={"title": "No", **body}),
        ):
            assert (answer.status_code, answer.json()["error"]["field"]) == (422, "avatar_media_id")
    assert (await bob.http.get(f"/api/media/{text['id']}")).status_code == 404


async def test_a_groups_picture_is_for_who_may_see_the_group(ana: Program, bob: Program, enrol, nobody) -> None:
    cleo = await enrol("Cleo")
    picture = await upload(ana, png())
    group = await make_group(ana, member_ids=[bob.id], avatar_media_id=picture["id"])
    url = (await bob.http.get(f"/api/groups/{group}")).json()["avatar_url"]
    assert url.startswith(f"/api/groups/{group}/avatar?v=")
    assert side(await bob.http.get(url)) == (48, 48)
    hidden, never = await cleo.http.get(url), await cleo.http.get("/api/groups/999/avatar")
    assert (hidden.status_code, hidden.content) == (404, never.content)
    mine = await upload(bob, png())
    assert (await bob.http.patch(f"/api/groups/{group}", json={"avatar_media_id": mine["id"]})).status_code == 403
    assert (await cleo.http.patch(f"/api/groups/{group}", json={"avatar_media_id": None})).status_code == 404

    code = (await ana.http.post(f"/api/groups/{group}/invites", json={})).json()["code"]
    invited = (await nobody.get(f"/api/invites/{code}")).json()["avatar_url"]
    assert side(await nobody.get(invited)) == (48, 48)
    assert (await nobody.get("/api/invites/wrong/avatar")).status_code == 404
    await ana.http.patch(f"/api/groups/{group}", json={"is_public": True})
    (listed,) = (await cleo.http.get("/api/groups/directory")).json()["items"]
    assert side(await cleo.http.get(listed["avatar_url"])) == (48, 48)


async def test_a_group_says_that_its_picture_changed_once(ana: Program) -> None:
    group = await make_group(ana)
    picture = await upload(ana, png())
    for body in ({"avatar_media_id": picture["id"]}, {"avatar_media_id": picture["id"]}, {"avatar_media_id": None}):
        assert (await ana.http.patch(f"/api/groups/{group}", json=body)).status_code == 200
    page = (await ana.http.get(f"/api/messages?conversation_id={group}")).json()["items"]
    assert [one["payload"]["code"] for one in page] == ["group_created", "picture_changed", "picture_removed"]


@pytest.mark.parametrize("value", [0, -1, "a", 2**63])
async def test_what_is_no_id_is_refused(ana: Program, value: object) -> None:
    answer = await ana.http.patch(f"/api/users/{ana.id}", json={"avatar_media_id": value})
    assert answer.status_code == 422


async def test_my_picture_is_not_for_whom_i_shut_out(ana: Program, bob: Program) -> None:
    url = (await choose(ana, f"/api/users/{ana.id}"))["avatar_url"]
    assert (await bob.http.get(url)).status_code == 200
    await ana.http.put(f"/api/blocks/{bob.id}")
    assert (await bob.http.get(url)).status_code == 404
    assert (await ana.http.get(url)).status_code == 200
