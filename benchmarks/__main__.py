"""`bin/bench`: measure the product, print a table, write it to docs/performance.md."""

from __future__ import annotations

import asyncio
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import calls, fanout, feel, media, search, streams
from benchmarks.server import bench_server

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
HEAD = """# Performance

Written by `bin/bench` ({date}; {cores} cores, {machine}, Python {python}). One run, server and browsers on the same
machine: read the figures as ratios, not as promises.

| what | figure |
|---|---|
"""


def main() -> None:
    """Run everything once and write the page."""
    with bench_server() as bench:
        rows = _said(streams.measure(bench)) + _said(calls.measure(bench))
    with bench_server() as bench:
        for part in (lambda: asyncio.run(fanout.measure(bench)), lambda: feel.measure(bench)):
            rows += _said(part())
    rows += _said(search.measure(int(os.environ.get("WEBCHAT_BENCH_MESSAGES", search.MESSAGES))))
    rows += _said(media.measure())
    table = "".join(f"| {what} | {figure} |\n" for what, figure in rows)
    about = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "cores": os.cpu_count(), "machine": platform.machine()}
    PAGE.write_text(HEAD.format(python=platform.python_version(), **about) + table)


def _said(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    print("".join(f"{what}: {figure}\n" for what, figure in rows))
    return rows


if __name__ == "__main__":
    main()
