# Written by bin/sync-client from webchat/client/aio: change it there.
"""What happens, as it happens, and nothing missed."""

from collections.abc import Generator, Iterator
from contextlib import closing
from time import monotonic, sleep

import httpx

from webchat.client.errors import ChatError
from webchat.client.journal import Journal
from webchat.client.objects import Event
from webchat.client.pauses import pause_after
from webchat.client.sse import Frames
from webchat.client.sync.messages import Messages

_STREAM = httpx.Timeout(45, connect=10)  # the server says something every 15 seconds
_NO_STREAM = "no_stream"
_NO_SUCH_ROUTE = (404, 405, 406, 501)
_TRY_STREAM_EVERY = 60.0
_ASK_EVERY = 1.0


class Events(Messages):
    """What happens, live and after the fact: one part of the client."""

    def cursor(self) -> str:
        """Where the log stands now."""
        return str((self.call("GET", "/api/events/log"))["cursor"])

    def events(self, since: str | None = None) -> Iterator[Event]:
        """Every event after a cursor (or from now on), for ever: over lost connections and restarts of the server.

        Keep an event's `cursor` to go on there another day. An event of type `reset` says that what happened since is
        not known any more: read afresh. Where answers cannot be streamed, the log is asked every second.
        """
        journal = Journal(since or self.cursor())
        failures, asking_until = 0, 0.0
        while True:
            asking = monotonic() < asking_until
            source = self._asked(journal, asking_until) if asking else self._streamed(journal)
            try:
                with closing(source) as told:
                    for event in told:
                        failures = 0
                        if event is not None:
                            yield event
            except ChatError as error:
                if error.code == _NO_STREAM:
                    asking_until = monotonic() + _TRY_STREAM_EVERY
                elif error.retryable:
                    sleep(pause_after(failures, error))
                    failures += 1
                else:
                    raise

    def _streamed(self, journal: Journal) -> Generator[Event | None, None, None]:
        """What comes over one connection; None for a sign of life."""
        frames, silent = Frames(), True
        headers = {"Accept": "text/event-stream", "Last-Event-ID": journal.cursor}
        try:
            with self.stream("/api/events", headers=headers, timeout=_STREAM) as response:
                if not response.headers.get("content-type", "").startswith("text/event-stream"):
                    raise ChatError(_NO_STREAM, "The server does not stream.")
                for piece in response.iter_bytes():
                    silent = False
                    yield None
                    for frame in frames.take(piece):
                        for event in journal.of_frame(frame):
                            yield event
        except ChatError as error:
            held_back = silent and isinstance(error.__cause__, httpx.ReadTimeout)
            if held_back or error.status in _NO_SUCH_ROUTE:
                raise ChatError(_NO_STREAM, "Something on the way holds streams back.") from error
            raise
        raise ChatError("closed", "The stream ended.", retryable=True)

    def _asked(self, journal: Journal, until: float) -> Generator[Event | None, None, None]:
        """The same out of the log's pages, up to a moment."""
        while monotonic() < until:
            page = self.call("GET", "/api/events/log", params={"since": journal.cursor, "limit": 500})
            yield None
            for event in journal.of_page(page):
                yield event
            if not page.get("has_more"):
                sleep(_ASK_EVERY)
