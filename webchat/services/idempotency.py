"""A request that comes again under its `Idempotency-Key` gets the first answer, for 24 hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.encoding import to_json
from webchat.domain.errors import Conflict, InvalidInput
from webchat.domain.text import check_text
from webchat.repositories import idempotency, messages

_LONGEST_KEY = 200
_MESSAGE = {"id", "conversation_id", "seq", "client_id", "body"}
_QUOTE = {"id", "seq", "sender", "snippet"}


class StillWorking(Conflict):
    """The first request with this key is not answered yet."""

    retryable = True


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """The status and the JSON that the first request got."""

    status: int
    body: Any


def begin(uow: UnitOfWork, actor: Actor, key: str, request_hash: bytes) -> GivenAnswer | None:
    """None: go on, it is the first. Otherwise its answer; `Conflict` when that was for another request."""
    if not 1 <= len(check_text(key, field="Idempotency-Key")) <= _LONGEST_KEY:
        raise InvalidInput(
            "An Idempotency-Key has at most {most} characters.", most=_LONGEST_KEY, field="Idempotency-Key"
        )
    if idempotency.claim(uow.session, actor.user_id, key, request_hash):
        return None
    row = idempotency.find(uow.session, actor.user_id, key)
    if row is None or row["status"] == 0:
        raise StillWorking("The first request with this key is still being answered.", field="Idempotency-Key")
    if bytes(row["request_hash"]) != request_hash:
        raise Conflict("This key was used for another request.", field="Idempotency-Key")
    return GivenAnswer(row["status"], _without_deleted(uow, row["body"]))


def finish(uow: UnitOfWork, actor: Actor, key: str, answer: GivenAnswer) -> None:
    """Keeps the answer."""
    idempotency.keep(uow.session, actor.user_id, key, answer.status, answer.body)


def give_up(uow: UnitOfWork, actor: Actor, key: str) -> None:
    """Nothing was done: the key is free again."""
    idempotency.release(uow.session, actor.user_id, key)


def _without_deleted(uow: UnitOfWork, answer: Any) -> Any:
    """A kept answer, in which messages that were deleted meanwhile have no words any more."""
    ids = sorted({found["id"] for found in _spoken(answer)})
    gone = {view.id: to_json(view) for view in messages.get_many(uow.session, ids).values() if view.deleted_at}
    return _silenced(answer, gone) if gone else answer


def _spoken(value: Any) -> Iterator[dict[str, Any]]:
    """The messages and quotes in an answer."""
    if isinstance(value, dict):
        if value.keys() >= _MESSAGE or value.keys() >= _QUOTE:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _spoken(item)


def _silenced(value: Any, gone: dict[int, Any]) -> Any:
    if isinstance(value, list):
        return [_silenced(item, gone) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() >= _MESSAGE and value["id"] in gone:
        return gone[value["id"]]
    if value.keys() >= _QUOTE and value["id"] in gone:
        return value | {"snippet": "", "deleted": True}
    return {key: _silenced(item, gone) for key, item in value.items()}
