"""Previews of links: fetched after the sending, taken off again by the sender."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Forbidden, Unavailable
from webchat.domain.events import MESSAGE_CREATED, MESSAGE_UPDATED, NewEvent
from webchat.domain.message_views import MessageView
from webchat.domain.previews import LinkPreview, first_link
from webchat.gateways.link_previews import fetch_preview
from webchat.gateways.public_http import PublicHttp
from webchat.realtime.hub import LiveEvent, Signal
from webchat.repositories import conversations, link_previews, messages
from webchat.services.beside import beside
from webchat.services.events import record
from webchat.services.lately import Lately
from webchat.services.messages import get_message
from webchat.settings import get_settings

Fetch = Callable[[str], Awaitable[LinkPreview | None]]
_AT_ONCE = 4
_MOST_WAITING = 500
_REMEMBERED = 500
_REMEMBERED_SECONDS = 600.0
_log = logging.getLogger(__name__)


class Previewer:
    """Hears of messages and gives them the preview of their first link."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._waiting: asyncio.Queue[tuple[int, str]] = asyncio.Queue(_MOST_WAITING)
        self._pages = Lately[str, asyncio.Future[LinkPreview | None]](_REMEMBERED_SECONDS, _REMEMBERED)

    async def on_event(self, event: LiveEvent) -> None:
        """A message was said or changed."""
        message = event.data
        if event.type not in {MESSAGE_CREATED, MESSAGE_UPDATED} or not isinstance(message, MessageView):
            return
        url = first_link(message.html)
        if url != (message.link_preview or {}).get("url", ""):
            try:
                self._waiting.put_nowait((message.id, url))
            except asyncio.QueueFull:
                _log.warning("Too many links at once: a message stays without its preview.")

    async def on_signal(self, signal: Signal) -> None:
        """Nothing that passes has links."""

    async def run(self) -> None:
        """Works off what waits, until cancelled."""
        while True:
            message_id, url = await self._waiting.get()
            try:
                await self._add(message_id, url)
            except Unavailable:
                _log.warning("A message stays without its preview: the database does not answer.")
            except Exception:  # noqa: BLE001  one page's failure is not the others'
                _log.exception("A preview failed.")
            finally:
                self._waiting.task_done()

    async def settled(self) -> None:
        """Waits until nothing waits."""
        await self._waiting.join()

    async def _add(self, message_id: int, url: str) -> None:
        if await transact(_claim, message_id, url) and url:
            preview = await self._page(url)
            if preview:
                await transact(_store, message_id, preview)

    async def _page(self, url: str) -> LinkPreview | None:
        """The page's preview: asked once, however many wait for it, and remembered for a while."""
        known = self._pages.get(url)
        if known is None:
            known = asyncio.ensure_future(self._fetch(url))
            self._pages.keep(url, known)
        return await asyncio.shield(known)


@asynccontextmanager
async def previewing(fetch: Fetch) -> AsyncIterator[Previewer]:
    """Adds previews as long as this is open."""
    previewer = Previewer(fetch)
    async with beside(*(previewer.run() for _ in range(_AT_ONCE)), listener=previewer):
        yield previewer


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Adds previews from start to stop, unless the operator switched them off."""
    settings = get_settings()
    if not settings.link_previews:
        yield
        return
    async with (
        aclosing(PublicHttp(settings.private_hosts)) as http,
        previewing(lambda url: fetch_preview(http, url)),
    ):
        yield


def remove_preview(uow: UnitOfWork, actor: Actor, message_id: int) -> MessageView:
    """Takes the preview off one's own message for good; again changes nothing."""
    view = get_message(uow, actor, message_id)
    if view.sender.id != actor.user_id:
        raise Forbidden("Only the sender can remove the preview.")
    conversations.lock(uow.session, view.conversation_id)
    if link_previews.remove(uow.session, message_id):
        _tell(uow, message_id)
    return get_message(uow, actor, message_id)


def _claim(uow: UnitOfWork, message_id: int, url: str) -> bool:
    """Whether this process is to fetch; of several that hear of a message, one is."""
    if not _lock(uow, message_id) or first_link(link_previews.html_of(uow.session, message_id)) != url:
        return False
    replaced = link_previews.claim(uow.session, message_id, url)
    if replaced:
        _tell(uow, message_id)
    return replaced is not None


def _store(uow: UnitOfWork, message_id: int, preview: LinkPreview) -> None:
    """Shows the preview, unless the message was deleted or its link edited away meanwhile."""
    if not _lock(uow, message_id) or first_link(link_previews.html_of(uow.session, message_id)) != preview.url:
        return
    if link_previews.store(uow.session, message_id, preview):
        _tell(uow, message_id)


def _lock(uow: UnitOfWork, message_id: int) -> bool:
    conversation_id = link_previews.place_of(uow.session, message_id)
    if conversation_id is not None:
        conversations.lock(uow.session, conversation_id)
    return conversation_id is not None


def _tell(uow: UnitOfWork, message_id: int) -> None:
    view = messages.get_many(uow.session, [message_id])[message_id]
    event = NewEvent(MESSAGE_UPDATED, view.sender.id, {"message_id": message_id}, view.conversation_id)
    record(uow, view, event)
