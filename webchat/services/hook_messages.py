"""What webhooks write: messages of their bot, which can name people and never everyone."""

import json
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID, uuid4, uuid5

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.clock import now
from webchat.domain.errors import InvalidInput, NotFound
from webchat.domain.message_views import SentMessage
from webchat.domain.payloads import search_text_of
from webchat.domain.text import check_body
from webchat.repositories import webhooks
from webchat.repositories.outbox import Draft
from webchat.services import limits
from webchat.services.composing import compose_now
from webchat.services.message_writer import write
from webchat.services.webhooks import end_webhook, hash_secret, still_allowed

_NAMESPACE = UUID("6f1c1a52-58c0-4a0e-9a53-6a3f1f6d1c11")


async def post_to_hook(
    secret: str, content: bytes, content_type: str, key: str | None = None, *, address: str = ""
) -> SentMessage:
    """Posts what came to an incoming webhook; `key` makes a repeat give the first message."""
    who = f"hook address {address}"
    limits.check_invites(who)
    webhook = await transact(_find, secret)
    if webhook is None:
        limits.count_missed_invite(who)
        raise NotFound
    limits.count_hook(webhook["id"])
    client_id = client_id_of(f"hook {webhook['id']} {key}") if key else uuid4()
    return await post_as_bot(webhook, words_of(content, content_type), client_id)


async def post_as_bot(webhook: Any, body: str, client_id: UUID, reply_to_id: int | None = None) -> SentMessage:
    """One message of a webhook's bot."""
    text = await compose_now(webhook["conversation_id"], webhook["bot_id"], check_body(body), everyone=False)
    return await write(
        Draft(
            webhook["conversation_id"],
            webhook["bot_id"],
            client_id,
            text.body,
            text.html,
            reply_to_id=reply_to_id,
            mentions=text.mentioned.user_ids,
            search_text=search_text_of("text", text.body, {}),
        )
    )


def client_id_of(what: str) -> UUID:
    """The same for the same thing."""
    return uuid5(_NAMESPACE, what)


def words_of(content: bytes, content_type: str) -> str:
    """The text of a request: JSON with `text` or `body`, one such field of a form, or the text itself."""
    kind = content_type.partition(";")[0].strip().lower()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidInput("The text is not UTF-8.", field="body") from None
    if kind == "application/json":
        return _of_json(text)
    if kind == "application/x-www-form-urlencoded":
        name, equals, _ = text.partition("=")
        if equals and name in {"text", "body", "payload"}:  # else it is what curl -d sends as it stands
            value = parse_qs(text, keep_blank_values=True)[name][0]
            return _of_json(value) if name == "payload" else value
    try:
        return _of_json(text) if text.lstrip().startswith("{") else text
    except InvalidInput:
        return text


def _of_json(text: str) -> str:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInput('This is no JSON. Send {"text": "…"}, or plain text.', field="body") from None
    words = (said.get("text") or said.get("body")) if isinstance(said, dict) else said
    if not isinstance(words, str):
        raise InvalidInput('Send {"text": "…"} or {"body": "…"}.', field="text")
    return words


def _find(uow: UnitOfWork, secret: str) -> Any:
    webhook = webhooks.by_secret(uow.session, hash_secret(secret))
    if webhook is None or still_allowed(webhook):
        return webhook
    end_webhook(uow, webhook["id"], now())
    return None
