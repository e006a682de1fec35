"""Several processes on one port: started, watched over, replaced one after another, and ended together.

Each place has a listening socket of its own (the kernel spreads who comes over them), which is open here, too, so
that one process can take it over from another. When a process dies, its socket is closed: who waited there is refused
at once, and comes to another place; the next process listens when it serves. A process that does not answer is ended.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import FrameType

from webchat.db.identity import DatabaseError
from webchat.serving.build import Say, ensure_build
from webchat.serving.embedded_valkey import EmbeddedValkey
from webchat.serving.polling import Place, open_door
from webchat.serving.server import ServeError, addresses, bind
from webchat.serving.worker import Worker, figures
from webchat.settings import get_settings

_TICK = 0.2
_START_PATIENCE = 300.0
_STOP_PATIENCE = 20.0
_LOOK_AGAIN = 1.0
_YOUNG = 10.0  # seconds; who dies younger is started again only after a pause


def supervise(count: int, client: Path, say: Say) -> None:
    """Serve with so many processes until a stop signal. Raises ServeError when they cannot start."""
    valkey = None if get_settings().redis_url else EmbeddedValkey(get_settings().data_dir)
    try:
        url = valkey.start() if valkey else str(get_settings().redis_url)
        Supervisor(count, client, say, url, valkey).run()
    finally:
        if valkey:
            valkey.stop()


class Supervisor:
    """All of them."""

    def __init__(self, count: int, client: Path, say: Say, redis_url: str, valkey: EmbeddedValkey | None) -> None:
        self._client, self._say, self._url, self._valkey = client, say, redis_url, valkey
        self._listeners = [bind(shared=True) for _ in range(count)]
        self._folder = Path(mkdtemp(prefix="webchat-workers-"))
        figures(self._folder).mkdir()
        self._places = [Place(number, self._folder) for number in range(count)]
        self._doors = [open_door(place) for place in self._places]
        self._workers: list[Worker | None] = [None] * count
        self._wait_until = [0.0] * count
        self._look_at = 0.0
        self._stopping = self._renewing = False
        self._signals: list[int] = []
        self._leaving: list[Worker] = []

    def run(self) -> None:
        """Until a stop signal."""
        self._listen_to_signals()
        try:
            self._start_all()
            while not self._stopping:
                time.sleep(_TICK)
                self._revive()
                if self._renewing:
                    self._renewing = False
                    self._renew()
        finally:
            self._stop_all()

    def _listen_to_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            # With a terminal it says that the terminal was closed; without, that the program has changed.
            signal.signal(signal.SIGHUP, self._on_stop if sys.stdin.isatty() else self._on_renew)

    def _on_stop(self, number: int, _frame: FrameType | None) -> None:
        self._signals.append(number)
        self._stopping = True

    def _on_renew(self, _number: int, _frame: FrameType | None) -> None:
        self._renewing = True

    def _start_all(self) -> None:
        for place in range(len(self._workers)):
            self._workers[place] = self._start(place)
        for worker in self._workers:
            assert worker is not None  # noqa: S101  just started
            if not self._wait_for(worker) and not self._stopping:
                raise ServeError("WebChat could not start; the lines above say why.")
        if not self._stopping:
            lines = (f"  {line}" for line in addresses())
            self._say("\n".join((f"WebChat is ready, with {len(self._workers)} processes. Open", *lines)))

    def _start(self, place: int) -> Worker:
        return Worker(self._places[place], self._listeners[place], self._doors[place], self._client, self._url)

    def _wait_for(self, worker: Worker, meanwhile: Callable[[], None] = lambda: None) -> bool:
        """Whether it serves in the end."""
        return self._until(worker.look, worker, _START_PATIENCE, meanwhile)

    def _until(
        self, done: Callable[[], bool], worker: Worker, patience: float, meanwhile: Callable[[], None] = lambda: None
    ) -> bool:
        deadline = time.monotonic() + patience
        while not done():
            meanwhile()
            if self._stopping or time.monotonic() > deadline or worker.process.poll() is not None:
                return done()
            time.sleep(_TICK / 4)
        return True

    def _revive(self) -> None:
        """Start again what has died, or does not answer."""
        self._clear()
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + _LOOK_AGAIN
            self._revive_valkey()
        for place, worker in enumerate(self._workers):
            if worker is None and time.monotonic() >= self._wait_until[place]:
                self._workers[place] = self._start(place)

    def _clear(self, but: int = -1) -> None:
        """Nobody is to wait at a place whose process has died; `but`: the place that another one is taking over."""
        for place, worker in enumerate(self._workers):
            if worker is None or place == but:
                continue
            if worker.look() and worker.probe.silence() > get_settings().hung_seconds:
                self._say(f"A process has not answered for {get_settings().hung_seconds} seconds and is ended.")
                worker.process.kill()
                worker.process.wait()
            if worker.has_ended():
                young = time.monotonic() - worker.began < _YOUNG
                self._say(f"A process ended by itself (code {worker.process.returncode}) and is started again.")
                self._workers[place] = None
                self._wait_until[place] = time.monotonic() + (_YOUNG / 5 if young else 0)
                self._close(place)
                self._listeners[place], self._doors[place] = bind(shared=True), open_door(self._places[place])

    def _close(self, place: int) -> None:
        self._listeners[place].close()
        self._doors[place].close()

    def _revive_valkey(self) -> None:
        try:
            if self._valkey:
                self._valkey.revive()
        except DatabaseError as error:
            self._say(str(error))

    def _renew(self) -> None:
        """Replace one after another: the new one serves before the old one sends its people away."""
        self._say("Replacing the processes, one after another …")
        self._client = ensure_build(self._say)
        for place, old in enumerate(self._workers):
            new, clear = self._start(place), partial(self._clear, place)
            if not self._wait_for(new, clear):
                new.end()
                if not self._stopping:
                    self._say("A new process could not start: the old ones stay.")
                return
            self._workers[place] = new
            if old is not None:
                old.tell(signal.SIGTERM)
                self._until(old.has_ended, old, get_settings().drain_seconds + _STOP_PATIENCE, clear)
                if self._stopping:
                    self._leaving.append(old)
                    return
                old.end()
        self._say("All processes are new.")

    def _stop_all(self) -> None:
        """Those of other machines outlive us: then SIGTERM gives people time to go there. A second signal does not."""
        for place in range(len(self._workers)):
            self._close(place)  # nobody is to wait where nobody comes to the door any more
        living = [worker for worker in self._workers if worker is not None]
        everybody, drains = living + self._leaving, self._signals == [signal.SIGTERM] and self._valkey is None
        _tell(living, signal.SIGTERM if drains else signal.SIGINT)
        if drains:
            self._say("Sending people to the other machines …")
            patience = get_settings().drain_seconds + _STOP_PATIENCE
            self._until_ended(everybody, patience, lambda: len(self._signals) == 1)
            _tell(living, signal.SIGTERM)  # the second one: they hurry, but end in order
        _tell(self._leaving, signal.SIGTERM)
        self._until_ended(everybody, _STOP_PATIENCE)
        for worker in everybody:
            worker.end()
        rmtree(self._folder, ignore_errors=True)

    def _until_ended(self, workers: list[Worker], patience: float, goes_on: Callable[[], bool] = lambda: True) -> None:
        deadline = time.monotonic() + patience
        while not all(worker.has_ended() for worker in workers) and time.monotonic() < deadline and goes_on():
            time.sleep(_TICK / 4)


def _tell(workers: list[Worker], number: int) -> None:
    for worker in workers:
        worker.tell(number)
