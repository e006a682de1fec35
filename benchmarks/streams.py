"""Programs on `/ws`: durable messages a second, CPU for 1,000, send -> delivered, idle sockets, a room of 500."""

from __future__ import annotations

import json
import time
from statistics import median, quantiles

import httpx

from benchmarks.lines import Line, Lines
from benchmarks.server import Bench

SENDERS, ROOM = 100, 5
SECONDS = 15.0
RATE, PACED = 20, 600
IDLE = 1_000
CROWD, CROWD_MESSAGES = 500, 30
_CREATED, _ACK = b'"type":"message.created"', b'{"type":"ack"'


class Person:
    """Someone with a token."""

    def __init__(self, api: httpx.Client, name: str) -> None:
        made = api.post("/api/users/", json={"username": name}).raise_for_status().json()
        self.id, self.token = made["user"]["id"], made["token"]
        self.bearer = {"Authorization": f"Bearer {self.token}"}


def measure(bench: Bench) -> list[tuple[str, str]]:
    """Rows (what, figure) of all parts."""
    with httpx.Client(base_url=bench.url, trust_env=False, timeout=60) as api:
        people, rooms = _populate(api)
        rows = _closed_loop(bench, people, rooms) + _paced(bench, people, rooms)
        rows += _idle(bench, people) + _crowd(bench, api, people)
    return rows


def load(bench: Bench) -> list[tuple[str, str]]:
    """The rows of those who send as fast as they can, and of the trickle."""
    with httpx.Client(base_url=bench.url, trust_env=False, timeout=60) as api:
        people, rooms = _populate(api)
        return _closed_loop(bench, people, rooms) + _paced(bench, people, rooms)


def _populate(api: httpx.Client) -> tuple[list[Person], list[int]]:
    people = [Person(api, f"Streamer {number}") for number in range(SENDERS)]
    return people, [_room(api, people[place : place + ROOM]) for place in range(0, SENDERS, ROOM)]


def _room(api: httpx.Client, people: list[Person]) -> int:
    body = {"title": f"Room of {people[0].id}", "member_ids": [one.id for one in people[1:]]}
    return api.post("/api/groups/", json=body, headers=people[0].bearer).raise_for_status().json()["id"]


def _command(room: int, ref: int, body: str) -> bytes:
    return json.dumps({"type": "message.send", "ref": ref, "conversation_id": room, "body": body}).encode()


def _closed_loop(bench: Bench, people: list[Person], rooms: list[int]) -> list[tuple[str, str]]:
    """Each sender sends the next message when the last one was acknowledged; every delivery is waited for."""
    acked = delivered = sent = 0
    running = True
    room_of: dict[Line, int] = {}

    def heard(line: Line, frame: bytes) -> None:
        nonlocal acked, delivered, sent
        if frame.startswith(_ACK):
            acked += 1
            if running:
                sent += 1
                line.send(_command(room_of[line], sent, f"message {sent} of many"))
        elif _CREATED in frame[:400]:
            delivered += 1
        elif frame.startswith(b'{"type":"error"'):
            raise RuntimeError(frame.decode())

    made = [Line(bench.url, one.token, heard) for one in people]
    lines = Lines(made)
    for place, line in enumerate(made):
        room_of[line] = rooms[place // ROOM]
        sent += 1
        line.send(_command(room_of[line], sent, "the first"))
    lines.run(lambda: False, time.perf_counter() + 2)  # warm
    first, began = acked, time.perf_counter()
    server, database, own = bench.cpu_seconds(), bench.database_seconds(), time.process_time()
    lines.run(lambda: False, began + SECONDS)
    took, stored = time.perf_counter() - began, acked - first
    server, database = bench.cpu_seconds() - server, bench.database_seconds() - database
    own = time.process_time() - own
    running = False
    if not lines.run(lambda: acked == sent and delivered == sent * ROOM):
        raise RuntimeError(f"{sent} sent, {acked} acknowledged, {delivered} of {sent * ROOM} delivered")
    lines.close()
    return [
        (f"durable messages a second, {SENDERS} senders in rooms of {ROOM}, closed loop", f"{stored / took:.0f}"),
        ("deliveries a second", f"{stored * ROOM / took:.0f}"),
        ("CPU for 1,000 of them: server + database", _cpu(server, database, stored)),
        ("CPU for 1,000 of them: the load itself", f"{own / stored * 1000:.2f} s"),
        ("deliveries counted", f"{delivered} of {sent * ROOM}"),
    ]


def _cpu(server: float, database: float, count: int) -> str:
    server, database = server / count * 1000, database / count * 1000
    return f"{server:.2f} + {database:.2f} = {server + database:.2f} s"


def _paced(bench: Bench, people: list[Person], rooms: list[int]) -> list[tuple[str, str]]:
    """A steady trickle: how long until each of the others has it."""
    delays: list[float] = []
    begun: dict[str, float] = {}
    senders: dict[str, Line] = {}

    def heard(line: Line, frame: bytes) -> None:
        at = time.perf_counter()
        if _CREATED in frame[:400]:
            body = json.loads(frame)["data"]["body"]
            if senders[body] is not line:
                delays.append(at - begun[body])

    made = [Line(bench.url, one.token, heard) for one in people]
    lines = Lines(made)
    lines.run(lambda: False, time.perf_counter() + 1)
    due = time.perf_counter()
    for number in range(PACED):
        due += 1 / RATE
        lines.run(lambda: False, due)
        place, body = number * 7 % SENDERS, f"paced {number}"
        begun[body], senders[body] = time.perf_counter(), made[place]
        made[place].send(_command(rooms[place // ROOM], number, body))
    lines.run(lambda: len(delays) == PACED * (ROOM - 1))
    lines.close()
    return [(f"send -> delivered at {RATE}/s: p50, p95, p99", _percentiles(delays))]


def _percentiles(delays: list[float]) -> str:
    cuts = quantiles(delays, n=100)
    return ", ".join(f"{cuts[place - 1] * 1000:.1f}" for place in (50, 95, 99)) + " ms"


def _idle(bench: Bench, people: list[Person]) -> list[tuple[str, str]]:
    before, made = bench.rss(), [_quiet(bench, people[place % SENDERS]) for place in range(IDLE)]
    lines = Lines(made)
    lines.run(lambda: False, time.perf_counter() + 1)
    grown = bench.rss() - before
    lines.close()
    return [(f"RSS per idle socket ({IDLE} of them)", f"{grown / IDLE / 1024:.0f} KiB")]


def _quiet(bench: Bench, person: Person) -> Line:
    return Line(bench.url, person.token, lambda _line, _frame: None)


def _crowd(bench: Bench, api: httpx.Client, people: list[Person]) -> list[tuple[str, str]]:
    """One room with a socket for each of its many members."""
    crowd = people + [Person(api, f"Listener {number}") for number in range(CROWD - len(people))]
    room = _room(api, crowd)
    reached = 0

    def heard(_line: Line, frame: bytes) -> None:
        nonlocal reached
        reached += _CREATED in frame[:400]

    def all_reached() -> bool:
        return reached == CROWD

    made = [Line(bench.url, one.token, heard) for one in crowd]
    lines = Lines(made)
    lines.run(lambda: False, time.perf_counter() + 2)
    delays = []
    for number in range(CROWD_MESSAGES):
        began = time.perf_counter()
        made[number].send(_command(room, number, f"to all {number}"))
        lines.run(all_reached)
        reached = 0
        delays.append(time.perf_counter() - began)
        lines.run(lambda: False, time.perf_counter() + 0.2)
    lines.close()
    return [(f"send -> last of {CROWD} members' sockets has it: median", f"{median(delays) * 1000:.0f} ms")]
