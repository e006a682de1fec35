"""What this process counts for whoever operates it. `api/metrics.py` shows it; names are part of the contract.

Labels hold nothing that people choose: no ids, no paths as they were asked for.

Where PROMETHEUS_MULTIPROC_DIR names a folder, the processes of this machine count into files there, and one answer
holds the sum of all: counters also of those that have ended, gauges of the living only.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

_DELAYS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

# `multiprocess_mode`: what one answer makes of the gauges of several processes.
PROCESSES = Gauge("webchat_processes", "Processes that serve here.", multiprocess_mode="livesum")
CONNECTIONS = Gauge(
    "webchat_connections",
    "Open connections: browser, socket (/ws) or stream (SSE).",
    ["kind"],
    multiprocess_mode="livesum",
)
EVENTS = Counter("webchat_events", "Changes that were committed here, by type.", ["type"])
DELIVERIES = Counter("webchat_deliveries", "Events and signals handed to connections.", ["kind"])
DELIVERY_DELAY = Histogram(
    "webchat_delivery_delay_seconds", "From the start of a change's transaction until all here were told.",
    buckets=_DELAYS,
)  # fmt: skip
REQUESTS = Histogram(
    "webchat_request_duration_seconds", "Calls of the interface.", ["method", "route", "status"], buckets=_DELAYS
)
SHED = Counter("webchat_shed", "Requests and commands that were sent away because too much work was waiting.")
QUEUES = Gauge(
    "webchat_queue_depth",
    "What waits: hub (to be told), database (for a connection), messages (for their batch).",
    ["queue"],
    multiprocess_mode="livesum",
)
WEBHOOKS = Gauge(
    "webchat_webhooks_waiting", "Webhooks that are due or wait for their next try.", multiprocess_mode="livemostrecent"
)
LOG_BEHIND = Gauge(
    "webchat_log_behind_events", "Events in the log that a process has not read yet (10000 at most).",
    multiprocess_mode="livemax",
)  # fmt: skip
HORIZON_AGE = Gauge(
    "webchat_log_horizon_age_seconds", "Age of the oldest writing transaction: as long as it lives, the log waits.",
    multiprocess_mode="livemostrecent",
)  # fmt: skip

to_browsers = DELIVERIES.labels("browser")
to_programs = DELIVERIES.labels("program")


def count_committed(committed: Sequence[Any]) -> None:
    """Counts the events among what a transaction announced."""
    for item in committed:
        if isinstance(item, tuple):
            EVENTS.labels(item[0].type).inc()


def as_text(folder: Path | None) -> bytes:
    """Everything, as Prometheus reads it; with `folder`, what all processes have counted into it."""
    if folder is None:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def forget_process(folder: Path, pid: int) -> None:
    """A process has ended: its gauges count no more."""
    mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
