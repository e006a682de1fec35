"""The same load on one, two and four processes: what is gained, and what telling each other costs."""

from __future__ import annotations

from benchmarks import streams
from benchmarks.server import bench_server

COUNTS = (1, 2, 4)


def measure() -> list[tuple[str, str]]:
    """Rows (what, figure) for each number of processes, each with a server of its own."""
    rows = []
    for count in COUNTS:
        with bench_server(WEBCHAT_WORKERS=str(count)) as bench:
            named = "1 process" if count == 1 else f"{count} processes"
            rows += [(f"{named}: {what}", figure) for what, figure in streams.load(bench)]
    return rows


if __name__ == "__main__":
    print("".join(f"{what}: {figure}\n" for what, figure in measure()))
