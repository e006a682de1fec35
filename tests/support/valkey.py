"""A real Valkey for a test, which it may freeze, stop and start again."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from webchat.serving.embedded_valkey import EmbeddedValkey


class RunningValkey(EmbeddedValkey):
    """`url` as REDIS_URL takes it."""

    def freeze(self) -> None:
        """It takes connections and does not answer."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on where it was."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def kill9(self) -> None:
        """It is gone, with all it knew."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()


@contextmanager
def running_valkey(folder: Path) -> Iterator[RunningValkey]:
    """Runs meanwhile."""
    valkey = RunningValkey(folder)
    valkey.start()
    try:
        yield valkey
    finally:
        valkey.stop()
