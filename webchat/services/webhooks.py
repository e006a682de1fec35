"""Webhooks of a conversation: make, list, give another secret, delete, send again what was parked."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Conflict, Forbidden, InvalidInput, NotFound
from webchat.domain.events import MESSAGE_CREATED
from webchat.domain.permissions import Action, Standing, may, refusal
from webchat.domain.text import check_text, one_line
from webchat.domain.webhook_views import EVENTS, INCOMING, OUTGOING, NewWebhook, ParkedView, WebhookView
from webchat.repositories import conversations, memberships, users, webhook_deliveries, webhooks
from webchat.services import limits
from webchat.services.membership import admit, dismiss
from webchat.services.system_messages import tell
from webchat.services.users import NewUser, create_user
from webchat.settings import get_settings

_MOST = 20
_MOST_PARKED = 100
_LONGEST_NAME = 64
_LONGEST_URL = 2000


@dataclass(frozen=True, slots=True)
class CreateWebhook:
    """What an admin wants: `url` and `events` are for outgoing ones only."""

    conversation_id: int
    name: str
    kind: str = OUTGOING
    url: str = ""
    events: tuple[str, ...] = (MESSAGE_CREATED,)


def create_webhook(uow: UnitOfWork, actor: Actor, command: CreateWebhook) -> NewWebhook:
    """A webhook with a bot that is its name in the conversation; the secret is shown this once."""
    values = _checked(command)
    limits.count_group_change(actor.user_id)
    _lock_and_need(uow, actor, command.conversation_id)
    if webhooks.count(uow.session, command.conversation_id) >= _MOST:
        raise Conflict("A group has at most {most} integrations. Delete one first.", most=_MOST)
    bot = create_user(uow, NewUser(f"hook-{secrets.token_hex(8)}", values["name"], is_bot=True))
    admit(uow, actor, command.conversation_id, [bot.id])
    tell(uow, actor, command.conversation_id, "integration_added", title=values["name"])
    secret, kept = _new_secret(command.kind)
    webhook_id = webhooks.insert(
        uow.session,
        conversation_id=command.conversation_id,
        created_by=actor.user_id,
        by_service=actor.kind == "service",
        bot_id=bot.id,
        **values,
        **kept,
    )
    return _fresh(uow, webhook_id, secret)


def list_webhooks(uow: UnitOfWork, actor: Actor, conversation_id: int) -> list[WebhookView]:
    """A conversation's webhooks, the oldest first."""
    _need(uow, actor, conversation_id)
    return webhooks.list_all(uow.session, conversation_id)


def rotate_webhook(uow: UnitOfWork, actor: Actor, webhook_id: int) -> NewWebhook:
    """Another secret; the one before counts no more from now on."""
    webhook = _access(uow, actor, webhook_id)
    secret, kept = _new_secret(webhook.kind)
    webhooks.set_secret(uow.session, webhook_id, **kept)
    return _fresh(uow, webhook_id, secret)


def delete_webhook(uow: UnitOfWork, actor: Actor, webhook_id: int) -> None:
    """Takes it out of the conversation, with what it still had to tell."""
    webhook = _access(uow, actor, webhook_id)
    webhooks.delete(uow.session, webhook_id, now())
    webhook_deliveries.forget(uow.session, webhook_id)
    if memberships.is_member(uow.session, webhook.conversation_id, webhook.bot_id):
        dismiss(uow, actor, webhook.conversation_id, [webhook.bot_id], "removed")
    users.change(uow.session, webhook.bot_id, {"deleted_at": now()})
    tell(uow, actor, webhook.conversation_id, "integration_removed", title=webhook.name)


def list_parked(uow: UnitOfWork, actor: Actor, webhook_id: int) -> list[ParkedView]:
    """The deliveries that were given up, the newest first."""
    _access(uow, actor, webhook_id)
    return webhook_deliveries.parked(uow.session, webhook_id, _MOST_PARKED)


def redeliver(uow: UnitOfWork, actor: Actor, webhook_id: int, delivery_id: int | None = None) -> int:
    """Sends one delivery again, or all that are parked; gives how many."""
    webhook = _access(uow, actor, webhook_id)
    if webhook.ended_at is not None:
        raise Conflict("This integration has ended. Make a new one.")
    count = webhook_deliveries.again(uow.session, webhook_id, delivery_id, now())
    if delivery_id is not None and not count:
        raise NotFound(field="delivery_id")
    return count


def still_allowed(webhook: Any) -> bool:
    """Whether the right that a living webhook was made by lasts, and its bot was not removed."""
    if not webhook["bot_is_in"] or webhook["role"] is None:
        return False
    if webhook["by_service"]:
        return get_settings().service_key is not None
    return may(Standing(webhook["role"], webhook["conversation_kind"]), Action.MANAGE_WEBHOOKS)


def end_webhook(uow: UnitOfWork, webhook_id: int, at: datetime) -> None:
    """Its right is gone: it does nothing any more, even should the right come back."""
    webhooks.end(uow.session, webhook_id, at)
    webhook_deliveries.forget(uow.session, webhook_id)


def signing_secret(salt: bytes) -> str:
    """What signs an outgoing webhook: made of its salt and the server's key, so the database alone signs nothing."""
    key = get_settings().secret_key.get_secret_value().encode()
    return "whs_" + hmac.new(key, b"webhook " + bytes(salt), sha256).hexdigest()


def hash_secret(secret: str) -> bytes:
    """What is kept of an incoming webhook's secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _need(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """An admin, or the service key in the name of a member."""
    standing = memberships.standing(uow.session, conversation_id, actor.user_id)
    if standing is None:
        raise NotFound
    if standing.kind != "group":
        raise Forbidden("Only groups have integrations.")
    if actor.kind != "service" and (refused := refusal(standing, Action.MANAGE_WEBHOOKS)):
        raise refused


def _lock_and_need(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    conversations.lock(uow.session, conversation_id)
    _need(uow, actor, conversation_id)


def _access(uow: UnitOfWork, actor: Actor, webhook_id: int) -> WebhookView:
    webhook = webhooks.get(uow.session, webhook_id)
    if webhook is None:
        raise NotFound
    _lock_and_need(uow, actor, webhook.conversation_id)
    current = webhooks.get(uow.session, webhook_id)  # it may be gone by the time that we hold the lock
    if current is None:
        raise NotFound
    return current


def _new_secret(kind: str) -> tuple[str, dict[str, bytes | None]]:
    if kind == INCOMING:
        secret = "wch_" + secrets.token_urlsafe(24)
        return secret, {"secret_hash": hash_secret(secret), "salt": None}
    salt = secrets.token_bytes(16)
    return signing_secret(salt), {"secret_hash": None, "salt": salt}


def _fresh(uow: UnitOfWork, webhook_id: int, secret: str) -> NewWebhook:
    view = webhooks.get(uow.session, webhook_id)
    assert view is not None  # noqa: S101  it was just stored
    return NewWebhook(view, secret, f"/api/hooks/{secret}" if view.kind == INCOMING else None)


def _checked(command: CreateWebhook) -> dict[str, Any]:
    if command.kind not in {INCOMING, OUTGOING}:
        raise InvalidInput("A webhook is incoming or outgoing.", field="kind")
    name = one_line(command.name, field="name")
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise InvalidInput("A name has 1 to {most} characters.", most=_LONGEST_NAME, field="name")
    if command.kind == INCOMING:
        if command.url:
            raise InvalidInput("Only an outgoing webhook has an address.", field="url")
        return {"kind": INCOMING, "name": name, "url": "", "events": []}
    events = list(dict.fromkeys(command.events))
    if not events or not set(events) <= set(EVENTS):
        raise InvalidInput(f"Choose some of: {', '.join(EVENTS)}.", field="events")
    return {"kind": OUTGOING, "name": name, "url": _checked_url(command.url), "events": events}


def _checked_url(url: str) -> str:
    cleaned = check_text(url, field="url").strip()
    try:
        parts = urlsplit(cleaned)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or len(cleaned) > _LONGEST_URL or "@" in parts.netloc or not cleaned.isprintable():
        raise InvalidInput("Give an address that begins with https:// or http://.", field="url")
    return cleaned
