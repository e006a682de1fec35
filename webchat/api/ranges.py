"""Parts of a file: `Range` as RFC 9110 has it."""

import re
from secrets import token_hex

from webchat.domain.errors import WebchatError

_MOST = 8
_ONE = re.compile(r"(\d*)-(\d*)")
Part = tuple[int, int]
"""From, and up to, not including."""


class Unsatisfiable(WebchatError):
    """No part that was asked for lies within the file."""

    code = "range_not_satisfiable"
    status = 416

    def __init__(self) -> None:
        super().__init__("Nothing of the file is in this range.")


def parse_range(header: str, size: int) -> list[Part]:
    """The parts that are asked for, in order; nothing when the header is to be ignored. Raises `Unsatisfiable`."""
    unit, _, asked = header.partition("=")
    matches = [_ONE.fullmatch(one.strip()) for one in asked.split(",")]
    if unit.strip().lower() != "bytes" or len(matches) > _MOST:
        return []
    parts = []
    for match in matches:
        if match is None or not any(match.groups()) or max(map(len, match.groups())) > 18:
            return []
        parts.append(_part(match[1], match[2], size))
    within = [(start, end) for start, end in parts if start < end]
    if not within:
        raise Unsatisfiable
    return within


def _part(first: str, last: str, size: int) -> Part:
    if not first:
        return max(0, size - int(last)), size
    if last and int(last) < int(first):
        return 0, 0
    return int(first), min(size, int(last) + 1 if last else size)


class Multipart:
    """The frame around several parts in one answer."""

    def __init__(self, parts: list[Part], size: int, content_type: str) -> None:
        self.boundary = token_hex(12)
        self.heads = [
            f"\r\n--{self.boundary}\r\nContent-Type: {content_type}\r\n"
            f"Content-Range: bytes {start}-{end - 1}/{size}\r\n\r\n".encode()
            for start, end in parts
        ]
        self.tail = f"\r\n--{self.boundary}--\r\n".encode()
        self.length = sum(end - start for start, end in parts) + sum(map(len, self.heads)) + len(self.tail)
