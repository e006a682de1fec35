"""Messages: send and read."""

from asyncio import gather
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID, uuid4

from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.actor import Actor
from webchat.domain.cursors import parse_cursor
from webchat.domain.errors import InvalidInput, NotFound, WebchatError
from webchat.domain.message_views import MessagePage, MessageView, SentMessage
from webchat.domain.payloads import search_text_of
from webchat.repositories import events, messages
from webchat.repositories.outbox import Draft
from webchat.services import limits, payloads
from webchat.services.attachments import kind_with, take_files
from webchat.services.composing import compose_now
from webchat.services.conversations import access_conversation, ensure_direct
from webchat.services.message_outcomes import Outcome
from webchat.services.message_writer import write

T = TypeVar("T")
_MOST_CHANGES = 5000


@dataclass(frozen=True, slots=True)
class SendMessage:
    """A message to a conversation, a group or a person: exactly one of the three."""

    body: str = ""
    conversation_id: int | None = None
    recipient_id: int | None = None
    group_id: int | None = None
    client_id: UUID | None = None
    kind: str = "text"
    reply_to_id: int | None = None
    payload: dict[str, Any] | None = None
    media_ids: tuple[int, ...] = ()


async def send_message(actor: Actor, command: SendMessage) -> SentMessage:
    """Stores and announces a message; the same `client_id` again gives the first one."""
    return await write(await _draft(actor, command))


async def send_messages(actor: Actor, commands: Sequence[SendMessage]) -> list[Outcome]:
    """Several at once, stored in the order given; for each its message, or why not: one keeps no other back."""
    drafts = await gather(*(_or_why_not(_draft(actor, command)) for command in commands))
    writes = [write(draft) for draft in drafts if isinstance(draft, Draft)]
    outcomes = iter(await gather(*(_or_why_not(writing) for writing in writes)))
    return [next(outcomes) if isinstance(draft, Draft) else draft for draft in drafts]


def list_messages(
    uow: UnitOfWork,
    actor: Actor,
    conversation_id: int,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    limit: int = 50,
) -> MessagePage:
    """A page of a conversation: the latest, or those before, after or around a `seq`."""
    access_conversation(uow, actor, conversation_id)
    if sum(place is not None for place in (before, after, around)) > 1:
        raise InvalidInput("Give one of before, after and around.", field="before")
    if after is not None:
        return _newer_page(uow, conversation_id, after, limit)
    if around is not None:
        return _page_around(uow, conversation_id, around, limit)
    return _older_page(uow, conversation_id, before, limit)


def get_message(uow: UnitOfWork, actor: Actor, message_id: int) -> MessageView:
    """One message of a conversation that one is in."""
    view = messages.get_visible(uow.session, message_id, actor.user_id)
    if view is None:
        raise NotFound
    return view


def changed_since(
    uow: UnitOfWork, actor: Actor, conversation_id: int, cursor: str, up_to_seq: int
) -> list[MessageView] | None:
    """The present state of messages up to a `seq` that changed after a cursor; None: read afresh."""
    access_conversation(uow, actor, conversation_id)
    try:
        since = parse_cursor(cursor)
    except InvalidInput:
        return None
    if not events.position(uow.session).can_resume(since):
        return None
    ids = messages.changed_since(uow.session, conversation_id, since.txid, since.id, _MOST_CHANGES)
    if ids is None:
        return None
    views = messages.get_many(uow.session, ids).values()
    return sorted((view for view in views if view.seq <= up_to_seq), key=lambda view: view.seq)


async def _draft(actor: Actor, command: SendMessage) -> Draft:
    files = await read(take_files, actor, command.media_ids) if command.media_ids else ()
    kind = kind_with(files, command.kind)
    body, payload = await payloads.prepare(actor, kind, command.body, command.payload)
    limits.count_message(actor.user_id)
    conversation_id = await _destination(actor, command)
    text = await compose_now(conversation_id, actor.user_id, body)
    return Draft(
        conversation_id,
        actor.user_id,
        command.client_id or uuid4(),
        text.body,
        text.html,
        kind,
        payload,
        reply_to_id=command.reply_to_id,
        mentions=text.mentioned.user_ids,
        mentions_all=text.mentioned.everyone,
        search_text=search_text_of(kind, text.body, payload, [file.filename for file in files]),
        media=files,
    )


async def _or_why_not(work: Awaitable[T]) -> T | WebchatError:
    try:
        return await work
    except WebchatError as error:
        return error


async def _destination(actor: Actor, command: SendMessage) -> int:
    given = [one for one in (command.conversation_id, command.group_id, command.recipient_id) if one is not None]
    if len(given) != 1:
        message = "Give exactly one of conversation_id, group_id and recipient_id."
        raise InvalidInput(message, field="conversation_id")
    if command.recipient_id is None:
        actor.need_room(given[0])
        return given[0]
    try:
        return (await transact(ensure_direct, actor, command.recipient_id)).id
    except NotFound:  # as the writer says it of a conversation that takes nothing from this sender
        raise NotFound(field="conversation_id") from None


def _older_page(uow: UnitOfWork, conversation_id: int, before: int | None, limit: int) -> MessagePage:
    found = messages.older(uow.session, conversation_id, before, limit + 1)
    items = found[-limit:]
    has_newer = before is not None and bool(messages.newer(uow.session, conversation_id, before - 1, 1))
    return _page(uow, items, has_older=len(found) > limit, has_newer=has_newer)


def _newer_page(uow: UnitOfWork, conversation_id: int, after: int, limit: int) -> MessagePage:
    found = messages.newer(uow.session, conversation_id, after, limit + 1)
    has_older = bool(messages.older(uow.session, conversation_id, after + 1, 1))
    return _page(uow, found[:limit], has_older=has_older, has_newer=len(found) > limit)


def _page_around(uow: UnitOfWork, conversation_id: int, around: int, limit: int) -> MessagePage:
    half = max(1, limit // 2)
    older = messages.older(uow.session, conversation_id, around, half + 1)
    newer = messages.newer(uow.session, conversation_id, around - 1, limit - half + 1)
    items = older[-half:] + newer[: limit - half]
    return _page(uow, items, has_older=len(older) > half, has_newer=len(newer) > limit - half)


def _page(uow: UnitOfWork, items: list[MessageView], *, has_older: bool, has_newer: bool) -> MessagePage:
    return MessagePage(items, has_older, has_newer, str(events.position(uow.session).cursor))
