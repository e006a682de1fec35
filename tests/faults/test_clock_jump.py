"""The clock of one of two machines jumps by two hours and back: the time that counts is the database's."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from tests.faults.circle import circle
from tests.support.program import Program
from tests.support.server import RunningServer, wait_until
from tests.support.valkey import running_valkey

_JUMP = timedelta(hours=2)
_NEAR = timedelta(minutes=2)


@dataclass
class Machines:
    right: RunningServer
    wrong: RunningServer
    clock: Path

    def jump(self, by: timedelta) -> None:
        """The wall clock of one machine goes wrong while it runs; how long things take is still measured right."""
        self.clock.write_text(f"{by.total_seconds():+.0f}\n")
        wait_until(lambda: abs(self.wrong_by() - by) < _NEAR, what="the jump")

    def wrong_by(self) -> timedelta:
        """By what its web server says in every answer."""
        said = httpx.get(f"{self.wrong.url}/api/health", trust_env=False, timeout=30).headers["Date"]
        return parsedate_to_datetime(said) - datetime.now(UTC)


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if library is None:
        pytest.skip("There is no libfaketime here (the package libfaketime).")
    folder = tmp_path_factory.mktemp("clock")
    clock = folder / "clock"
    clock.write_text("+0\n")
    wrong = {
        "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
    }  # fmt: skip
    with running_valkey(folder) as valkey:
        shared = {"REDIS_URL": valkey.url, "WEBCHAT_DRAIN_SECONDS": "1", "WEBCHAT_RATE_LIMITS": "off"}
        right = RunningServer(folder / "data", **shared)  # the first one starts PostgreSQL, with its own clock
        other = RunningServer(folder / "data", **shared, **wrong)
        try:
            right.start()
            other.start()
            yield Machines(right, other, clock)
        finally:
            other.stop()
            right.stop()


@pytest.fixture
def people(machines: Machines) -> Iterator[tuple[Program, Program, int]]:
    """Ana is at the machine whose clock jumps, Bob at the other; they know each other."""
    ana, bob = Program(machines.wrong.url, "Ana"), Program(machines.right.url, "Bob")
    said = ana.rest.post("/api/messages", json={"recipient_id": bob.id, "body": "Hello"}).raise_for_status().json()
    bob.rest.post("/api/messages", json={"conversation_id": said["conversation_id"], "body": "Hi"}).raise_for_status()
    yield ana, bob, said["conversation_id"]
    machines.jump(timedelta(0))
    for one in (ana, bob):
        one.rest.close()


def _near(moment: str) -> bool:
    return abs(datetime.fromisoformat(moment) - datetime.now(UTC)) < _NEAR


@pytest.mark.parametrize("jump", [_JUMP, -_JUMP])
def test_messages_and_sessions_keep_the_time(
    machines: Machines, people: tuple[Program, Program, int], jump: timedelta
) -> None:
    ana, bob, place = people
    for by in (jump, timedelta(0)):
        machines.jump(by)
        for person in (ana, bob, ana):
            said = {"conversation_id": place, "body": str(by)}
            person.rest.post("/api/messages", json=said).raise_for_status()
        invited = ana.rest.post("/api/groups", json={"title": "G", "member_ids": [bob.id]}).raise_for_status().json()
        invite = ana.rest.post(f"/api/groups/{invited['id']}/invites", json={"expires_in": 60}).raise_for_status()
        assert _near(invite.json()["invite"]["expires_at"])
        ticket = bob.rest.post("/api/media/ticket").raise_for_status().json()["ticket"]
        # Nothing is there; but who asks is known by a ticket of the other machine.
        assert ana.rest.get("/api/media/1/download", params={"ticket": ticket}, headers={}).status_code == 404
        (session,) = ana.rest.get("/api/users/me/sessions").raise_for_status().json()["items"]
        assert _near(session["last_used_at"])
    span = {"conversation_id": place, "after": 0, "limit": 100}
    told = bob.rest.get("/api/messages/", params=span).raise_for_status().json()["items"]
    moments = [one["created_at"] for one in sorted(told, key=lambda one: one["seq"])]
    assert moments == sorted(moments)
    assert all(map(_near, moments))


def test_what_is_for_later_is_not_sent_before_its_time(
    machines: Machines, people: tuple[Program, Program, int]
) -> None:
    ana, bob, place = people

    def later(seconds: float, body: str) -> None:
        at = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
        asked = {"conversation_id": place, "send_at": at, "body": body, "client_id": str(uuid.uuid4())}
        answer = ana.rest.post("/api/scheduled", json=asked)
        assert answer.status_code == 201, answer.text

    def bodies() -> list[str]:
        span = {"conversation_id": place, "limit": 100}
        return [one["body"] for one in bob.rest.get("/api/messages/", params=span).raise_for_status().json()["items"]]

    later(3600, "in an hour")
    for by in (_JUMP, -_JUMP):
        machines.jump(by)
        later(4, f"soon {by}")  # this wakes the machine whose clock is wrong
        wait_until(lambda body=f"soon {by}": body in bodies(), what="what is due")
    assert "in an hour" not in bodies()


def test_a_call_rings_on_and_lives_through_jumps(machines: Machines, people: tuple[Program, Program, int]) -> None:
    ana, bob, place = people

    def state() -> str:
        return str(bob.rest.get(f"/api/calls/{call}").raise_for_status().json()["state"])

    def looked_after() -> None:
        """The machine whose clock is wrong has looked after calls since now: this one is noted as seen."""
        before = seen()
        ana.rest.get(f"/api/calls/{call}", params={"device_id": "hers"}).raise_for_status()
        wait_until(lambda: seen() > before, what="a sign of life")

    def seen() -> datetime:
        with machines.right.database() as line, line.cursor() as cursor:
            cursor.execute("SELECT max(seen_at) FROM call_participant WHERE call_id = %s", (call,))
            return cursor.fetchone()[0]

    asked = {"conversation_id": place, "kind": "audio", "device_id": "hers"}
    call = ana.rest.post("/api/calls", json=asked).raise_for_status().json()["id"]
    machines.jump(_JUMP)
    looked_after()
    assert _near(seen().isoformat())
    assert state() not in {"ended", "missed"}
    for verb in ("accept", "connected"):
        bob.rest.post(f"/api/calls/{call}/{verb}", json={"device_id": "his"}).raise_for_status()
    machines.jump(-_JUMP)
    looked_after()
    assert state() == "active"
    ended = ana.rest.post(f"/api/calls/{call}/hangup", json={"device_id": "hers"}).raise_for_status().json()
    assert ended["state"] == "ended"


async def test_nothing_that_was_acknowledged_is_lost(machines: Machines) -> None:
    async with circle(machines.wrong.url, machines.right.url) as talk:
        await talk.talk()
        for by in (_JUMP, -_JUMP, timedelta(0)):
            await asyncio.to_thread(machines.jump, by)
            await talk.talk()
        await talk.agree()
