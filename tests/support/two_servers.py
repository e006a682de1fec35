"""Two servers as on two machines: one PostgreSQL, one Valkey."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.server import RunningServer
from tests.support.valkey import RunningValkey, running_valkey


@dataclass
class Pair:
    """The same port at two addresses. PostgreSQL is a child of `one`: who ends that with it ends it for both."""

    one: RunningServer
    other: RunningServer
    valkey: RunningValkey


@contextmanager
def two_servers(folder: Path, **environment: str) -> Iterator[Pair]:
    """Runs meanwhile."""
    with running_valkey(folder) as valkey:
        given = {"REDIS_URL": valkey.url, "WEBCHAT_DRAIN_SECONDS": "1", **environment}
        one = RunningServer(folder / "data", **given)
        other = RunningServer(folder / "data", HOST="127.0.0.2", **given)
        other.port, other.url = one.port, f"http://127.0.0.2:{one.port}"
        pair = Pair(one, other, valkey)
        try:
            pair.one.start()
            pair.other.start()
            yield pair
        finally:
            pair.other.stop()
            pair.one.stop()
