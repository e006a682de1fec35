"""A server of the benchmark's own, its people, and what it costs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from tests.support.server import RunningServer, wait_until


@dataclass
class Account:
    """A signed-in person: the cookie's secret for browser sockets, REST through `api`."""

    id: int
    name: str
    secret: str
    api: httpx.Client


class Bench:
    """The server under measure."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.url = server.url
        self._threads: dict[str, int] = {}

    def account(self, name: str, **headers: str) -> Account:
        """Join under `name`, as the first page does; `headers` besides the usual ones."""
        api = httpx.Client(base_url=self.url, headers={"Origin": self.url, **headers}, trust_env=False, timeout=60)
        user = api.post("/session", json={"name": name}).raise_for_status().json()["user"]
        return Account(user["id"], name, api.cookies["webchat_session"], api)

    def cpu_seconds(self) -> float:
        """CPU time of all that the server is, without PostgreSQL: also its workers and their Valkey."""
        process = psutil.Process(self.server.process.pid)
        postmaster = self.server.database_process()
        others = {postmaster, *postmaster.children(recursive=True)} if postmaster else set()
        spent = [one.cpu_times() for one in {process, *process.children(recursive=True)} - others]
        return sum(one.user + one.system for one in spent)

    def database_seconds(self) -> float:
        """CPU time of PostgreSQL with all of its processes."""
        postmaster = self.server.database_process()
        spent = [one.cpu_times() for one in (postmaster, *postmaster.children(recursive=True))]
        return sum(one.user + one.system for one in spent)

    def work_seconds(self) -> float:
        """CPU time of the server and of the database's ends of its connections, exact for threads that rest."""
        process, postmaster = psutil.Process(self.server.process.pid), self.server.database_process()
        ends = [one for one in postmaster.children() if "[local]" in " ".join(one.cmdline())]
        for thread in (path for one in (process, *ends) for path in Path(f"/proc/{one.pid}/task").iterdir()):
            with suppress(FileNotFoundError, ProcessLookupError):
                self._threads[thread.name] = int((thread / "schedstat").read_text().split()[0])
        return sum(self._threads.values()) / 1e9  # with those that have ended

    def rss(self) -> int:
        """Resident bytes of the server process."""
        return psutil.Process(self.server.process.pid).memory_info().rss


@contextmanager
def bench_server(**environment: str) -> Iterator[Bench]:
    """Start a server with an empty data folder, without rate limits, with the settings given; stop it."""
    with tempfile.TemporaryDirectory(prefix="webchat-bench-", ignore_cleanup_errors=True) as folder:
        server = RunningServer(Path(folder) / "data", WEBCHAT_RATE_LIMITS="off", **environment)
        try:
            server.start()
            wait_until(lambda: "WebChat is ready" in server.output(), what="all processes")
            yield Bench(server)
        finally:
            server.stop()
