"""The server process: its signals, and what a stranger on the network gets."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress

import httpx
import psutil
import pytest
import uvicorn

from tests.support.server import RunningServer, wait_until
from webchat.api.app import create_api
from webchat.serving import stopping
from webchat.serving.server import Server
from webchat.settings import PROJECT


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_everything(own_server: RunningServer, number: signal.Signals) -> None:
    own_server.start()
    database = own_server.database_process()
    assert database is not None
    assert own_server.stop(number) == 0
    assert not database.is_running()


def test_who_has_come_as_the_door_closes_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that has connected sends its request, and a POST no second time."""
    answers: list[bytes] = []
    config = uvicorn.Config(create_api(), loop="uvloop", http="httptools", lifespan="off", log_config=None)
    server, listener = Server(config, print, None), socket.create_server(("127.0.0.1", 0))

    async def come_and_stop() -> None:
        monkeypatch.setattr(stopping, "_began", asyncio.Event())
        monkeypatch.setattr(stopping, "_works", [lambda _: listen()])
        config.load()
        server.lifespan = config.lifespan_class(config)
        await uvicorn.Server.startup(server, [listener])  # ours would settle the memory of this process
        client.connect(listener.getsockname())  # the server's turn comes after ours
        client.sendall(b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        client.setblocking(False)
        await server.shutdown([listener])

    async def listen() -> None:
        answers.append(await asyncio.get_running_loop().sock_recv(client, 100))

    with socket.socket() as client, asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(come_and_stop())
    assert [answer.split(b"\r\n")[0] for answer in answers] == [b"HTTP/1.1 200 OK"]


def test_a_kill_is_recovered_by_the_next_start(own_server: RunningServer) -> None:
    own_server.start()
    own_server.kill9()
    own_server.start()
    assert httpx.get(f"{own_server.url}/api/ready", trust_env=False, timeout=60).status_code == 200


def test_a_killed_server_is_followed_by_one_that_adopts_the_database(own_server: RunningServer) -> None:
    own_server.start()
    database = own_server.database_process()
    own_server.kill9(with_database=False)
    own_server.start()
    assert own_server.database_process() == database
    own_server.stop()
    wait_until(lambda: own_server.database_process() is None, what="the database's end")


def test_a_database_that_was_killed_comes_back_by_itself(own_server: RunningServer) -> None:
    own_server.start()
    with httpx.Client(base_url=own_server.url, trust_env=False, timeout=30) as person:
        for name in ("Ana", "Bob"):
            made = person.post("/api/users/", json={"username": name}).raise_for_status().json()
            person.headers["Authorization"] = f"Bearer {made['token']}"
        group = person.post("/api/groups/", json={"title": "Notes", "member_ids": []}).raise_for_status().json()["id"]
        database = own_server.database_process()
        assert database is not None
        acknowledged: list[str] = []
        refused = 0

        def say(body: str) -> None:
            nonlocal refused
            answer = person.post("/api/messages/", json={"group_id": group, "body": body})
            if answer.status_code == 201:
                acknowledged.append(body)
            else:
                assert answer.json()["error"]["retryable"] is True
                refused += 1

        for number in range(20):
            say(f"before {number}")
        for process in (database, *database.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        say("while it is gone")
        wait_until(lambda: person.get("/api/ready").status_code == 200, what="the database")
        say("after")
        page = {"conversation_id": group, "limit": 100}
        stored = [one["body"] for one in person.get("/api/messages/", params=page).raise_for_status().json()["items"]]
    assert "after" in acknowledged
    assert set(acknowledged) <= set(stored)
    assert len(stored) == len(set(stored))
    assert own_server.database_process() not in (None, database)


def test_a_port_in_use_is_said_in_a_sentence(own_server: RunningServer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", own_server.port))
        taken.listen()
        environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(own_server.port)}
        done = subprocess.run(
            [sys.executable, "-m", "webchat", "serve"], env=environment, cwd=PROJECT, capture_output=True, text=True
        )
    assert done.returncode == 1
    assert f"PORT {own_server.port} (Address already in use)" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_store_and_a_database_that_do_not_answer_are_said_in_sentences(own_server: RunningServer) -> None:
    environment = {
        **os.environ, "HOST": "127.0.0.1", "PORT": str(own_server.port), "WEBCHAT_DATA_DIR": str(own_server.data_dir),
        "WEBCHAT_S3_BUCKET": "files", "WEBCHAT_S3_ENDPOINT": "http://127.0.0.1:1", "WEBCHAT_S3_ACCESS_KEY": "someone",
        "WEBCHAT_S3_SECRET_KEY": "secret",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "webchat", "serve"], env=environment, cwd=PROJECT, capture_output=True, text=True
    )
    assert "Files cannot be kept in the S3 bucket files: " in done.stdout
    assert "Until this is mended nobody can send or open files." in done.stdout
    assert "Starting the database" in done.stdout
    assert done.stderr.startswith("The database does not let us in (")
    assert done.stderr.count("\n") == 1


def test_the_start_says_what_to_open(server: RunningServer) -> None:
    assert "WebChat is ready. Open" in server.output()
    assert f":{server.port}" in server.output()


@pytest.mark.parametrize(("origin", "status"), [("http://evil.example", b"403"), ("own", b"101"), (None, b"101")])
def test_foreign_pages_get_no_socket(server: RunningServer, origin: str | None, status: bytes) -> None:
    host = f"127.0.0.1:{server.port}"
    line = f"Origin: {f'http://{host}' if origin == 'own' else origin}\r\n" if origin else ""
    with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
        connection.sendall(
            f"GET /_event/?EIO=4&transport=websocket&token=t HTTP/1.1\r\nHost: {host}\r\n{line}"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        assert status in connection.recv(200).split(b"\r\n")[0]


def test_foreign_pages_may_read_nothing_and_nobody_may_send_the_cookie(own_server: RunningServer) -> None:
    own_server.environment["ALLOWED_ORIGINS"] = "https://friend.example"
    own_server.start()
    foreign = httpx.get(
        f"{own_server.url}/api/ready", headers={"origin": "http://localhost:1"}, trust_env=False, timeout=60
    )
    assert "access-control-allow-origin" not in foreign.headers
    friend = httpx.get(
        f"{own_server.url}/api/ready", headers={"origin": "https://friend.example"}, trust_env=False, timeout=60
    )
    assert friend.headers["access-control-allow-origin"] == "https://friend.example"
    assert "Retry-After" in friend.headers["access-control-expose-headers"]
    for answer in (foreign, friend):
        assert "access-control-allow-credentials" not in answer.headers


def test_the_pages_have_a_policy_and_no_address_baked_in(server: RunningServer) -> None:
    page = httpx.get(server.url, trust_env=False, timeout=60)
    assert "unsafe-eval" not in page.headers["content-security-policy"]
    assert "localhost:" not in page.text
    scripts = (PROJECT / ".web" / "build" / "client" / "assets").glob("*.js")
    assert not [script.name for script in scripts if "localhost:8000" in script.read_text()]


def test_the_server_listens_on_its_one_port_only(server: RunningServer) -> None:
    assert server.process is not None
    processes = [psutil.Process(server.process.pid), server.database_process()]
    listening = {
        connection.laddr.port
        for process in processes
        if process is not None
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {server.port}
