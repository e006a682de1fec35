"""One of several processes on one port, as the one that started it sees it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from select import select
from socket import socket

from webchat.metrics import forget_process
from webchat.serving.polling import Place
from webchat.serving.probe import Probe
from webchat.settings import PROJECT, child_environment

_READY = b"ready"


def tell_ready(descriptor: int) -> None:
    """Called in a worker: it serves."""
    os.write(descriptor, _READY)


class Worker:
    """One process at one place."""

    def __init__(self, place: Place, listener: socket, door: socket, client: Path, redis_url: str) -> None:
        self._ready, ready = os.pipe()
        lifeline, self._lifeline = os.pipe()
        self.began = time.monotonic()
        self._figures = figures(place.folder)
        self.is_ready = False
        self.probe = Probe(place.door(place.number))
        files = (listener.fileno(), door.fileno(), ready, lifeline)
        environment = child_environment(REDIS_URL=redis_url, PROMETHEUS_MULTIPROC_DIR=str(self._figures))
        arguments = map(str, (client, place.number, place.folder, *files))
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "webchat", "work", *arguments],
                cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, pass_fds=files,
                start_new_session=True,  # Ctrl-C in the terminal is for the supervisor
            )  # fmt: skip
        finally:
            os.close(ready)
            os.close(lifeline)

    def look(self) -> bool:
        """Whether it serves, or has at least begun to."""
        if not self.is_ready and select([self._ready], [], [], 0)[0]:
            self.is_ready = os.read(self._ready, len(_READY)) == _READY
        return self.is_ready

    def has_ended(self) -> bool:
        """Whether it is gone; then nothing is left of it here."""
        if self.process.poll() is None:
            return False
        self.forget()
        return True

    def tell(self, number: int) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def forget(self) -> None:
        """Close our ends of its pipes, and count it no more."""
        forget_process(self._figures, self.process.pid)
        self.probe.close()
        for name in ("_ready", "_lifeline"):
            if (descriptor := getattr(self, name)) >= 0:
                os.close(descriptor)
                setattr(self, name, -1)

    def end(self) -> None:
        """End it now, if it has not ended by itself."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.forget()


def figures(folder: Path) -> Path:
    """Where all of them count for `/metrics`."""
    return folder / "figures"
