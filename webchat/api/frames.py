"""What listeners are told, as it goes over the line."""

from typing import Any

from webchat.domain.clock import now
from webchat.domain.encoding import to_bytes
from webchat.domain.events import RECEIPT_UPDATED, Signal
from webchat.serving.straight import as_frame


class Frame:
    """What is told, encoded once: `text` as JSON; `kind` and `cursor` for those who write them beside it."""

    __slots__ = ("_head", "cursor", "kind", "wire")

    def __init__(self, payload: bytes, kind: str, cursor: str | None = None) -> None:
        self.kind, self.cursor, self.wire = kind, cursor, as_frame(payload)
        self._head = len(self.wire) - len(payload)

    @property
    def text(self) -> str:
        """The payload."""
        return self.wire[self._head :].decode()


def encode(value: dict[str, Any]) -> Frame:
    """A frame of these members."""
    return Frame(to_bytes(value), value["type"], value.get("cursor"))


def passing(signal: Signal) -> dict[str, Any]:
    """A signal as an Event object; it has no place in the log."""
    return {
        "id": None,
        "cursor": None,
        "type": signal.type,
        "conversation_id": signal.conversation_id,
        "actor_id": signal.data.get("user_id", signal.data.get("from_user_id")),
        "created_at": now(),
        "data": signal.data,
    }


def of_all(conversation_id: int | None, delivered_seq: int, read_seq: int) -> Signal:
    """Up to where all members of a large conversation have come."""
    data = {"delivered_to_all_seq": delivered_seq, "read_by_all_seq": read_seq}
    return Signal(RECEIPT_UPDATED, conversation_id, None, data)
