"""Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Only these end a line: a text may well hold others of Unicode's line ends.
_ENDS = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Frame:
    """One event of a stream; `id` is the last one that the stream has named."""

    id: str
    type: str
    data: str


class Frames:
    """Puts the bytes of a stream together to frames."""

    def __init__(self) -> None:
        self._rest = b""
        self._id, self._type = "", ""
        self._data: list[str] = []

    def take(self, piece: bytes) -> Iterator[Frame]:
        """The frames that end in this piece."""
        whole = self._rest + piece
        held = b"\r" if whole.endswith(b"\r") else b""  # perhaps half of an end
        *lines, rest = _ENDS.split(whole.removesuffix(held))
        self._rest = rest + held
        for line in lines:
            if line:
                self._note(line.decode(errors="replace"))
            elif frame := self._end():
                yield frame

    def _note(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._type = value
        elif name == "id" and "\0" not in value:
            self._id = value

    def _end(self) -> Frame | None:
        frame = Frame(self._id, self._type or "message", "\n".join(self._data)) if self._data else None
        self._type, self._data = "", []
        return frame
