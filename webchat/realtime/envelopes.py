"""What processes tell each other, as bytes: JSON, never pickles, so that who can write to Valkey runs no code here.

A message travels with what it says, since most of what happens is messages. All other events travel as their row of
the log; the receiver reads what they speak of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from pydantic import TypeAdapter

from webchat.db.unit_of_work import Committed
from webchat.domain.encoding import to_bytes
from webchat.domain.events import LoggedEvent, Signal
from webchat.domain.message_views import MessageView, ReactionView
from webchat.domain.unsent_views import DraftView, ScheduledView

_BY_VALUE: dict[str, Any] = {"message": MessageView, "reaction": ReactionView}
_IN_SIGNALS: dict[str, Any] = {"draft": DraftView, "scheduled": ScheduledView | None}


@dataclass(frozen=True, slots=True)
class Told:
    """One event or signal of another process; `view` is None where it has to be read."""

    what: LoggedEvent | Signal
    view: Any = None


def pack(origin: str, items: Sequence[Committed]) -> bytes:
    """Events with their views, and signals, in order."""
    return to_bytes({"from": origin, "items": [_packed(item) for item in items]})


def unpack(data: bytes) -> tuple[str, list[Told]]:
    """Who says it, and what; raises `ValueError` on what nobody of ours has written."""
    try:
        envelope = orjson.loads(data)
        return str(envelope["from"]), [_unpacked(item) for item in envelope["items"]]
    except (KeyError, TypeError) as error:
        raise ValueError("This is no envelope.") from error


def _packed(item: Committed) -> dict[str, Any]:
    if isinstance(item, Signal):
        return {"signal": item}
    event, view = item
    by_value = view is not None and isinstance(view, _view_type(event.type) or ())
    return {"event": event, "view": view if by_value else None}


def _unpacked(item: dict[str, Any]) -> Told:
    if "signal" in item:
        told = item["signal"]
        data = {key: _adapter(_IN_SIGNALS[key]).validate_python(value) if key in _IN_SIGNALS else value
                for key, value in told["data"].items()}  # fmt: skip
        return Told(Signal(told["type"], told["conversation_id"], told["user_id"], data, relayed=True))
    event = _adapter(LoggedEvent).validate_python(item["event"])
    view = item["view"]
    return Told(event, None if view is None else _adapter(_view_type(event.type)).validate_python(view))


def _view_type(event_type: str) -> Any:
    return _BY_VALUE.get(event_type.partition(".")[0])


@cache
def _adapter(of: Any) -> TypeAdapter[Any]:
    return TypeAdapter(of)
