"""`serve --workers`: one chat on one port, whichever process one comes to."""

from __future__ import annotations

import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from tests.support.server import RunningServer, wait_until


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path_factory.mktemp("workers") / "data", WEBCHAT_DRAIN_SECONDS="1")
    running.arguments = ("--workers", "2")
    running.start()
    yield running
    running.stop()


def _processes(server: RunningServer, name: str = "work") -> list[psutil.Process]:
    assert server.process is not None
    found = []
    for child in psutil.Process(server.process.pid).children(recursive=True):
        try:
            if name in child.cmdline() or name in child.name():
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


def _answers(server: RunningServer) -> bool:
    try:
        return httpx.get(f"{server.url}/api/ready", trust_env=False, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def test_a_process_that_dies_is_started_again_and_nobody_is_refused(workers: RunningServer) -> None:
    wait_until(lambda: workers.output().count("WebChat is ready, with 2 processes") == 1, what="both processes")
    before = _processes(workers)
    assert len(before) == 2
    before[0].kill()
    for _ in range(6):  # some of these knock at the place of the dead one, and wait for the next
        assert httpx.get(f"{workers.url}/api/ready", trust_env=False, timeout=60).status_code == 200
    wait_until(lambda: len(_processes(workers)) == 2, what="another process")
    assert before[1] in _processes(workers)


def test_valkey_is_started_again_too(workers: RunningServer) -> None:
    (valkey,) = _processes(workers, "valkey-server")
    valkey.kill()
    wait_until(lambda: [one for one in _processes(workers, "valkey-server") if one != valkey], what="another Valkey")


def test_a_tab_that_polls_stays_with_its_process(workers: RunningServer) -> None:
    """Each request comes over a connection of its own, to whichever process."""
    wait_until(lambda: len(_processes(workers)) == 2, what="two processes")
    address = f"{workers.url}/_event/?EIO=4&transport=polling&token={uuid.uuid4()}"

    def ask(method: str, more: str, content: str | None = None) -> httpx.Response:
        return httpx.request(method, address + more, content=content, trust_env=False, timeout=60)

    for _ in range(4):
        opened = ask("GET", "")
        sid = f"&sid={opened.text.partition(chr(34) + 'sid' + chr(34) + ':' + chr(34))[2].partition(chr(34))[0]}"
        assert ask("POST", sid, "40/_event,{}").text.lower() == "ok"
        assert ask("GET", sid).text.startswith("40/_event")
        for _ in range(4):
            assert ask("POST", sid, "3").status_code == 200
    assert ask("GET", "&sid=77.made-up").status_code == 400


def test_a_hangup_replaces_all_processes_while_they_serve(workers: RunningServer) -> None:
    assert workers.process is not None
    wait_until(lambda: len(_processes(workers)) == 2, what="two processes")
    before = set(_processes(workers))
    workers.process.send_signal(signal.SIGHUP)
    refused = 0
    while "All processes are new." not in workers.output():
        refused += not _answers(workers)
        assert workers.process.poll() is None
    assert refused == 0
    assert not before & set(_processes(workers))


def test_who_loses_its_supervisor_ends(tmp_path: Path) -> None:
    alone = RunningServer(tmp_path / "data")
    alone.arguments = ("--workers", "2")
    alone.start()
    left = [*_processes(alone), *_processes(alone, "valkey-server")]
    database = alone.database_process()
    alone.kill9(with_database=False)
    wait_until(lambda: not any(one.is_running() for one in left), what="everybody's end")
    wait_until(lambda: database is None or not database.is_running(), what="the database's end")


def test_a_stop_signal_ends_everything(workers: RunningServer) -> None:
    left = [*_processes(workers), *_processes(workers, "valkey-server")]
    assert workers.stop() == 0
    assert not any(one.is_running() for one in left)
    assert workers.database_process() is None
