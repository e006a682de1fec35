"""From JSON to objects, by the types of their fields."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from webchat.client.errors import error_of
from webchat.client.objects import BatchResult, Call, Event, Message, Page

T = TypeVar("T")
Reader = Callable[[Any], Any]


def read_one(kind: type[T], value: Any) -> T:
    """An object of this kind; fields that it does not know are left out."""
    reader: Reader = _reader(kind)  # type: ignore[arg-type]
    return cast(T, reader(value))


def read_page(kind: type[T], value: dict[str, Any]) -> Page[T]:
    """A page of such objects."""
    return Page(tuple(read_one(kind, item) for item in value["items"]), value.get("next"))


def read_event(value: dict[str, Any]) -> Event:
    """An event; those of messages and calls come with the message or the call as an object."""
    known = {name: value.get(name) for name in ("id", "cursor", "conversation_id", "actor_id")}
    data, created_at = value.get("data"), value.get("created_at")
    kind = str(value.get("type", ""))
    about = read_one(Message, data) if kind.startswith("message.") and isinstance(data, dict) else None
    call = read_one(Call, data) if kind == "call.updated" and isinstance(data, dict) else None
    return Event(
        type=kind,
        data=data,
        message=about,
        call=call,
        created_at=read_time(created_at) if created_at else None,
        raw=value,
        **known,
    )


def read_result(value: dict[str, Any]) -> BatchResult:
    """What became of one message of a batch."""
    status = int(value["status"])
    message = read_one(Message, value["message"]) if value.get("message") else None
    return BatchResult(value["client_id"], status, message, None if message else error_of(value, status))


def read_time(value: str) -> datetime:
    """RFC 3339."""
    return datetime.fromisoformat(value)


@cache
def _reader(kind: Any) -> Reader:
    parts = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        inner = _reader(next(part for part in parts if part is not type(None)))
        return lambda value: None if value is None else inner(value)
    if get_origin(kind) is tuple and parts[-1] is Ellipsis:
        inner = _reader(parts[0])
        return lambda value: tuple(inner(one) for one in value)
    if get_origin(kind) is tuple:
        return tuple
    if kind is datetime:
        return read_time
    return _object_reader(kind) if is_dataclass(kind) else lambda value: value


def _object_reader(kind: Any) -> Reader:
    types = get_type_hints(kind)
    readers = {one.name: _reader(types[one.name]) for one in fields(kind)}
    return lambda value: kind(**{name: reader(value[name]) for name, reader in readers.items() if name in value})
