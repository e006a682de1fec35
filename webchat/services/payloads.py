"""What a message of a kind needs besides its right shape."""

from anyio import to_thread

from webchat.db.unit_of_work import UnitOfWork, read
from webchat.domain.actor import Actor
from webchat.domain.errors import InvalidInput
from webchat.domain.payloads import CAPTIONED, Payload, check_payload
from webchat.domain.text import check_body
from webchat.repositories import users
from webchat.services.presence import seen_by
from webchat.services.stickers import check_sticker


async def prepare(actor: Actor, kind: str, body: str, payload: Payload | None) -> tuple[str, Payload]:
    """Body and payload as they are stored; raises `InvalidInput` that names the field."""
    checked = check_payload(kind, payload)
    if kind == "contact" and "user_id" in checked:
        checked = await read(_with_name, actor, checked)
    if kind == "sticker":
        checked = await to_thread.run_sync(check_sticker, checked)  # looks at files
    if kind == "text" or body.strip():
        if kind != "text" and kind not in CAPTIONED:
            raise InvalidInput("A message of this kind has no text besides.", field="body")
        return check_body(body), checked
    return "", checked


def _with_name(uow: UnitOfWork, actor: Actor, payload: Payload) -> Payload:
    found = seen_by(uow, actor, users.get_many(uow.session, [payload["user_id"]]))
    if not found:
        raise InvalidInput("There is no such user.", field="payload.user_id")
    return payload | {"name": found[0].display_name}
