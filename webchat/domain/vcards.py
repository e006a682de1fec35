"""Contacts as vCard 4.0 (RFC 6350)."""

from collections.abc import Iterator
from typing import Any

_LINE_OCTETS = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})


def vcard(contact: dict[str, Any]) -> str:
    """The card of a contact's payload."""
    name = _escape(contact["name"])
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"FN:{name}", f"N:;{name};;;"]
    lines += [f"TEL;VALUE=text:{_escape(phone)}" for phone in contact["phones"]]
    lines += [f"EMAIL:{_escape(email)}" for email in contact["emails"]]
    lines.append("END:VCARD")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _escape(value: str) -> str:
    return value.translate(_ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """At most 75 octets a line, never within a character; what follows is set in by one space."""
    part = ""
    for character in line:
        if len((part + character).encode()) > _LINE_OCTETS:
            yield part
            part = " "
        part += character
    yield part
