"""What a host application opens: its service key, and the tokens that it signs for its users."""

from __future__ import annotations

import asyncio
import hmac
import io
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.utils import base64url_encode
from PIL import Image

from tests.api.conftest import KEY, SECRET, Program, signed
from tests.support.site import Quiet, serving
from webchat.services import host_pictures, host_tokens

Client = Callable[..., httpx.AsyncClient]


async def me(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/users/me")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def ensure(client: httpx.AsyncClient, key: str = "order:7", **more: Any) -> httpx.Response:
    return await client.post("/api/conversations/ensure", json={"external_key": key, **more})


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


_NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"key": "another secret of a shop, long enough for every algorithm"},
        {"algorithm": "HS384"},
        {"key": None, "algorithm": "none"},
        {"exp": _NOW - 600},
        {"exp": _NOW - 1},
        {"exp": None},
        {"exp": _NOW + 90_000},
        {"exp": "soon"},
        {"aud": "another"},
        {"aud": ["webchat", "another"]},
        {"aud": None},
        {"iss": "another"},
        {"iss": None},
        {"sub": None},
        {"sub": ""},
        {"nbf": _NOW + 90_000},
        {"rooms": "order:7"},
        {"rooms": [7]},
        {"name": ["a"]},
        {"sub": "a\0b"},
        {"sub": "a\ud800"},
        {"name": "a\ud800"},
        {"rooms": ["a\ud800"]},
    ],
    ids=",".join,
)
async def test_a_token_that_does_not_count_opens_nothing(client: Client, claims: dict[str, Any]) -> None:
    assert (await me(client(signed())))["display_name"] == "Ada Host"
    try:
        token = signed(**claims)
    except TypeError:  # the library does not make it: by hand
        token = _by_hand(**claims)
    for path in ("/api/users/me", "/api/conversations/", "/api/events/log"):
        answer = await client(token).get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_signed_in")


def _by_hand(key: str = SECRET, headers: dict[str, Any] | None = None, **claims: Any) -> str:
    """What the library does not make: odd claims, and a public key taken for a secret."""
    whole = signed(headers=headers, **{name: value for name, value in claims.items() if name not in {"exp", "sub"}})
    said = jwt.decode(whole, options={"verify_signature": False}) | claims
    body = base64url_encode(json.dumps(said).encode()).decode()
    spoken = f"{whole.split('.')[0]}.{body}"
    return f"{spoken}.{base64url_encode(hmac.digest(key.encode(), spoken.encode(), 'sha256')).decode()}"


async def test_garbage_is_nobody(client: Client) -> None:
    for token in ("", ".", "..", "a.b.c", "wcb_x", "wcu_" + "x" * 40, "x" * 20_000, "..." * 50, KEY + "x"):
        assert (await client(token).get("/api/users/me")).status_code == 401


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


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": "another"}, "aud is not WEBCHAT_JWT_AUDIENCE"),
        ({"exp": _NOW + 90_000}, "exp is more than an hour away"),
        ({"exp": None}, 'missing the "exp" claim'),
        ({"exp": _NOW - 600}, "exp is past"),
        ({"iss": "another"}, "iss is not WEBCHAT_JWT_ISSUER"),
        ({"algorithm": "HS384"}, "its algorithm is not HS256"),
        ({"key": "another secret of a shop, long enough for every algorithm"}, "the signature is not by our key"),
        ({"rooms": "order:7"}, "rooms is no list"),
    ],
    ids=lambda one: ",".join(one) if isinstance(one, dict) else "",
)
async def test_the_log_says_why_a_token_is_refused_and_not_the_token(
    client: Client, caplog: pytest.LogCaptureFixture, claims: dict[str, Any], reason: str
) -> None:
    caplog.set_level("INFO", logger=host_tokens.__name__)
    token = signed(**claims)
    assert (await client(token).get("/api/users/me")).status_code == 401
    (line,) = [one.getMessage() for one in caplog.records if one.name == host_tokens.__name__]
    assert reason in line
    assert not any(part in line for part in token.split("."))


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


@pytest.fixture
def key_server() -> Iterator[tuple[str, dict[str, Any]]]:
    """A host's address of keys; what it answers can be changed."""
    said: dict[str, Any] = {"keys": [], "asked": 0}

    class Handler(Quiet):
        def do_GET(self) -> None:  # noqa: N802  the name that http.server looks for
            said["asked"] += 1
            content = json.dumps({"keys": said["keys"]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with serving(Handler) as address:
        yield address, said


def _private_key(algorithm: str) -> Any:
    return rsa.generate_private_key(65537, 2048) if algorithm == "RS256" else ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
async def test_keys_of_a_host(
    configured: Callable[..., None], client: Client, key_server: tuple[str, dict[str, Any]], algorithm: str
) -> None:
    address, said = key_server
    configured(
        WEBCHAT_JWT_SECRET="", WEBCHAT_JWKS_URL=f"http://{address}/keys", WEBCHAT_JWT_ALGORITHM=algorithm,
        WEBCHAT_PRIVATE_HOSTS=address,
    )  # fmt: skip
    private, foreign = _private_key(algorithm), _private_key(algorithm)
    described = {"RS256": RSAAlgorithm, "ES256": ECAlgorithm}[algorithm].to_jwk(private.public_key(), as_dict=True)
    said["keys"] = [described | {"kid": "one", "alg": algorithm}, {"kty": "odd", "kid": "two"}, 7]
    async with host_tokens.running():
        good = signed(private, algorithm, {"kid": "one"})
        assert (await me(client(good)))["display_name"] == "Ada Host"
        assert (await me(client(good)))["display_name"] == "Ada Host"
        assert said["asked"] == 1
        public = json.dumps(described)
        for token in (
            signed(foreign, algorithm, {"kid": "one"}),
            signed(private, algorithm, {"kid": "two"}),
            signed(private, algorithm, {"kid": "unknown"}),
            signed(private, algorithm),
            signed(SECRET, "HS256", {"kid": "one"}),
            _by_hand(public, {"kid": "one"}),
            signed(None, "none", {"kid": "one"}),
        ):
            assert (await client(token).get("/api/users/me")).status_code == 401
        assert said["asked"] == 1  # made-up key ids do not make us ask each time
    async with host_tokens.running():
        said["keys"] = "broken"
        assert (await client(good).get("/api/users/me")).status_code == 401


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
