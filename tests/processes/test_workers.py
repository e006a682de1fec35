"""`serve --workers`: one chat on one port, whichever process one comes to. What becomes of them: `tests/faults`."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

import httpx
import pytest

from tests.support.server import RunningServer, wait_until


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    running = RunningServer(tmp_path_factory.mktemp("workers") / "data", WEBCHAT_DRAIN_SECONDS="1")
    running.arguments = ("--workers", "2")
    running.start()
    wait_until(lambda: "WebChat is ready, with 2 processes" in running.output(), 240, "both processes")
    yield running
    running.stop()


def test_a_tab_that_polls_stays_with_its_process(workers: RunningServer) -> None:
    """Each request comes over a connection of its own, to whichever process."""

    def ask(method: str, address: str, content: str | None = None) -> httpx.Response:
        with httpx.Client(base_url=workers.url, headers={"Origin": workers.url}, trust_env=False, timeout=60) as client:
            return client.request(method, address, content=content)

    places = set()
    for _ in range(6):
        address = f"/_event/?EIO=4&transport=polling&token={uuid.uuid4()}"
        sid = json.loads(ask("GET", address).text[1:])["sid"]
        places.add(sid.partition(".")[0])
        mine = f"{address}&sid={sid}"
        assert ask("POST", mine, "40/_event,{}").text.lower() == "ok"
        assert ask("GET", mine).text.startswith("40/_event")
        for _ in range(6):  # half of these come to the other process, as chance has it
            assert ask("POST", mine, "3").status_code == 200
    assert places <= {"0", "1"}
    assert ask("GET", f"{address}&sid=77.made-up").status_code == 400


def test_who_loses_its_supervisor_ends(workers: RunningServer) -> None:
    left = [*workers.processes("work"), *workers.processes("valkey-server")]
    database = workers.database_process()
    assert len(left) == 3
    workers.kill9(with_database=False)
    wait_until(lambda: not any(one.is_running() for one in left), what="everybody's end")
    wait_until(lambda: database is None or not database.is_running(), what="the database's end")
