"""`bin/bench [part …]`: measure the product, print a table, write it to docs/performance.md."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import calls, fanout, feel, first_frame, media, search, streams, workers
from benchmarks.server import bench_server

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
HEAD = """# Performance

Written by `bin/bench` (last on {date}; {cores} cores, {machine}, Python {python}). Server and browsers on the same
machine: read the figures as ratios, not as promises.

| what | figure |
|---|---|
"""


Rows = list[tuple[str, str]]


def _streams() -> Rows:
    with bench_server() as bench:
        return streams.measure(bench) + calls.measure(bench)


def _browsers() -> Rows:
    with bench_server() as bench:
        return asyncio.run(fanout.measure(bench)) + feel.measure(bench) + first_frame.measure(bench)


def _search() -> Rows:
    return search.measure(int(os.environ.get("WEBCHAT_BENCH_MESSAGES", search.MESSAGES)))


PARTS: dict[str, Callable[[], Rows]] = {
    "streams": _streams, "browsers": _browsers, "workers": workers.measure, "search": _search, "media": media.measure,
}  # fmt: skip


def main() -> None:
    """Measure the parts that are named, or all of them anew, and write the page."""
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := set(wanted) - PARTS.keys():
        raise SystemExit(f"There is no part {', '.join(sorted(unknown))}: choose of {', '.join(PARTS)}.")
    rows = _written() if sys.argv[1:] else {}
    for part in wanted:
        rows |= dict(_said(PARTS[part]()))
    table = "".join(f"| {what} | {figure} |\n" for what, figure in rows.items())
    about = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "cores": os.cpu_count(), "machine": platform.machine()}
    PAGE.write_text(HEAD.format(python=platform.python_version(), **about) + table)


def _written() -> dict[str, str]:
    """What the page holds already: a part that is measured again takes the place of its rows."""
    cells = (line.strip("| ").split(" | ", 1) for line in PAGE.read_text().splitlines() if line.startswith("| "))
    return {what: figure for what, figure in cells if what != "what"}


def _said(rows: Rows) -> Rows:
    print("".join(f"{what}: {figure}\n" for what, figure in rows))
    return rows


if __name__ == "__main__":
    main()
