"""What a stream of events has told already, and where to go on."""

import json
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from webchat.client.objects import Event
from webchat.client.reading import read_event
from webchat.client.sse import Frame

_REMEMBERED = 20_000
RESET = "reset"


class Journal:
    """Drops what comes twice; `cursor` is where the next connection goes on."""

    def __init__(self, cursor: str) -> None:
        self.cursor = cursor
        self._seen: OrderedDict[int, None] = OrderedDict()

    def of_frame(self, frame: Frame) -> Iterator[Event]:
        """What a frame of the stream tells."""
        value = json.loads(frame.data)
        if not isinstance(value, dict):
            return
        cursor = frame.id or value.get("cursor") or self.cursor
        if frame.type == RESET:
            yield self._reset(cursor)
            return
        event = read_event({"type": frame.type} | value)
        if self._is_new(event):
            self.cursor = cursor
            yield event if event.id is None else replace(event, cursor=cursor)

    def of_page(self, page: dict[str, Any]) -> Iterator[Event]:
        """What a page of the log tells."""
        if page.get("reset"):
            yield self._reset(page["cursor"])
            return
        for item in page["items"]:
            event = read_event(item)
            if self._is_new(event):
                self.cursor = event.cursor or self.cursor
                yield event
        self.cursor = page["cursor"]

    def _reset(self, cursor: str) -> Event:
        self.cursor = cursor
        self._seen.clear()
        return Event(None, RESET, cursor, raw={"type": RESET, "cursor": cursor})

    def _is_new(self, event: Event) -> bool:
        if event.id is None:
            return True
        if event.id in self._seen:
            return False
        self._seen[event.id] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True
