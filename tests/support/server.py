"""A real `python -m webchat serve`, as its own process, with its own data folder and port."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

import httpx
import psutil
import psycopg2
import pytest

from webchat.db.cluster import DATABASE

PROJECT = Path(__file__).resolve().parents[2]
_START_PATIENCE = 240.0  # seconds; the first start builds the front end
_STOP_PATIENCE = 120.0


# Below those that the kernel gives to connections; each process of a run begins somewhere else.
_PORTS = itertools.islice(itertools.cycle(range(20_000, 32_000)), os.getpid() * 97 % 12_000, None)


def free_port() -> int:
    """Return a port that nobody listens on, and that nobody is given before it is used."""
    for port in _PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError


def wait_until(condition, patience: float = 60.0, what: str = "the condition") -> None:
    """Ask again and again until `condition()` is true; fail after `patience` seconds."""
    pause, deadline = Event(), time.monotonic() + patience
    while not condition():  # which may take its time itself
        if time.monotonic() > deadline:
            break
        pause.wait(0.05)
    else:
        return
    pytest.fail(f"Waited {patience:.0f} seconds for {what}.")


class RunningServer:
    """The server process of a test."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = data_dir.parent / f"{data_dir.name}.log"
        self.environment = environment
        self.arguments: tuple[str, ...] = ()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process and wait until it is ready."""
        environment = {
            **os.environ, "HOST": "127.0.0.1", "PORT": str(self.port), "WEBCHAT_DATA_DIR": str(self.data_dir),
            "PYTHONUNBUFFERED": "1", "WEBCHAT_LINK_PREVIEWS": "off", "WEBCHAT_WELCOME_BOT": "off", **self.environment,
        }  # fmt: skip
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                # A test run in the background of a script ignores some signals, and its children would too.
                ["env", "--default-signal=INT,HUP", sys.executable, "-m", "webchat", "serve", *self.arguments],
                cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        with httpx.Client(base_url=self.url, timeout=5, trust_env=False) as probe:
            wait_until(lambda: self._is_ready(probe), _START_PATIENCE, f"{self.url}/api/ready")

    def stop(self, stop_signal: int = signal.SIGTERM) -> int:
        """Ask the process to end, wait for it, return its exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(stop_signal)
        code = self.process.wait(_STOP_PATIENCE)
        self.process = None
        return code

    def kill9(self, with_database: bool = True) -> None:
        """End the process with SIGKILL, and PostgreSQL too unless told otherwise."""
        assert self.process is not None
        database = self.database_process() if with_database else None
        self.process.kill()
        self.process.wait()
        self.process = None
        if database is not None:
            for process in (*database.children(recursive=True), database):
                with suppress(psutil.NoSuchProcess):
                    process.kill()

    @contextmanager
    def gone(self) -> Iterator[None]:
        """Within this it is dead; then it runs again, for the tests after one that failed, too."""
        self.kill9()
        try:
            yield
        finally:
            self.start()

    def restart(self) -> None:
        """Stop it cleanly and start it again on the same port."""
        self.stop()
        self.start()

    def database_process(self) -> psutil.Process | None:
        """Return the postmaster of this server's data folder, if one runs."""
        try:
            return psutil.Process(int((self.data_dir / "postgres" / "postmaster.pid").read_text().split()[0]))
        except (OSError, psutil.NoSuchProcess):
            return None

    def processes(self, name: str) -> list[psutil.Process]:
        """The processes below this one that have such a name or such a word in their command line."""
        assert self.process is not None
        found = []
        for child in psutil.Process(self.process.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # those of PostgreSQL come and go
                if name in child.name() or name in child.cmdline():
                    found.append(child)
        return found

    @contextmanager
    def database(self) -> Iterator[psycopg2.extensions.connection]:
        """A connection to this server's embedded PostgreSQL."""
        folder = (self.data_dir / "postgres" / "postmaster.pid").read_text().split("\n")[4].strip()
        connection = psycopg2.connect(host=folder, user=DATABASE, dbname=DATABASE)
        try:
            yield connection
        finally:
            connection.close()

    def output(self) -> str:
        """Return what the process has printed so far."""
        return self.log.read_text(errors="replace")

    def _is_ready(self, probe: httpx.Client) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            pytest.fail(f"The server ended with code {self.process.returncode}:\n{self.output()[-3000:]}")
        try:
            return probe.get("/api/ready").status_code == 200
        except httpx.HTTPError:
            return False


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """One real server for the whole session. A test that kills it must leave it running."""
    with tempfile.TemporaryDirectory(prefix="webchat-server-", ignore_cleanup_errors=True) as folder:
        running = RunningServer(Path(folder) / "data", WEBCHAT_RATE_LIMITS="off")
        try:
            running.start()
            yield running
        finally:
            running.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[RunningServer]:
    """A server of the test's own, not yet started."""
    running = RunningServer(tmp_path / "data", WEBCHAT_RATE_LIMITS="off")
    yield running
    running.stop()
