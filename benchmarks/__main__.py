"""`bin/bench [part …]`: measure the product, print a table, write it to docs/performance.md."""

from __future__ import annotations

import asyncio
import os
import platform
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import (
    calls,
    crowd,
    fanout,
    feel,
    first_frame,
    growth,
    idle,
    lighthouse,
    media,
    scrolling,
    search,
    streams,
    workers,
)
from benchmarks.server import bench_server

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
HEAD = """# Performance

Written by `bin/bench`, a table for each of its parts; {cores} cores, {machine}, Python {python}. Server,
database, load and browsers share this one machine: read the figures as ratios, not as promises.
"""
Rows = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the benchmark: what stands over its table, and what makes the rows (what, figure)."""

    title: str
    measure: Callable[[], Rows]


def _streams() -> Rows:
    with bench_server() as bench:
        return streams.measure(bench) + calls.measure(bench)


def _browsers() -> Rows:
    with bench_server() as bench:
        return asyncio.run(fanout.measure(bench)) + feel.measure(bench) + first_frame.measure(bench)


def _scrolling() -> Rows:
    with bench_server() as bench:
        return scrolling.measure(bench)


def _lighthouse() -> Rows:
    with bench_server() as bench:
        return lighthouse.measure(bench)


def _search() -> Rows:
    return search.measure(int(os.environ.get("WEBCHAT_BENCH_MESSAGES", search.MESSAGES)))


def _growth() -> Rows:
    return growth.measure() + crowd.measure()


PARTS = {
    "streams": Part("Programs on sockets", _streams),
    "browsers": Part("Browsers", _browsers),
    "scrolling": Part(f"Scrolling through {scrolling.MESSAGES:,} messages", _scrolling),
    "lighthouse": Part("Lighthouse, of 100", _lighthouse),
    "workers": Part("One, two and four processes", workers.measure),
    "idle": Part("Thousands of quiet connections", idle.measure),
    "growth": Part("What grows", _growth),
    "search": Part("Search", _search),
    "media": Part("Files", media.measure),
}


def main() -> None:
    """Measure the parts that are named, or all of them anew, one after another, and write each into the page."""
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := set(wanted) - PARTS.keys():
        raise SystemExit(f"There is no part {', '.join(sorted(unknown))}: choose of {', '.join(PARTS)}.")
    for name in wanted:
        busy, began = os.getloadavg()[1], time.perf_counter()
        rows = PARTS[name].measure()
        minutes = (time.perf_counter() - began) / 60
        print("".join(f"{what}: {figure}\n" for what, figure in rows))
        _write(PAGE, name, _section(name, rows, minutes, busy))


def _section(name: str, rows: Rows, minutes: float, busy: float) -> str:
    table = "".join(f"| {what} | {figure} |\n" for what, figure in rows)
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    made = f"`bin/bench {name}`, {day}, took {minutes:.1f} minutes; load average before it: {busy:.1f}."
    return f"\n## {PARTS[name].title}\n\n{made}\n\n| what | figure |\n|---|---|\n{table}"


def _write(page: Path, name: str, section: str) -> None:
    """A part that is measured again takes the place of its section; the others stay, in the order of the parts."""
    held = {
        match[1]: match[0]
        for match in re.finditer(r"\n## [^\n]+\n\n`bin/bench (\w+)`.*?(?=\n## |\Z)", _text(page), re.DOTALL)
    }
    held[name] = section
    about = {"cores": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
    page.write_text(HEAD.format(**about) + "".join(held[part] for part in PARTS if part in held))


def _text(page: Path) -> str:
    return page.read_text() if page.exists() else ""


if __name__ == "__main__":
    main()
