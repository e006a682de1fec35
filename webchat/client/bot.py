"""A program that answers people, in ten lines."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from webchat.client.aio import AsyncClient
from webchat.client.errors import ChatError
from webchat.client.growing import GrowingMessage
from webchat.client.objects import Event, Message, Sender, User

_log = logging.getLogger("webchat.bot")
_TYPING_EVERY = 3.0
_EVERYTHING = "*"


class BotMessage:
    """A message that somebody wrote to the bot, and what the bot can do about it; `message` has all its fields."""

    def __init__(self, bot: "Bot", message: Message) -> None:
        self.message = message
        self.body = message.body
        self.sender: Sender = message.sender
        self.conversation_id = message.conversation_id
        self._bot = bot

    @property
    def client(self) -> AsyncClient:
        """Everything else that the interface can do."""
        return self._bot.client

    async def reply(self, body: str, *, quote: bool = False, **more: Any) -> Message:
        """Answers where the message was written; `quote` shows what is answered."""
        reply_to = self.message.id if quote else None
        return await self.client.send(body, conversation=self.conversation_id, reply_to=reply_to, **more)

    async def react(self, emoji: str) -> None:
        """Puts a sign under the message."""
        await self.client.react(self.message.id, emoji)

    @contextmanager
    def typing(self) -> Iterator[None]:
        """Shows, for the time of a `with`, that the bot is writing."""
        task = self._bot.start(self._type())
        try:
            yield
        finally:
            task.cancel()

    def stream(self, *, quote: bool = False) -> GrowingMessage:
        """An answer that grows: `async with message.stream() as out: await out.write("…")`."""
        return GrowingMessage(self.client, self.conversation_id, reply_to=self.message.id if quote else None)

    async def _type(self) -> None:
        with suppress(ChatError):  # it is only for show
            try:
                while True:
                    await self.client.start_typing(self.conversation_id)
                    await asyncio.sleep(_TYPING_EVERY)
            finally:
                await self.client.stop_typing(self.conversation_id)


OnMessage = Callable[[BotMessage], Awaitable[object]]
OnEvent = Callable[[Event], Awaitable[object]]
H = TypeVar("H", bound=Callable[..., Awaitable[object]])


class Bot:
    """Listens, and answers with the functions that are given to it.

    What it says itself, what other bots say and what the system notes is not handed on. The messages of a conversation
    are answered one after another, those of different ones at the same time. A handler that fails is logged.
    """

    def __init__(self, url: str, token: str, *, client: AsyncClient | None = None) -> None:
        self.client = client or AsyncClient(url, token)
        self.me: User | None = None
        self._message_handlers: list[OnMessage] = []
        self._event_handlers: list[tuple[str, OnEvent]] = []
        self._people: dict[int, bool] = {}
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._tasks: set[asyncio.Task[None]] = set()

    def on_message(self, handler: H) -> H:
        """Calls the function with a `BotMessage` for every message that a person writes."""
        self._message_handlers.append(handler)
        return handler

    def on(self, kind: str = _EVERYTHING) -> Callable[[H], H]:
        """Calls the function with every event of this type, such as `reaction.added`."""

        def keep(handler: H) -> H:
            self._event_handlers.append((kind, handler))
            return handler

        return keep

    def run(self, *, since: str | None = None) -> None:
        """Works until Ctrl+C; `since` is the cursor to go on from."""
        with suppress(KeyboardInterrupt):
            asyncio.run(self.serve(since=since))

    async def serve(self, *, since: str | None = None) -> None:
        """The same inside a program's own event loop, until cancelled."""
        try:
            self.me = await self.client.me()
            async for event in self.client.events(since):
                self._heed(event)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self.client.close()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Does something meanwhile; it ends with the bot."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _heed(self, event: Event) -> None:
        for kind, handler in self._event_handlers:
            if kind in (event.type, _EVERYTHING):
                self.start(self._safely(handler, event))
        if event.type == "message.created" and event.message and self._message_handlers:
            self.start(self._answer(event.message))

    async def _answer(self, message: Message) -> None:
        turn = self._turns.setdefault(message.conversation_id, asyncio.Lock())
        async with turn:
            try:
                if not await self._is_for_me(message):
                    return
                await self.client.mark_read(message.id)
            except ChatError as error:  # deleted meanwhile, or the bot was removed
                _log.info("Message %s is not answered: %s", message.id, error)
                return
            for handler in self._message_handlers:
                await self._safely(handler, BotMessage(self, message))

    async def _is_for_me(self, message: Message) -> bool:
        sender_id = message.sender.id
        if message.kind in ("system", "call") or (self.me and sender_id == self.me.id):
            return False
        if sender_id not in self._people:
            self._people[sender_id] = not (await self.client.user(sender_id)).is_bot
        return self._people[sender_id]

    async def _safely(self, handler: Callable[[Any], Awaitable[object]], given: object) -> None:
        try:
            await handler(given)
        except Exception:  # noqa: BLE001  one message's trouble is not the next one's
            _log.exception("A handler failed.")
