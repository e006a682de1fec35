"""A request that comes again under its `Idempotency-Key` gets the first answer, for 24 hours."""

from dataclasses import dataclass
from typing import Any

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, InvalidInput
from webchat.domain.text import check_text
from webchat.repositories import idempotency

_LONGEST_KEY = 200


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
        raise InvalidInput(f"An Idempotency-Key has at most {_LONGEST_KEY} characters.", field="Idempotency-Key")
    if idempotency.claim(uow.session, actor.user_id, key, request_hash):
        return None
    row = idempotency.find(uow.session, actor.user_id, key)
    if row is None or row["status"] == 0:
        raise StillWorking("The first request with this key is still being answered.", field="Idempotency-Key")
    if bytes(row["request_hash"]) != request_hash:
        raise Conflict("This key was used for another request.", field="Idempotency-Key")
    return GivenAnswer(row["status"], row["body"])


def finish(uow: UnitOfWork, actor: Actor, key: str, answer: GivenAnswer) -> None:
    """Keeps the answer."""
    idempotency.keep(uow.session, actor.user_id, key, answer.status, answer.body)


def give_up(uow: UnitOfWork, actor: Actor, key: str) -> None:
    """Nothing was done: the key is free again."""
    idempotency.release(uow.session, actor.user_id, key)
