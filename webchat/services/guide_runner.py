"""Lets the guide welcome whoever came in, and answer whoever writes to it.

A welcome is claimed first and said second; what is said has a `client_id` made of what it answers, so whatever two
processes say about the same thing stands there once.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import Unavailable, WebchatError
from webchat.domain.events import MESSAGE_CREATED, MESSAGE_UPDATED, WELCOME_DUE, LiveEvent, Signal
from webchat.domain.guide import FILE, ON_MENU, Topic, is_menu, topic_of
from webchat.domain.message_views import MessageView
from webchat.realtime import audience
from webchat.services import guide
from webchat.services.beside import beside, heard
from webchat.services.guide_speech import Reader, Speech, show_face
from webchat.services.reactions import add_reaction
from webchat.settings import get_settings

_PAUSE = 0.9
"""Seconds for which the guide seems to write; nobody answers at once."""
_LONGEST_PAUSE = 20.0
_MOST_WAITING = 3
_MOST_TALKS = 200
_log = logging.getLogger(__name__)


class GuideRunner:
    """The subscriber; `pause` in seconds."""

    def __init__(self, me: Actor, pause: float = _PAUSE) -> None:
        self._me, self._speech = me, Speech(me, pause)
        self._due = asyncio.Event()
        self._waiting: dict[int, deque[Coroutine[Any, Any, None]]] = {}
        self._talks: set[asyncio.Task[None]] = set()
        self._chosen: dict[int, MessageView] = {}  # menus that somebody votes in, as they are now

    async def on_event(self, event: LiveEvent) -> None:
        """Somebody wrote to the guide, or chose from its menu."""
        message = event.data
        if event.type not in {MESSAGE_CREATED, MESSAGE_UPDATED} or not isinstance(message, MessageView):
            return
        members = await audience.members_of(message.conversation_id)
        if self._me.user_id not in members or len(members) != 2 or event.actor_id == self._me.user_id:
            return
        person = next(iter(members - {self._me.user_id}))
        if event.type == MESSAGE_CREATED and message.sender.id == person and message.kind != "system":
            self._start(message.conversation_id, self._answer(person, message))
        elif event.type == MESSAGE_UPDATED and message.sender.id == self._me.user_id and message.kind == "poll":
            # Who ticks one after another is shown all of it by what waits already.
            waits = message.id in self._chosen
            self._chosen[message.id] = message
            if not waits and not self._start(message.conversation_id, self._show_chosen(person, message.id)):
                del self._chosen[message.id]

    async def on_signal(self, signal: Signal) -> None:
        """Somebody came in."""
        if signal.type == WELCOME_DUE:
            self._due.set()

    async def run(self) -> None:
        """Welcomes, again and again, until cancelled."""
        try:
            while True:
                self._due.clear()
                try:
                    await self.welcome_due()
                except Exception:  # noqa: BLE001  the database may be away for a while
                    _log.exception("Newcomers could not be welcomed just now.")
                await heard(self._due, _LONGEST_PAUSE)
        finally:
            for task in list(self._talks):
                task.cancel()
            await asyncio.gather(*self._talks, return_exceptions=True)

    async def welcome_due(self) -> int:
        """Welcomes whoever waits for it; gives how many people that were."""
        count = 0
        while rows := await transact(guide.claim, self._me):
            for row in rows:
                with suppress(WebchatError):  # a claim lapses, and it is tried again
                    await self._welcome(Reader(row["user_id"], row["display_name"], row["language"]))
                    count += 1
        return count

    async def settled(self) -> None:
        """Waits until everything that was asked has been answered."""
        while self._talks:
            await asyncio.wait(list(self._talks))

    async def _welcome(self, reader: Reader) -> None:
        try:
            await self._speech.welcome(reader)
        except WebchatError as error:
            if error.retryable:
                raise
        await transact(guide.welcomed, reader.id)

    def _start(self, conversation_id: int, work: Coroutine[Any, Any, None]) -> bool:
        """One answer after another in each conversation; false where somebody writes much faster than it answers."""
        waiting = self._waiting.get(conversation_id)
        if len(waiting or ()) >= _MOST_WAITING or (waiting is None and len(self._waiting) >= _MOST_TALKS):
            work.close()
            return False
        if waiting is not None:
            waiting.append(work)
        else:
            self._waiting[conversation_id] = deque([work])
            task = asyncio.create_task(self._work_off(conversation_id))
            self._talks.add(task)
            task.add_done_callback(self._talks.discard)
        return True

    async def _work_off(self, conversation_id: int) -> None:
        waiting = self._waiting[conversation_id]
        try:
            while waiting:
                await self._quietly(waiting.popleft())
        finally:
            del self._waiting[conversation_id]
            for work in waiting:
                work.close()

    async def _quietly(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Unavailable:
            _log.warning("The guide could not answer: the database does not answer.")
        except WebchatError:  # they shut it out meanwhile, or it says too much
            pass
        except Exception:  # noqa: BLE001  one answer's failure is not the others'
            _log.exception("The guide could not answer.")

    async def _answer(self, person: int, message: MessageView) -> None:
        reader = await self._reader(person)
        if reader is None:
            return
        topic = topic_of(reader.language, message.body) if message.body or not message.media else FILE
        await transact(add_reaction, self._me, message.id, topic.sign)
        await self._speech.say(reader, message.conversation_id, topic, message.id)

    async def _show_chosen(self, person: int, message_id: int) -> None:
        message = self._chosen.pop(message_id)
        payload = message.payload or {}
        reader = await self._reader(person) if is_menu(payload.get("options", [])) else None
        if reader is None:
            return
        for topic in chosen(payload.get("votes", {}), person):
            await self._speech.say(reader, message.conversation_id, topic, message.id, topic.name)

    async def _reader(self, person: int) -> Reader | None:
        row = await read(guide.reader, self._me, person)
        return Reader(person, row["display_name"], row["language"]) if row else None


def chosen(votes: dict[Any, list[int]], person: int) -> list[Topic]:
    """What somebody chose from the menu."""
    return [ON_MENU[int(option)] for option, voters in votes.items() if person in voters and int(option) < len(ON_MENU)]


@asynccontextmanager
async def guiding(runner: GuideRunner) -> AsyncIterator[GuideRunner]:
    """Welcomes and answers as long as this is open."""
    async with beside(runner.run(), listener=runner):
        yield runner


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """The same from start to stop of a process, where the operator wants a guide."""
    settings = get_settings()
    if not (settings.welcome_bot or settings.welcome_hosted):
        yield
        return
    me, has_face = await transact(guide.ensure_guide)
    if not has_face:
        await show_face(me)
    async with guiding(GuideRunner(me)):
        yield
