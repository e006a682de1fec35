"""Whether a worker still answers, asked through the socket by which the other workers reach it. Nobody waits for it."""

from __future__ import annotations

import time
from contextlib import suppress
from socket import AF_UNIX, SOCK_STREAM, socket

_QUESTION = b"GET /api/health HTTP/1.1\r\nHost: worker\r\nConnection: close\r\n\r\n"
_EVERY = 2.0  # seconds from an answer to the next question
_LONGEST_STEP = 1.0


class Probe:
    """One question after another to the server that listens at `door`."""

    def __init__(self, door: str) -> None:
        self._door = door
        self._asked: socket | None = None
        self._ask_at = 0.0
        self._silence = 0.0
        self._looked_at = time.monotonic()

    def silence(self) -> float:
        """Look, and ask where it is time; give for how many seconds a question has gone without an answer.

        A long step between two looks counts as a short one: then it was the asker who stood still, perhaps both.
        """
        step, self._looked_at = time.monotonic() - self._looked_at, time.monotonic()
        if self._asked is not None:
            self._silence += min(step, _LONGEST_STEP)
            self._listen(self._asked)
        elif self._looked_at >= self._ask_at:
            self._ask()
        return self._silence

    def close(self) -> None:
        """Ask no more."""
        if self._asked is not None:
            self._asked.close()
            self._asked = None

    def _ask(self) -> None:
        self._asked = link = socket(AF_UNIX, SOCK_STREAM)
        link.setblocking(False)
        with suppress(OSError):  # its queue is full, or it listens no more: that is no answer, either
            link.connect(self._door)
            link.send(_QUESTION)
            return
        self._silence += _LONGEST_STEP / 5
        self.close()

    def _listen(self, link: socket) -> None:
        try:
            answered = bool(link.recv(16))
        except BlockingIOError:
            return
        except OSError:
            answered = False
        if answered:
            self._silence = 0.0
            self._ask_at = self._looked_at + _EVERY
        self.close()
