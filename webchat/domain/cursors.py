"""Positions in the event log, `<epoch>.<txid>.<id>`, opaque to clients."""

from dataclasses import dataclass

from webchat.domain.errors import InvalidInput

LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the log of one `epoch`; a restored backup has another epoch."""

    epoch: str
    txid: int
    id: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.txid}.{self.id}"


def parse_cursor(text: str) -> Cursor:
    """Reads a cursor that a client gives back; raises `InvalidInput`."""
    epoch, _, position = text.partition(".")
    txid, _, number = position.partition(".")
    if not (epoch and is_number(txid) and is_number(number)):
        raise InvalidInput("This is not a cursor of the event log.", field="since")
    return Cursor(epoch, int(txid), int(number))


def is_number(text: str) -> bool:
    """Whether this is an id or a count that the database can hold, in plain digits."""
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST
