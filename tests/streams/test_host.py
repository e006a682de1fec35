"""Every proof at every door: what counts not opens nothing, what ends closes what it opened, none is written down."""

from __future__ import annotations

import asyncio
import hmac
import json
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_encode
from websockets.exceptions import ConnectionClosed

from tests.streams.test_sse import following
from tests.support.program import Program, Socket
from tests.support.reflex_socket import SESSION, ReflexSocket, state_name
from tests.support.server import RunningServer
from tests.support.site import Quiet, serving

KEY = "wcs_a-key-of-a-shop-and-long-enough"
_PRIVATE = rsa.generate_private_key(65537, 2048)
_FOREIGN = rsa.generate_private_key(65537, 2048)
_CURVE = ec.generate_private_key(ec.SECP256R1())
_PUBLIC = RSAAlgorithm.to_jwk(_PRIVATE.public_key(), as_dict=True) | {"kid": "one", "alg": "RS256"}
_PEM = _PRIVATE.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
_BROWSER = state_name("browser", "Browser")


class _Keys(Quiet):
    """The address at which the host shows its public key."""

    def do_GET(self) -> None:  # noqa: N802  the name that http.server looks for
        content = json.dumps({"keys": [_PUBLIC]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server of a host that signs with RS256."""
    with serving(_Keys) as address:
        running = RunningServer(
            tmp_path_factory.mktemp("host") / "data", WEBCHAT_USERS_PER_MINUTE="1000", WEBCHAT_RATE_LIMITS="on",
            WEBCHAT_SERVICE_KEY=KEY,
            WEBCHAT_JWKS_URL=f"http://{address}/keys", WEBCHAT_PRIVATE_HOSTS=address, WEBCHAT_JWT_ISSUER="shop",
        )  # fmt: skip
        try:
            running.start()
            yield running
        finally:
            running.stop()


def signed(key: Any = _PRIVATE, algorithm: str = "RS256", kid: str | None = "one", **claims: Any) -> str:
    said = {"iss": "shop", "sub": "42", "name": "Ada", "aud": "webchat", "exp": int(time.time()) + 600} | claims
    said = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(said, key, algorithm=algorithm, headers={"kid": kid} if kid else None)


def _with_the_public_key_as_secret(key: bytes) -> str:
    head, body, _ = signed().split(".")
    head = base64url_encode(json.dumps({"alg": "HS256", "typ": "JWT", "kid": "one"}).encode()).decode()
    return f"{head}.{body}.{base64url_encode(hmac.digest(key, f'{head}.{body}'.encode(), 'sha256')).decode()}"


def _revoked_user(program: Program) -> str:
    mine = program.rest.get("/api/users/me/sessions").json()["items"][0]["id"]
    program.rest.delete(f"/api/users/me/sessions/{mine}").raise_for_status()
    return program.token


def _bot(owner: Program) -> dict[str, Any]:
    made = owner.rest.post("/api/bots/", json={"username": f"Bot {uuid.uuid4().hex[:8]}"})
    return dict(made.raise_for_status().json())


def _rotated_bot(owner: Program) -> str:
    bot = _bot(owner)
    owner.rest.post(f"/api/bots/{bot['bot']['id']}/rotate").raise_for_status()
    return str(bot["token"])


def _deleted_bot(owner: Program) -> str:
    bot = _bot(owner)
    owner.rest.delete(f"/api/bots/{bot['bot']['id']}").raise_for_status()
    return str(bot["token"])


def _deleted_user(program: Program) -> str:
    program.rest.delete("/api/users/me").raise_for_status()
    return program.token


def _deleted_host_user(program: Program) -> str:
    token = signed(sub=uuid.uuid4().hex)
    program.rest.delete("/api/users/me", headers={"Authorization": f"Bearer {token}"}).raise_for_status()
    return token


_NOW = int(time.time())
_ACTING = {"X-Webchat-User": "1"}
# What each is made of, by somebody who is here; the second is what is sent along with it.
_COUNTS_NOT: dict[str, tuple[Callable[[Program], str], dict[str, str]]] = {
    "nothing known": (lambda _: "wcu_" + "x" * 43, {}),
    "garbage": (lambda _: "a.b.c", {}),
    "another kind's": (lambda one: "wcb_" + one.token[4:], {}),
    "cut": (lambda one: one.token[:-1], {}),
    "expired": (lambda _: signed(exp=_NOW - 600), {}),
    "alg none": (lambda _: signed(None, "none"), {}),
    "a secret": (lambda _: signed("a secret of somebody, long enough to be one", "HS256"), {}),
    "the public key as a secret": (lambda _: _with_the_public_key_as_secret(_PEM), {}),
    "the shown key as a secret": (lambda _: _with_the_public_key_as_secret(json.dumps(_PUBLIC).encode()), {}),
    "another algorithm": (lambda _: signed(_CURVE, "ES256"), {}),
    "a longer hash": (lambda _: signed(algorithm="RS512"), {}),
    "a foreign key": (lambda _: signed(_FOREIGN), {}),
    "an unknown key": (lambda _: signed(kid="two"), {}),
    "no key named": (lambda _: signed(kid=None), {}),
    "another audience": (lambda _: signed(aud="another"), {}),
    "several audiences": (lambda _: signed(aud=["webchat", "another"]), {}),
    "no audience": (lambda _: signed(aud=None), {}),
    "another issuer": (lambda _: signed(iss="another"), {}),
    "too long": (lambda _: signed(exp=int(time.time()) + 2 * 3600), {}),
    "without end": (lambda _: signed(exp=None), {}),
    "a revoked token": (_revoked_user, {}),
    "a rotated bot's": (_rotated_bot, {}),
    "a deleted bot's": (_deleted_bot, {}),
    "a deleted user's": (_deleted_user, {}),
    "a deleted host user's": (_deleted_host_user, {}),
    "a key that acts for nobody": (lambda _: KEY, {}),
    "a key that acts for somebody who is not there": (lambda _: KEY, {"X-Webchat-User": "999999"}),
    "a key from a page": (lambda _: KEY, _ACTING | {"Origin": "https://shop.example"}),
    "a key from our own page": (lambda _: KEY, _ACTING | {"Origin": "http://localhost"}),
    "another key": (lambda _: KEY + "x", _ACTING),
}  # fmt: skip


async def _opens(program: Program, token: str, headers: dict[str, str]) -> dict[str, Any]:
    """What each door says to a proof: the id of the user whom it lets in, else 401, 4003 or 0."""
    bearer = {"Authorization": f"Bearer {token}"} | headers
    async with httpx.AsyncClient(base_url=program.rest.base_url, headers=bearer, trust_env=False, timeout=30) as client:
        rest = await client.get("/api/users/me")
        async with client.stream("GET", "/api/events") as stream:
            streamed = stream.status_code
        made = await client.post("/api/sessions/ticket")
    tab = await ReflexSocket.open(str(program.rest.base_url).rstrip("/"))
    await tab.send(f"{SESSION}.enter", {"asked": {"token": token}}, path="/embed/")
    entered = await tab.until(lambda one: one.entries.get(_BROWSER, {}).get("embedded"))
    await tab.close()
    first = await program.socket(headers=headers)
    await first.link.send(json.dumps({"type": "auth", "token": token}))
    return {
        "rest": rest.json()["id"] if rest.is_success else rest.status_code,
        "stream": streamed,
        "ticket": await _who(await program.socket(f"me?ticket={made.json().get('ticket', token)}", headers=headers)),
        "header": await _who(await program.socket(headers=bearer)),
        "frame": await _who(first),
        "frame of a page": entered["user_id"],
    }


async def _who(socket: Socket) -> int | None:
    try:
        return int((await socket.next("hello"))["user"]["id"])
    except ConnectionClosed:
        return await socket.closed_with()
    finally:
        await socket.hang_up()


async def test_what_counts_opens_every_door(program) -> None:
    ana = program("Ana")
    bot = _bot(ana)
    host_user = ana.rest.get("/api/users/me", headers={"Authorization": f"Bearer {signed()}"}).json()["id"]
    for token, user_id in ((ana.token, ana.id), (bot["token"], bot["bot"]["id"]), (signed(), host_user)):
        opened = await _opens(ana, token, {})
        assert opened == dict.fromkeys(opened, user_id) | {"stream": 200}
    acting = await _opens(ana, KEY, {"X-Webchat-User": str(ana.id)})
    assert acting == dict.fromkeys(acting, ana.id) | {"stream": 200, "frame of a page": 0}  # no key in a page


@pytest.mark.parametrize("what", _COUNTS_NOT)
async def test_what_does_not_count_opens_no_door(program, what: str) -> None:
    make, headers = _COUNTS_NOT[what]
    opened = await _opens(program("Ana"), make(program("Ben")), headers)
    assert opened == {"rest": 401, "stream": 401, "ticket": 4003, "header": 4003, "frame": 4003, "frame of a page": 0}


class Open:
    """Everything that one proof holds open."""

    def __init__(self, socket: Socket, stream: asyncio.Task[None], tab: ReflexSocket) -> None:
        self.socket, self.stream, self.tab = socket, stream, tab

    async def ends(self) -> int | None:
        """Waits until all of it has ended; gives the socket's code."""
        async with asyncio.timeout(30):
            await self.stream
            with pytest.raises(ConnectionClosed):
                await self.tab.until(lambda _: False)
            return await self.socket.closed_with()


async def _open_all(program: Program, token: str) -> Open:
    bearer = {"Authorization": f"Bearer {token}"}
    socket = await program.socket(headers=bearer)
    await socket.next("hello")
    tab = await ReflexSocket.open(str(program.rest.base_url).rstrip("/"))
    await tab.send(f"{SESSION}.enter", {"asked": {"token": token}}, path="/embed/")
    assert (await tab.until(lambda one: one.entries.get(_BROWSER, {}).get("embedded")))["user_id"]
    began = asyncio.Event()

    async def follow() -> None:
        async with following(program, **bearer) as frames:
            async for _ in frames:
                began.set()

    stream = asyncio.create_task(follow())
    beginning = asyncio.create_task(began.wait())
    await asyncio.wait({stream, beginning}, return_when=asyncio.FIRST_COMPLETED)
    if not began.is_set():
        stream.result()  # says why
    return Open(socket, stream, tab)


async def test_what_a_token_opened_ends_with_it_unless_another_came(program) -> None:
    ana = program("Ana")
    short = signed(exp=int(time.time()) + 12, sub="short")
    opened = await _open_all(ana, short)
    renewed = await ana.socket(headers={"Authorization": f"Bearer {short}"})
    await renewed.next("hello")
    assert (await renewed.ask("auth", token=signed(sub="other")))["error"]["code"] == "not_signed_in"
    assert (await renewed.ask("auth", token=signed(sub="short", aud="another")))["error"]["code"] == "not_signed_in"
    assert (await renewed.ask("auth", token=signed(sub="short")))["type"] == "ack"
    assert await opened.ends() == 4009
    assert (await renewed.ask("ping"))["type"] == "pong"


@pytest.mark.parametrize("ending", ["revoked", "deleted", "rotated bot", "deleted bot", "deleted host user"])
async def test_what_is_revoked_ends_at_once(program, ending: str) -> None:
    ana = program("Ana")
    token, end = ana.token, lambda: _revoked_user(ana)
    if ending == "deleted":
        end = lambda: _deleted_user(ana)  # noqa: E731
    elif ending.endswith("bot"):
        bot = _bot(ana)
        token, path = bot["token"], f"/api/bots/{bot['bot']['id']}"
        end = (lambda: ana.rest.delete(path)) if ending == "deleted bot" else (lambda: ana.rest.post(f"{path}/rotate"))
    elif ending == "deleted host user":
        token = signed(sub=uuid.uuid4().hex)
        headers = {"Authorization": f"Bearer {token}"}
        end = lambda: ana.rest.delete("/api/users/me", headers=headers)  # noqa: E731
    opened = await _open_all(ana, token)
    ticket = ana.rest.post("/api/sessions/ticket", headers={"Authorization": f"Bearer {token}"}).json()["ticket"]
    end()
    assert await opened.ends() == 4009
    assert await (await ana.socket(f"me?ticket={ticket}", headers={})).closed_with() == 4009


async def test_who_asks_too_much_is_told_and_then_closed(program) -> None:
    ana, ben = program("Ana"), program("Ben")
    bursting, his = await ana.socket(), await ben.socket()
    await his.next("hello")
    for ref in range(1000):
        await bursting.link.send(json.dumps({"type": "ping", "ref": ref}))
    with pytest.raises(ConnectionClosed):
        await bursting.next("more than that")
    assert await bursting.closed_with() == 4008
    limited = [one for one in bursting.events if one["type"] == "error"]
    assert {one["error"]["code"] for one in limited} == {"rate_limited"}
    assert len(limited) == 100
    refused = ana.rest.get("/api/users/me")  # one limit for all doors
    assert (refused.status_code, refused.headers["X-RateLimit-Remaining"]) == (429, "0")
    assert int(refused.headers["Retry-After"]) > 0
    allowed = ben.rest.get("/api/users/me").headers
    assert int(allowed["X-RateLimit-Remaining"]) < int(allowed["X-RateLimit-Limit"])
    assert (await his.ask("ping"))["type"] == "pong"


async def test_no_secret_is_written_down(server: RunningServer, program) -> None:
    """After all of the above, and every way to get a secret once more, under an `Idempotency-Key`."""
    ana, ben = program("Ana"), program("Ben")
    group = ana.rest.post("/api/groups/", json={"title": "Secrets", "member_ids": [ben.id]}).json()["id"]
    hook = {"conversation_id": group, "name": "Hook"}
    outgoing = {"kind": "outgoing", "url": "https://hooks.example/told"}
    name = {"username": f"Bot {uuid.uuid4().hex[:8]}"}
    posts: dict[str, tuple[str, Any]] = {
        "token": ("/api/users/", {"username": f"New {uuid.uuid4().hex[:8]}"}),
        "bot": ("/api/bots/", name),
        "incoming": ("/api/webhooks/", hook | {"kind": "incoming"}),
        "outgoing": ("/api/webhooks/", hook | outgoing),
        "invite": (f"/api/groups/{group}/invites", {}),
        "link": ("/api/users/me/link", None),
        "ticket": ("/api/sessions/ticket", None),
        "file ticket": ("/api/media/ticket", None),
    }
    made = {}
    for what, (path, body) in posts.items():
        answer = ana.rest.post(path, json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
        made[what] = answer.raise_for_status().json()
    code, claim = made["link"]["code"], made["link"]["address"].rpartition("/")[2]
    claimed = ana.rest.post("/api/sessions/redeem", json={"code": code}).raise_for_status().json()["claim"]
    ana.rest.get(f"/api/sessions/redeem/{claimed}")
    own_page = {"Origin": str(server.url), "Idempotency-Key": uuid.uuid4().hex}
    cookie = ana.rest.post("/session", json={"name": f"Cookie {uuid.uuid4().hex[:8]}"}, headers=own_page)
    secrets = [
        ana.token, ben.token, KEY, signed(), made["token"]["token"], made["bot"]["token"], made["incoming"]["secret"],
        made["outgoing"]["secret"], made["invite"]["code"], code, code.replace("-", ""), claim, claimed,
        made["ticket"]["ticket"], made["file ticket"]["ticket"], cookie.cookies["webchat_session"],
    ]  # fmt: skip
    ana.rest.post(f"/api/hooks/{made['incoming']['secret']}", json={"text": "hello"}).raise_for_status()
    ana.rest.post(f"/api/hooks/{made['incoming']['secret']}", content=b"\xff")
    ben.rest.get(f"/api/invites/{made['invite']['code']}").raise_for_status()
    ana.rest.get("/api/media/1/download", params={"ticket": made["file ticket"]["ticket"]})
    secrets += [signed(sub="logged"), signed(sub="logged", aud="another")]
    for secret in secrets:
        await _opens(ana, secret, {})
    assert _found(secrets, server.output()) == []
    with server.database() as database:
        assert _found(secrets, _dump(database)) == []


def _dump(database: Any) -> str:
    """Every row of every table; bytes as hexadecimal digits."""
    with database.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            rows += [f"{table} {row[0]}" for row in cursor.fetchall()]
    assert any(row.startswith("session ") for row in rows)
    return "\n".join(rows)


def _found(secrets: list[str], text: str) -> list[str]:
    lines = text.splitlines()
    return [line for line in lines for one in secrets if one in line or one.encode().hex() in line]
