"""Onto another device: a code here, typed or scanned there, and a yes here."""

import hmac
import secrets
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import RowMapping

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import Clock, now
from webchat.domain.device_views import Claim, DeviceLinkView, NewDeviceLink
from webchat.domain.devices import ALPHABET, device_name, shown_code, typed_code
from webchat.domain.errors import Conflict, Forbidden, NotFound
from webchat.domain.events import DEVICE_ASKED, Signal
from webchat.domain.qr import draw_qr
from webchat.domain.user_views import Joined
from webchat.repositories import device_links
from webchat.services import limits, sessions
from webchat.settings import get_settings

LIFE = timedelta(minutes=2)
_TRIES = 5
_SELECTOR = 3
_LENGTH = 8


def create_link(uow: UnitOfWork, actor: Actor, origin: str, *, clock: Clock = now) -> NewDeviceLink:
    """A way onto one more device of the actor's own, for two minutes; the one before is closed.

    `origin` is where people find our pages.
    """
    _need_owner(actor)
    limits.count_change(actor.user_id)
    device_links.forget(uow.session, actor.user_id, clock())
    code, secret = "", secrets.token_urlsafe(16)
    link_id, until = None, clock() + LIFE
    while link_id is None:
        code = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
        link_id = device_links.insert(
            uow.session,
            user_id=actor.user_id,
            session_id=actor.session_id,
            secret_hash=_hash("secret", secret),
            selector_hash=_hash("selector", code[:_SELECTOR]),
            code_hash=_hash("code", code),
            expires_at=until,
        )
    address = f"{origin}/link/{secret}"
    return NewDeviceLink(DeviceLinkView(link_id, "open", "", until), shown_code(code), address, draw_qr(address))


async def redeem(code: str, *, address: str, device: str, clock: Clock = now) -> Claim:
    """A new device comes with a code; raises `NotFound` for a wrong one, `RateLimited` after five from an address."""
    limits.check_links(address)
    claim = await transact(_redeem, code, address, device, clock)
    if claim is None:
        limits.count_missed_link(address)
        raise NotFound("This code is wrong, was used or has expired. Get a new one on your other device.", field="code")
    return claim


def get_link(uow: UnitOfWork, actor: Actor, link_id: int, *, clock: Clock = now) -> DeviceLinkView:
    """How it stands with one of the actor's ways, for the device that made it."""
    return _view(_access(uow, actor, link_id, clock))


def answer_link(uow: UnitOfWork, actor: Actor, link_id: int, *, allow: bool, clock: Clock = now) -> DeviceLinkView:
    """Lets the device in that asks, or not; said once."""
    link = _access(uow, actor, link_id, clock)
    if _state(link) != "asking":
        raise Conflict("No device is asking.")
    device_links.answer(uow.session, link_id, "allowed" if allow else "denied", clock() + LIFE)
    return _view(_access(uow, actor, link_id, clock))


def look_at_claim(uow: UnitOfWork, claim: str, *, clock: Clock = now) -> DeviceLinkView:
    """How it stands, for the new device."""
    return _view(_claimed(uow, claim, clock))


def sign_in_by_claim(uow: UnitOfWork, claim: str, kind: str, *, clock: Clock = now) -> Joined:
    """The new device's session, given once: a "cookie" or a "token"."""
    link = _claimed(uow, claim, clock)
    if _state(link) != "allowed":
        raise Forbidden("Your other device has not allowed it.")
    device_links.delete(uow.session, link["id"])
    return sessions.sign_in_device(uow, link["user_id"], kind, address=link["address"], device=link["device"])


def _redeem(uow: UnitOfWork, code: str, address: str, device: str, clock: Clock) -> Claim | None:
    link = _open_link(uow, code, clock)
    if link is None:
        return None
    claim, until = secrets.token_urlsafe(32), clock() + LIFE
    device_links.claim(
        uow.session,
        link["id"],
        claim_hash=_hash("claim", claim),
        device=device[:200],
        address=address[:64],
        expires_at=until,
    )
    asked = {"id": link["id"], "device": device_name(device)}
    data = {"session_id": link["session_id"], "link": asked}
    uow.signal(Signal(DEVICE_ASKED, user_id=link["user_id"], data=data))
    return Claim(claim, until)


def _open_link(uow: UnitOfWork, code: str, clock: Clock) -> RowMapping | None:
    """The way that a code opens; one that was typed wrongly counts against the way that it begins like."""
    by_secret = device_links.open_by_secret(uow.session, _hash("secret", code), clock())
    typed = typed_code(code)
    if by_secret is not None or len(typed) != _LENGTH:
        return by_secret
    link = device_links.open_by_selector(uow.session, _hash("selector", typed[:_SELECTOR]), clock())
    if link is None or link["tries"] >= _TRIES:
        return None
    if hmac.compare_digest(bytes(link["code_hash"]), _hash("code", typed)):
        return link
    device_links.count_miss(uow.session, link["id"])
    return None


def _need_owner(actor: Actor) -> None:
    actor.need_everywhere()
    if actor.kind == "bot":
        raise Forbidden("Bots have no devices.")
    if actor.expires_at is not None:
        raise Forbidden("Only who is signed in for good can sign in another device.")


def _access(uow: UnitOfWork, actor: Actor, link_id: int, clock: Clock) -> RowMapping:
    _need_owner(actor)
    link = device_links.of_user(uow.session, actor.user_id, link_id, clock())
    if link is None or link["session_id"] != actor.session_id:
        raise NotFound
    return link


def _claimed(uow: UnitOfWork, claim: str, clock: Clock) -> RowMapping:
    link = device_links.by_claim(uow.session, _hash("claim", claim), clock())
    if link is None:
        raise NotFound
    return link


def _state(link: RowMapping) -> str:
    return link["answer"] or ("asking" if link["claim_hash"] else "open")


def _view(link: RowMapping) -> DeviceLinkView:
    return DeviceLinkView(link["id"], _state(link), device_name(link["device"]), link["expires_at"])


def _hash(part: str, value: str) -> bytes:
    """Keyed: what people type is short enough to be found from a bare hash."""
    key = get_settings().secret_key.get_secret_value().encode()
    return hmac.new(key, f"device {part} {value}".encode(errors="replace"), sha256).digest()
