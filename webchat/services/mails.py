"""Where somebody wants to hear by mail of what they missed: an address that a code has proven; nobody else sees it."""

import hmac
import logging
import re
import secrets
from datetime import timedelta
from email.message import EmailMessage
from hashlib import sha256

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.actor import Actor
from webchat.domain.clock import Clock, now
from webchat.domain.digest import Envelope, code_mail
from webchat.domain.errors import Conflict, Forbidden, InvalidInput, NotFound, Unavailable
from webchat.domain.user_views import MailView
from webchat.gateways import mail
from webchat.models import MailDigest
from webchat.repositories import mails, users
from webchat.services import limits
from webchat.settings import get_settings

LIFE = timedelta(minutes=30)
"""How long a code counts."""
LONGEST_HOURS = 24 * 14
_TRIES = 5
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&*+/=?^_{|}~'-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}", re.ASCII)
_AUTO = ("", "auto")
_log = logging.getLogger(__name__)


def get_mail(uow: UnitOfWork, actor: Actor) -> MailView:
    """What the actor wants; `offered`: whether mails are sent here at all."""
    actor.need_everywhere()
    return _view(mails.of_user(uow.session, actor.user_id))


async def ask_for_mail(actor: Actor, address: str, language: str, clock: Clock = now) -> MailView:
    """Sends a code to an address that is to be proven; the one before stays until then."""
    view, message = await transact(_begin, actor, address, language, clock)
    try:
        await mail.deliver(message)
    except mail.Refused:
        raise InvalidInput("This address takes no mail.", field="address") from None
    except mail.NotNow as error:
        _log.warning("The mail server takes nothing just now: %s.", error)
        raise Unavailable("The mail could not be sent just now.") from None
    return view


def confirm_mail(uow: UnitOfWork, actor: Actor, code: str, clock: Clock = now) -> MailView | None:
    """The address is proven by the code that came there; None for a wrong one, of which five are counted."""
    _need_person(actor)
    row = mails.of_user(uow.session, actor.user_id, hold=True)
    if row is None or row.code_hash is None or row.code_until is None or row.code_until < clock():
        raise NotFound("There is no code that counts. Ask for another.", field="code")
    if row.tries >= _TRIES:
        raise NotFound("There were too many wrong codes. Ask for another.", field="code")
    if not hmac.compare_digest(row.code_hash, _hash(actor.user_id, row.wanted_address, code.strip())):
        mails.change(uow.session, actor.user_id, tries=row.tries + 1)
        return None
    proven = {"address": row.wanted_address, "wanted_address": "", "code_hash": None, "code_until": None}
    return _view(mails.change(uow.session, actor.user_id, look_at=clock(), **proven))


def change_mail(uow: UnitOfWork, actor: Actor, changes: dict[str, int | bool], clock: Clock = now) -> MailView:
    """Changes the given ones of `after_hours` (0: never) and `texts` (whether a mail quotes what was said)."""
    _need_person(actor)
    limits.count_change(actor.user_id)
    if mails.of_user(uow.session, actor.user_id) is None:
        raise NotFound("There is no address yet.")
    return _view(mails.change(uow.session, actor.user_id, look_at=clock(), **changes))


def forget_mail(uow: UnitOfWork, actor: Actor) -> MailView:
    """Nothing is kept of the address; again is fine."""
    _need_person(actor)
    mails.forget(uow.session, actor.user_id)
    return _view(None)


def stop_mails(uow: UnitOfWork, token: str) -> None:
    """No more mails, for whoever holds the link that stands in one; again is fine. Raises `NotFound`."""
    row = mails.of_user(uow.session, check_stop(uow, token))
    if row is not None:
        mails.change(uow.session, row.user_id, after_hours=0)


def check_stop(uow: UnitOfWork, token: str) -> int:
    """Whose mails such a link ends; raises `NotFound`."""
    number, _, sign = token.partition("-")
    user_id = int(number) if number.isascii() and number.isdigit() and len(number) <= 18 else 0
    row = mails.of_user(uow.session, user_id)
    if row is None or not hmac.compare_digest(sign.encode(), _sign(user_id, row.address).encode()):
        raise NotFound("This link does not count any more.")
    return user_id


def stop_address(user_id: int, address: str) -> str:
    """The link that ends the mails of somebody to this address."""
    return f"{get_settings().public_url}/mail/{user_id}-{_sign(user_id, address)}"


def envelope(address: str, stop: str = "") -> Envelope:
    """From this installation to an address."""
    settings = get_settings()
    return Envelope(settings.mail_from, address, settings.public_url, stop)


def language_of(uow: UnitOfWork, token: str) -> str:
    """The language of whoever holds such a link."""
    user_id = check_stop(uow, token)
    row = mails.of_user(uow.session, user_id)
    chosen = users.look_of(uow.session, user_id).language
    return chosen if chosen not in _AUTO else row.language if row else ""


def _begin(uow: UnitOfWork, actor: Actor, address: str, language: str, clock: Clock) -> tuple[MailView, EmailMessage]:
    _need_person(actor)
    if not mail.is_offered():
        raise Conflict("This server sends no mail.")
    address = address.strip()
    if not _ADDRESS.fullmatch(address) or len(address) > 254:
        raise InvalidInput("This is no e-mail address.", field="address")
    limits.count_mail(actor.user_id, address)
    code = f"{secrets.randbelow(1_000_000):06}"
    values = {"code_hash": _hash(actor.user_id, address, code), "code_until": clock() + LIFE, "tries": 0}
    row = mails.change(uow.session, actor.user_id, wanted_address=address, language=language, **values)
    chosen = users.look_of(uow.session, actor.user_id).language
    return _view(row), code_mail(language if chosen in _AUTO else chosen, code, envelope(address))


def _need_person(actor: Actor) -> None:
    actor.need_everywhere()
    if actor.kind == "bot":
        raise Forbidden("Bots get no mail.")


def _view(row: MailDigest | None) -> MailView:
    if row is None:
        return MailView(offered=mail.is_offered())
    return MailView(row.address, row.wanted_address, row.after_hours, row.texts, mail.is_offered())


def _hash(user_id: int, address: str, code: str) -> bytes:
    return hmac.new(_key(), f"mail code {user_id} {address} {code}".encode(), sha256).digest()


def _sign(user_id: int, address: str) -> str:
    return hmac.new(_key(), f"mail stop {user_id} {address}".encode(), sha256).hexdigest()[:40]


def _key() -> bytes:
    return get_settings().secret_key.get_secret_value().encode()
