"""How the guide says something: it seems to write for a moment, then sends what any bot could send."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from anyio import to_thread

from webchat.db.unit_of_work import transact
from webchat.domain.actor import Actor
from webchat.domain.errors import InvalidInput, WebchatError
from webchat.domain.guide import CAPTION, CUPS, MENU, TEA, WELCOME, Topic, menu
from webchat.domain.message_views import MessageView
from webchat.domain.texts import translated
from webchat.media import gifts
from webchat.services import avatars, typing, users
from webchat.services.guide import meet, said_id
from webchat.services.messages import SendMessage, send_message
from webchat.services.polls import vote
from webchat.services.uploads import upload_bytes
from webchat.settings import PROJECT

_FACE = PROJECT / "assets" / "icons" / "icon-512.png"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody whom the guide talks to, in their language."""

    id: int
    name: str
    language: str

    def text(self, english: str) -> str:
        """In their language."""
        return translated(self.language, english, {"name": self.name})


class Speech:
    """What the guide says; `pause` in seconds."""

    def __init__(self, me: Actor, pause: float) -> None:
        self._me, self._pause = me, pause
        self._files: dict[str, int] = {}

    async def welcome(self, reader: Reader) -> None:
        """The first words to somebody, and what there is to be shown."""
        place = await transact(meet, self._me, reader.id)
        for number, text in enumerate(WELCOME):
            await self._send(place, ("welcome", reader.id, number), reader.text(text))
        await self._menu(reader, place, ("welcome", reader.id))

    async def say(self, reader: Reader, place: int, topic: Topic, *about: Any) -> None:
        """What there is to say on a topic, `about` what was asked: said once."""
        await typing.start(self._me, place)
        await asyncio.sleep(self._pause)
        await self._send(place, (*about, "text"), reader.text(topic.text))
        match topic.shows:
            case "menu":
                await self._menu(reader, place, about)
            case "picture":
                await self._send_file(place, about, "image", reader.text(CAPTION))
            case "voice":
                await self._send_file(place, about, "voice", "")
            case "poll":
                options = [reader.text(cup) for cup in CUPS]
                poll = await self._poll(place, (*about, "poll"), reader.text(TEA), options, multiple=False)
                await transact(vote, self._me, poll.id, [0])

    async def _menu(self, reader: Reader, place: int, about: tuple[Any, ...]) -> None:
        await self._poll(place, (*about, "menu"), reader.text(MENU), menu(reader.language), multiple=True)

    async def _poll(
        self, place: int, about: tuple[Any, ...], question: str, options: list[str], *, multiple: bool
    ) -> MessageView:
        payload = {"question": question, "options": options, "multiple": multiple}
        return await self._send(place, about, "", kind="poll", payload=payload)

    async def _send_file(self, place: int, about: tuple[Any, ...], kind: str, caption: str) -> None:
        """One that was kept before, while it is still there."""
        if kind in self._files:
            with suppress(InvalidInput):
                await self._send(place, (*about, kind), caption, kind=kind, media_ids=(self._files[kind],))
                return
        self._files[kind] = await _keep(self._me, *_FILES[kind])
        await self._send(place, (*about, kind), caption, kind=kind, media_ids=(self._files[kind],))

    async def _send(self, place: int, about: tuple[Any, ...], body: str, **more: Any) -> MessageView:
        command = SendMessage(body, conversation_id=place, client_id=said_id(*about), **more)
        return (await send_message(self._me, command)).view


_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "image": (gifts.hills, "hills.png"),
    "voice": (gifts.tune, "tune.wav"),
}


async def show_face(me: Actor) -> None:
    """Gives the guide the picture of the app; it has none where that is not taken here, or not there."""
    with suppress(WebchatError, OSError):
        media_id = await _keep(me, _FACE.read_bytes, "webchat.png")
        await avatars.make_ready(me, media_id)
        await transact(users.update_profile, me, {"avatar_media_id": media_id})


async def _keep(me: Actor, make: Callable[[], bytes], name: str) -> int:
    return (await upload_bytes(me, await to_thread.run_sync(make), name)).id
