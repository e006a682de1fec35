"""Thousands of connections that are quiet: what each takes of memory, of programs and of browsers, and of CPU."""

from __future__ import annotations

import asyncio
import resource
import time

import httpx

from benchmarks.lines import Line, Lines
from benchmarks.server import Account, Bench, bench_server
from benchmarks.streams import Person
from benchmarks.tabs import Tab

COUNT = 5_000
_EACH = 20  # sockets of one person, the most that programs may have
_AT_ONCE = 20
_GIVES_SIGNS = 250
_QUIET = 10.0


def measure(count: int = COUNT) -> list[tuple[str, str]]:
    """Rows (what, figure), each kind on a server of its own, which has served a few of them before."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))  # the server inherits it
    rows = []
    with bench_server() as bench:
        rows.append(("RSS of a process that nobody uses yet", f"{bench.rss() / 1024**2:.0f} MiB"))
        rows += _programs(bench, min(count, files - 1_000))
    with bench_server() as bench:
        rows += asyncio.run(_browsers(bench, min(count, files - 1_000)))
    return rows


def _programs(bench: Bench, count: int) -> list[tuple[str, str]]:
    with httpx.Client(base_url=bench.url, trust_env=False, timeout=60) as api:
        people = [Person(api, f"Idler {number}") for number in range(count // _EACH + 1)]
    together = Lines(_quiet(bench, people[-1]) for _ in range(_EACH))
    together.run(lambda: False, time.perf_counter() + 1)
    before = bench.rss()
    for place in range(count):
        together.add(_quiet(bench, people[place // _EACH]))
        if place % _GIVES_SIGNS == 0:  # who says nothing for long is taken for gone
            together.run(lambda: False, time.perf_counter() + 0.05)
    together.run(lambda: False, time.perf_counter() + 1)
    grown, cpu = bench.rss() - before, bench.cpu_seconds()
    together.run(lambda: False, time.perf_counter() + _QUIET)
    cpu = bench.cpu_seconds() - cpu
    together.close()
    return _rows("programs", count, grown, cpu)


def _quiet(bench: Bench, person: Person) -> Line:
    return Line(bench.url, person.token, lambda _line, _frame: None)


async def _browsers(bench: Bench, count: int) -> list[tuple[str, str]]:
    """Each person has a few tabs, with the list before them and a conversation open."""
    people = [bench.account(f"Idler {number}") for number in range(count // _EACH + 1)]
    rooms = [_room(one, people[0].id if place else people[1].id) for place, one in enumerate(people)]
    warm = [await Tab.show_in(bench, people[-1], rooms[-1]) for _ in range(_EACH)]
    before = bench.rss()
    tabs = list(warm)
    for first in range(0, count, _AT_ONCE):
        places = [place // _EACH for place in range(first, min(first + _AT_ONCE, count))]
        tabs += await asyncio.gather(*(Tab.show_in(bench, people[place], rooms[place]) for place in places))
    await asyncio.sleep(1)
    grown, cpu = bench.rss() - before, bench.cpu_seconds()
    await asyncio.sleep(_QUIET)
    cpu = bench.cpu_seconds() - cpu
    if gone := sum(tab.listening.done() for tab in tabs):
        raise RuntimeError(f"{gone} of {len(tabs)} tabs were cut off.")
    for tab in tabs:
        await tab.close()
    return _rows("browsers", count, grown, cpu)


def _room(account: Account, with_whom: int) -> int:
    said = account.api.post("/api/messages", json={"recipient_id": with_whom, "body": "hello"})
    return int(said.raise_for_status().json()["conversation_id"])


def _rows(whose: str, count: int, grown: int, cpu: float) -> list[tuple[str, str]]:
    return [
        (f"RSS per quiet socket of {whose} ({count} of them)", f"{grown / count / 1024:.0f} KiB"),
        (f"CPU of the server with {count} quiet sockets of {whose}", f"{cpu / _QUIET * 100:.1f} % of a core"),
    ]
