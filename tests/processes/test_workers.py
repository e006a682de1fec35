"""`serve --workers`: one chat on one port, whichever process one comes to. What becomes of them: `tests/faults`."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterator
from contextlib import suppress

import httpx
import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.protocol import State

from tests.support.program import Program
from tests.support.server import RunningServer, wait_until


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    running = RunningServer(
        tmp_path_factory.mktemp("workers") / "data", WEBCHAT_DRAIN_SECONDS="1", WEBCHAT_HUNG_SECONDS="15"
    )
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


def _figures(workers: RunningServer) -> dict[str, float]:
    """What whichever process says; who was about to be served by one that dies is refused, and asks again."""
    answers: list[httpx.Response] = []

    def asked() -> bool:
        with suppress(httpx.HTTPError):
            answers.append(httpx.get(f"{workers.url}/metrics", trust_env=False, timeout=120))
        return bool(answers)

    wait_until(asked, what="an answer of /metrics")
    (answer,) = answers
    assert answer.status_code == 200
    samples = [one for family in text_string_to_metric_families(answer.text) for one in family.samples]
    return {f"{one.name}{''.join(sorted(one.labels.values()))}": one.value for one in samples}


async def test_one_scrape_shows_the_sum_of_all(workers: RunningServer) -> None:
    ana = Program(workers.url, "Ana Counted")
    ana.address = f"{workers.url.replace('http', 'ws', 1)}/ws"
    before = _figures(workers)
    assert before["webchat_processes"] == 2
    sockets = [await ana.socket() for _ in range(12)]
    for socket in sockets:
        await socket.next("hello")
    place = ana.rest.post(f"{workers.url}/api/conversations/notes").json()["id"]
    for number in range(20):
        ana.rest.headers["Connection"] = "close"  # each over a connection of its own
        sent = {"conversation_id": place, "body": str(number)}
        ana.rest.post(f"{workers.url}/api/messages", json=sent).raise_for_status()
    for _ in range(6):  # whichever is asked
        now = _figures(workers)
        assert now["webchat_connectionssocket"] == 12
        assert now["webchat_events_totalmessage.created"] - before.get("webchat_events_totalmessage.created", 0) == 20
    workers.processes("work")[0].kill()

    def left() -> int:
        return sum(socket.link.state is State.OPEN for socket in sockets)

    # Its sockets are gone; what it has counted is not.
    await asyncio.to_thread(wait_until, lambda: _figures(workers)["webchat_connectionssocket"] == left() < 12)
    assert _figures(workers)["webchat_events_totalmessage.created"] == now["webchat_events_totalmessage.created"]
    await asyncio.to_thread(wait_until, lambda: _figures(workers)["webchat_processes"] == 2, what="another one")
    await ana.leave()


def test_nobody_waits_for_the_successor_of_a_dead_process(workers: RunningServer) -> None:
    dead, other = workers.processes("work")
    dead.kill()
    wait_until(lambda: len(successors(workers, dead, other)) == 1, what="the next process")
    (successor,) = successors(workers, dead, other)
    successor.suspend()  # its place stays empty for as long as we ask
    try:
        # A connection of its own each time: the kernel would give half of them to the place of the dead process.
        answers = [httpx.get(f"{workers.url}/api/health", trust_env=False, timeout=20) for _ in range(20)]
    finally:
        successor.resume()
    assert {answer.status_code for answer in answers} == {200}


def test_a_process_that_does_not_answer_is_replaced(workers: RunningServer) -> None:
    wait_until(lambda: both_answer(workers), 240, "both processes")
    hung, other = workers.processes("work")
    hung.suspend()
    wait_until(lambda: not hung.is_running(), what="the end of the process that hangs")
    assert "A process has not answered for 15 seconds and is ended." in workers.output()
    wait_until(lambda: both_answer(workers), 240, "both processes")
    assert other in workers.processes("work")
    assert len(successors(workers, hung, other)) == 1


def successors(workers: RunningServer, *before: psutil.Process) -> list[psutil.Process]:
    return [one for one in workers.processes("work") if one not in before]


def both_answer(workers: RunningServer) -> bool:
    """Whether connections come to two processes: each names its place in the ids of long polls."""
    address = f"{workers.url}/_event/?EIO=4&transport=polling&token={uuid.uuid4()}"
    places = set()
    for _ in range(12):
        with suppress(httpx.HTTPError):
            places.add(
                json.loads(httpx.get(address, headers={"Origin": workers.url}, trust_env=False).text[1:])["sid"][0]
            )
    return places == {"0", "1"}


def test_who_loses_its_supervisor_ends(workers: RunningServer) -> None:
    left = [*workers.processes("work"), *workers.processes("valkey-server")]
    database = workers.database_process()
    assert len(left) == 3
    workers.kill9(with_database=False)
    wait_until(lambda: not any(one.is_running() for one in left), what="everybody's end")
    wait_until(lambda: database is None or not database.is_running(), what="the database's end")
