"""What a host application opens: its service key, and the tokens that it signs for its users."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.api.conftest import KEY, Client, Program, ensure, me, signed
from tests.support.site import Quiet, serving
from webchat.services import host_pictures


async def test_a_signed_token_is_a_user_of_the_host_and_no_local_one(ana: Program, client: Client) -> None:
    first = await me(client(signed(name="Ana")))
    assert (first["display_name"], first["username"]) == ("Ana", "Ana 2")
    assert first["id"] != ana.id
    assert (await me(client(signed(name="Ana Maria"))))["display_name"] == "Ana Maria"
    assert (await me(client(signed(name=None))))["id"] == first["id"]
    assert (await me(client(signed(sub="43", name="\u202e🙂"))))["username"].startswith("guest")
    assert len({(await me(client(signed(sub="44"))))["id"] for _ in range(3)}) == 1


async def test_many_first_requests_at_once_make_one_user(client: Client) -> None:
    found = await asyncio.gather(*(me(client(signed(sub="many"))) for _ in range(8)))
    assert len({one["id"] for one in found}) == 1


@pytest.fixture
def picture_server() -> Iterator[tuple[str, list[str]]]:
    """Has two pictures, and words; gives its address and what it was asked for."""
    asked: list[str] = []

    class Handler(Quiet):
        def do_GET(self) -> None:  # noqa: N802  the name that http.server looks for
            asked.append(self.path)
            content = io.BytesIO(b"words")
            if self.path in ("/red", "/blue"):
                Image.new("RGB", (64, 48), self.path[1:]).save(content, "PNG")
            self.send_response(404 if self.path == "/gone" else 200)
            self.end_headers()
            self.wfile.write(content.getvalue())

    with serving(Handler) as address:
        yield address, asked


async def test_a_host_names_a_picture_that_is_fetched_once(
    configured: Callable[..., None], client: Client, picture_server: tuple[str, list[str]]
) -> None:
    address, asked = picture_server
    configured(WEBCHAT_PRIVATE_HOSTS=address)
    red, blue = (signed(avatar=f"http://{address}/{name}") for name in ("red", "blue"))
    async with host_pictures.running() as pictures:

        async def shown(token: str) -> str | None:
            await me(client(token))
            await pictures.settled()
            return (await me(client(token)))["avatar_url"]

        first = await shown(red)
        assert first
        answer = await client(red).get(first)
        assert (answer.status_code, answer.headers["content-type"].partition("/")[0]) == (200, "image")
        assert await shown(red) == first
        assert asked == ["/red"]
        # Who has chosen otherwise here keeps that, until the host names another.
        mine = f"/api/users/{(await me(client(red)))['id']}"
        assert (await client(red).patch(mine, json={"avatar_media_id": None})).status_code == 200
        assert await shown(red) is None
        second = await shown(blue)
        assert second
        assert second != first
        assert asked == ["/red", "/blue"]
        guest = signed(sub="guest", avatar=f"http://{address}/red", rooms=["order:7"])
        (await ensure(client(KEY))).raise_for_status()
        assert await shown(guest)


@pytest.mark.parametrize(
    "said", ["gone", "words", "http://10.0.0.1/x", "ftp://a/b", "?", "", "a\0b", "x" * 2001, 7, None]
)
async def test_a_picture_that_cannot_be_had_keeps_nobody_out(
    configured: Callable[..., None], client: Client, picture_server: tuple[str, list[str]], said: Any
) -> None:
    address, asked = picture_server
    configured(WEBCHAT_PRIVATE_HOSTS=address)
    token = signed(avatar=f"http://{address}/{said}" if said in ("gone", "words") else said)
    async with host_pictures.running() as pictures:
        for _ in range(2):
            assert (await me(client(token)))["avatar_url"] is None
            await pictures.settled()
    assert len(asked) <= 1


async def test_a_room_is_made_once_however_often_asked(ana: Program, bob: Program, client: Client) -> None:
    host = client(KEY)
    answers = await asyncio.gather(*(ensure(host, title="Order 7", member_ids=[ana.id, bob.id]) for _ in range(6)))
    assert sorted(one.status_code for one in answers) == [200] * 5 + [201]
    (room,) = {one.json()["id"] for one in answers}
    assert answers[0].json()["external_key"] == "order:7"
    assert {one["id"] for one in (await ana.http.get("/api/conversations/")).json()["items"]} == {room}
    members = (await bob.http.get(f"/api/groups/{room}/members")).json()["items"]
    assert {(one["user"]["id"], one["role"]) for one in members} == {(ana.id, "owner"), (bob.id, "member")}
    assert (await ensure(host, title="Another title")).json()["title"] == "Order 7"
    assert (await ensure(host, "empty", title="Nobody yet")).status_code == 201
    assert (await ensure(host, "x" * 201)).status_code == 422
    assert (await ensure(host, "missing", member_ids=[999])).status_code == 404


async def test_only_the_service_key_makes_rooms(ana: Program, client: Client, nobody: httpx.AsyncClient) -> None:
    assert (await ensure(ana.http)).status_code == 403
    assert (await ensure(client(signed()))).status_code == 403
    assert (await ensure(nobody)).status_code == 401
    assert (await ensure(client(KEY, Origin="https://elsewhere.example"))).status_code == 401
    assert (await ensure(client(KEY, **{"X-Webchat-User": "Ana"}))).status_code == 401


async def test_the_service_key_acts_for_whom_it_names(ana: Program, client: Client) -> None:
    assert (await me(client(KEY, **{"X-Webchat-User": str(ana.id)})))["username"] == "Ana"
    guest = await me(client(KEY, **{"X-Webchat-User": "sub:42"}))
    assert guest["id"] == (await me(client(signed())))["id"]
    assert (await me(client(KEY, **{"X-Webchat-User": "sub:42"})))["display_name"] == "Ada Host"
    for name in ("Ana", "sub:", "0", "-1", "²", "9" * 30, ""):
        assert (await client(KEY, **{"X-Webchat-User": name.encode()}).get("/api/users/me")).status_code == 401
    room = (await ensure(client(KEY, **{"X-Webchat-User": "sub:42"}), "own")).json()
    assert [one["id"] for one in (await client(signed()).get("/api/conversations/")).json()["items"]] == [room["id"]]


@pytest.mark.parametrize("issuer", ["", "shop"])
async def test_a_hosts_user_is_one_whoever_names_them_first(
    configured: Callable[..., None], client: Client, issuer: str
) -> None:
    configured(WEBCHAT_JWT_ISSUER=issuer)
    for subject, token_first in (("5", True), ("6", False)):
        named, shown = client(KEY, **{"X-Webchat-User": f"sub:{subject}"}), client(signed(sub=subject))
        found = [await me(one) for one in ((shown, named, shown) if token_first else (named, shown, named))]
        assert len({one["id"] for one in found}) == 1
        assert found[-1]["display_name"] == "Ada Host"


async def test_an_issuer_that_is_set_later_finds_whom_the_host_named_before(
    configured: Callable[..., None], client: Client
) -> None:
    configured(WEBCHAT_JWT_ISSUER="")
    before = await me(client(KEY, **{"X-Webchat-User": "sub:42"}))
    configured(WEBCHAT_JWT_ISSUER="shop")
    assert (await me(client(KEY, **{"X-Webchat-User": "sub:42"})))["id"] == before["id"]
    assert (await me(client(signed())))["id"] == before["id"]


async def test_a_name_that_two_issuers_use_means_nobody_until_one_counts(
    configured: Callable[..., None], client: Client
) -> None:
    configured(WEBCHAT_JWT_ISSUER="")
    shops, banks = await me(client(signed())), await me(client(signed(iss="bank")))
    assert shops["id"] != banks["id"]
    named = client(KEY, **{"X-Webchat-User": "sub:42"})
    refused = await named.get("/api/users/me")
    assert refused.status_code == 401
    assert "WEBCHAT_JWT_ISSUER" in refused.json()["error"]["message"]
    configured(WEBCHAT_JWT_ISSUER="bank")
    assert (await me(named))["id"] == banks["id"]
