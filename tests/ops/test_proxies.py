"""Our nginx and Caddy files in front of two servers: by both doors, past a killed one, past one that drains."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import ssl
import subprocess
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import websockets

from tests.support.installed import CADDY, needs
from tests.support.names import name_server
from tests.support.program import Program, Socket
from tests.support.server import RunningServer, free_port, wait_until
from tests.support.two_servers import Pair, two_servers
from webchat.client import AsyncClient
from webchat.settings import PROJECT

_RESTARTING = 4012
_SECRET = "of-who-reads-the-figures"


@dataclass
class Front:
    """A proxy: its address, and what trusts its certificate."""

    url: str
    tls: ssl.SSLContext | None = None

    def client(self, **options) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, verify=self.tls or True, trust_env=False, timeout=60, **options)

    def socket(self, path: str, **options) -> websockets.connect:
        return websockets.connect(f"ws{self.url.removeprefix('http')}{path}", ssl=self.tls, proxy=None, **options)

    def answers(self) -> bool:
        try:
            ready = httpx.get(f"{self.url}/api/ready", verify=self.tls or True, trust_env=False)
        except httpx.HTTPError:
            return False
        return ready.status_code == 200


@contextmanager
def _running(front: Front, *command: str | Path) -> Iterator[Front]:
    process = subprocess.Popen(
        [str(one) for one in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        text=True,
    )  # fmt: skip
    try:
        wait_until(front.answers, what=str(command[0]))
        yield front
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # asked nicely, Caddy waits for streams that nobody reads any more
        print(process.communicate(timeout=120)[0])  # seen where a test fails


@contextmanager
def _nginx(pair: Pair, folder: Path) -> Iterator[Front]:
    port = free_port()
    certificate, key = folder / "fullchain.pem", folder / "privkey.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate], check=True, capture_output=True,
    )  # fmt: skip
    ours = (PROJECT / "deploy" / "nginx.conf").read_text()
    for given, here in (
        ("server 127.0.0.1:3000", f"server {_address(pair.one)}"),
        ("# server 10.0.0.2:3000", f"server {_address(pair.other)}"),
        ("/etc/ssl/webchat/fullchain.pem", str(certificate)), ("/etc/ssl/webchat/privkey.pem", str(key)),
        ("listen 443", f"listen 127.0.0.1:{port}"), ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
    ):  # fmt: skip
        assert given in ours
        ours = ours.replace(given, here)
    folders = "\n".join(
        f"{name}_temp_path {folder / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {folders}\n{ours} }}\n"
    )
    front = Front(f"https://localhost:{port}", ssl.create_default_context(cafile=certificate))
    with _running(front, "nginx", "-p", folder, "-c", config):
        yield front


@contextmanager
def _caddy(pair: Pair, folder: Path) -> Iterator[Front]:
    """As in compose.yaml: one name for all of them."""
    front = Front(f"http://localhost:{free_port()}")
    config = folder / "Caddyfile"
    ours = (PROJECT / "deploy" / "Caddyfile").read_text().replace("{", "{\n\tadmin off", 1)
    hosts = [_address(server).partition(":")[0] for server in (pair.one, pair.other)]
    with name_server(hosts) as names:
        config.write_text(ours.replace("refresh 5s", f"refresh 5s\n\t\tresolvers {names}"))
        settings = {
            "DOMAIN": front.url, "UPSTREAM_HOST": "app", "UPSTREAM_PORT": pair.one.port,
            "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder,
        }  # fmt: skip
        given = [f"{name}={value}" for name, value in settings.items()]
        with _running(front, "env", *given, CADDY, "run", "--config", config, "--adapter", "caddyfile"):
            yield front


def _address(server: RunningServer) -> str:
    return urlsplit(server.url).netloc.replace("localhost", "127.0.0.1")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    # To drain takes longer than a proxy keeps a connection: at the end of it none is left that a request could be on.
    given = {"WEBCHAT_RATE_LIMITS": "off", "WEBCHAT_METRICS_TOKEN": _SECRET, "WEBCHAT_DRAIN_SECONDS": "6"}
    with two_servers(tmp_path_factory.mktemp("behind"), **given) as running:
        yield running


@pytest.fixture(params=[pytest.param(_nginx, id="nginx", marks=needs("nginx")), pytest.param(_caddy, id="caddy")])
def front(request: pytest.FixtureRequest, pair: Pair, tmp_path: Path) -> Iterator[Front]:
    with request.param(pair, tmp_path) as running:
        yield running


def _open_at(server: RunningServer, kind: str = "socket") -> int:
    bearer = {"Authorization": f"Bearer {_SECRET}"}
    text = httpx.get(f"{server.url}/metrics", headers=bearer, trust_env=False).raise_for_status().text
    return sum(int(count) for count in re.findall(rf'^webchat_connections{{kind="{kind}"}} (\d+)', text, re.MULTILINE))


async def _read(front: Front, person: Program, last: str) -> list[str]:
    """What a program reads of the stream, up to this message."""
    heard: list[str] = []
    async with AsyncClient(front.url, person.token, http=front.client()) as chat:
        async for event in chat.events():
            if event.type == "message.created" and event.message:
                heard.append(event.message.body)
                if event.message.body == last:
                    break
    return heard


@pytest.fixture
async def people(front: Front) -> AsyncIterator[list[Program]]:
    """Two of them, who come through the proxy."""
    made = [Program(front.url, name, front.tls) for name in ("Ana", "Ben")]
    yield made
    for person in made:
        await person.leave()


async def test_pages_the_interface_sockets_and_streams(front: Front, people: list[Program]) -> None:
    async with front.client() as client:
        page = await client.get("/")
        assert "content-security-policy" in page.headers
        hidden = await client.get("/metrics")
        assert hidden.status_code == 404
        assert "webchat_" not in hidden.text
        ana, _ = people
        ready = await client.get("/api/ready", headers=ana.headers)
        assert re.fullmatch(r"[0-9a-f-]{32,36}", ready.headers["x-request-id"])
        async with (
            front.socket("/ws/me", additional_headers=ana.headers) as link,
            client.stream("GET", "/api/events", headers=ana.headers) as stream,
        ):
            socket, lines = Socket(link), stream.aiter_lines()
            await socket.next("hello")
            assert await asyncio.wait_for(anext(lines), 30)  # not held back by the proxy
            notes = (await client.post("/api/conversations/notes", headers=ana.headers)).json()
            await client.post(
                "/api/messages/", headers=ana.headers, json={"conversation_id": notes["id"], "body": "Hi"}
            )
            await socket.next("message.created")
        # A page under the proxy's address is our own, another site is not.
        for origin, allowed in ((front.url, True), ("https://evil.example", False)):
            opening = front.socket("/_event/?EIO=4&transport=websocket", origin=origin)
            if allowed:
                async with opening:
                    pass
            else:
                with pytest.raises(websockets.InvalidStatus):
                    await opening


async def test_a_page_that_polls_stays_with_one_of_them(front: Front, pair: Pair) -> None:
    """Each request comes over a connection of its own, as they may; the other server would not know the session."""

    async def ask(path: str, content: str | None = None) -> str:
        async with front.client() as client:
            answer = await client.request("POST" if content else "GET", path, content=content)
            assert answer.status_code == 200, answer.text
            return answer.text

    for _ in range(8):
        path = f"/_event/?EIO=4&transport=polling&token={uuid.uuid4()}"
        session = json.loads((await ask(path))[1:])["sid"]
        assert await ask(f"{path}&sid={session}", "40/_event,{}") == "OK"
        assert (await ask(f"{path}&sid={session}")).startswith("40/_event")


def _drains(server: RunningServer) -> None:
    assert server.process is not None
    server.process.send_signal(signal.SIGTERM)


def _is_killed(server: RunningServer) -> None:
    server.kill9(with_database=False)


def _say(person: Program, room: int, body: str, *, again: bool) -> None:
    """`again`: as a program says it that lost its answer. What was on its way to a killed one no proxy may repeat."""
    message = {"conversation_id": room, "body": body, "client_id": str(uuid.uuid4())}

    def say() -> int:
        return person.rest.post("/api/messages/", json=message).status_code

    status = say()
    if again and status in {502, 503}:
        wait_until(lambda: say() in {200, 201}, what="an answer")  # 200: it was stored the first time
    else:
        assert status == 201


@pytest.fixture
def whole(pair: Pair) -> Iterator[Pair]:
    """Both run, before and after."""
    yield pair
    pair.other.stop()
    pair.other.start()


@pytest.mark.parametrize(("goes", "code"), [(_drains, _RESTARTING), (_is_killed, 1006)])
async def test_one_of_them_goes(
    front: Front, people: list[Program], whole: Pair, goes: Callable[[RunningServer], None], code: int
) -> None:
    """Who was there comes back through the proxy and misses nothing; the others notice nothing."""
    ana, ben = people
    sockets = [await person.socket() for person in people]
    cursors = [(await socket.next("hello"))["cursor"] for socket in sockets]
    each = [whole.one, whole.other]
    await asyncio.to_thread(wait_until, lambda: list(map(_open_at, each)) == [1, 1], what="one socket at each")
    readers: list[asyncio.Task[list[str]]] = []
    streams = partial(_open_at, kind="stream")
    for person in people * 2:  # one after the other: each goes where fewer are
        readers.append(asyncio.create_task(_read(front, person, "number 19")))
        await asyncio.to_thread(wait_until, lambda: sum(map(streams, each)) == len(readers), what="a stream")
    assert min(map(streams, each)) > 0
    hers, his = sockets
    room = (await hers.ask("message.send", recipient_id=ben.id, body="over there"))["data"]["conversation_id"]
    assert (await his.next("message.created"))["data"]["body"] == "over there"
    goes(whole.other)
    said = [f"number {number}" for number in range(20)]
    for body in said:
        await asyncio.to_thread(_say, ana, room, body, again=goes is _is_killed)
    ends = [asyncio.create_task(socket.closed_with()) for socket in sockets]
    (first,), (staying,) = await asyncio.wait(ends, timeout=60, return_when=asyncio.FIRST_COMPLETED)
    staying.cancel()
    assert first.result() == code
    lost = ends.index(first)
    again = await people[lost].socket()
    await again.link.send(json.dumps({"type": "resume", "ref": 1, "since": cursors[lost]}))
    await again.next("live")
    heard = [frame["data"]["body"] for frame in again.events if frame["type"] == "message.created"]
    assert heard == ["over there", *said]
    # After 45 seconds without a sign they would come back: what a proxy holds back is not told late, but not at all.
    assert await asyncio.wait_for(asyncio.gather(*readers), 40) == [heard] * 4
