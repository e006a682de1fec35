"""What this process counts for whoever operates it. `api/metrics.py` shows it; names are part of the contract.

Labels hold nothing that people choose: no ids, no paths as they were asked for.
"""

from collections.abc import Sequence
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

_DELAYS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

CONNECTIONS = Gauge("webchat_connections", "Open connections: browser, socket (/ws) or stream (SSE).", ["kind"])
EVENTS = Counter("webchat_events", "Changes that this process has committed, by type.", ["type"])
DELIVERIES = Counter("webchat_deliveries", "Events and signals handed to connections.", ["kind"])
DELIVERY_DELAY = Histogram(
    "webchat_delivery_delay_seconds", "From the start of a change's transaction until all here were told.",
    buckets=_DELAYS,
)  # fmt: skip
REQUESTS = Histogram(
    "webchat_request_duration_seconds", "Calls of the interface.", ["method", "route", "status"], buckets=_DELAYS
)
SHED = Counter("webchat_shed", "Requests and commands that were sent away because too much work was waiting.")
QUEUES = Gauge("webchat_queue_depth", "What waits: hub (to be told), database (for a connection), webhooks.", ["queue"])
LOG_BEHIND = Gauge("webchat_log_behind_events", "Events in the log that this process has not read yet (10000 at most).")
HORIZON_AGE = Gauge(
    "webchat_log_horizon_age_seconds", "Age of the oldest writing transaction: as long as it lives, the log waits."
)

to_browsers = DELIVERIES.labels("browser")
to_programs = DELIVERIES.labels("program")


def count_committed(committed: Sequence[Any]) -> None:
    """Counts the events among what a transaction announced."""
    for item in committed:
        if isinstance(item, tuple):
            EVENTS.labels(item[0].type).inc()
