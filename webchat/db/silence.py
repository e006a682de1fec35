"""Cuts connections whose question PostgreSQL does not answer: where it is well, it ends what takes long much sooner.

libpq waits for ever for a server that stands still, and with it the worker thread that asks.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import dup
from socket import SHUT_RDWR, socket
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

import psycopg2

STATEMENT = 20.0
"""Seconds for one question."""
USE_CASE = 40.0
"""Seconds for a transaction."""
_TICK = 1.0


class Watch:
    """The connections that are in use, in whichever thread."""

    def __init__(self) -> None:
        self._until: dict[Any, float] = {}
        self._lock = Lock()
        self._ends: Event | None = None

    @contextmanager
    def over(self, connection: Any, patience: float) -> Iterator[None]:
        """A connection of psycopg2 whose answers may take so many seconds in all; then it is closed under who waits."""
        with self._lock:
            self._until[connection] = monotonic() + patience
        try:
            yield
        finally:
            with self._lock:
                self._until.pop(connection, None)

    def start(self) -> None:
        """Looks after them until `stop`."""
        self._ends = Event()
        Thread(target=self._run, args=(self._ends,), name="webchat-silence", daemon=True).start()

    def stop(self) -> None:
        """Looks no more."""
        if self._ends is not None:
            self._ends.set()

    def _run(self, ends: Event) -> None:
        while not ends.wait(_TICK):
            with self._lock:
                for connection in [one for one, until in self._until.items() if until < monotonic()]:
                    del self._until[connection]
                    _cut(connection)


def _cut(connection: Any) -> None:
    with suppress(psycopg2.Error, OSError), socket(fileno=dup(connection.fileno())) as line:
        line.shutdown(SHUT_RDWR)


watch = Watch()
