"""One line of the demonstration after another: each is sent, answered and signed as people do it."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from anyio import to_thread

from webchat.db.unit_of_work import transact
from webchat.domain.actor import Actor
from webchat.domain.call_deadlines import SILENT
from webchat.domain.demo import ME
from webchat.media import gifts, scenes
from webchat.realtime import audience
from webchat.services.calls import RequestCall, act_on_call, get_call, request_call
from webchat.services.messages import SendMessage, send_message
from webchat.services.pins import pin_message
from webchat.services.polls import vote
from webchat.services.reactions import add_reaction
from webchat.services.uploads import upload_bytes

_RANG = timedelta(seconds=6)
_OFFER = [
    "Portraits of the team, half a day",
    "Studio and two locations",
    "Use on the website for three years",
    "",
    "Total: 1,480.00",
]


class Teller:
    """Tells the lines of one conversation; `told`: the ids of what was said."""

    def __init__(self, place: int, cast: dict[str, Actor]) -> None:
        self._place, self._cast = place, cast
        self._named: dict[str, int] = {}
        self.told: list[int] = []

    async def tell(self, line: dict[str, Any], client_id: UUID, at: datetime) -> None:
        """One line, with its signs, votes and pin."""
        who = self._cast[line["who"]]
        message_id = await self._call(who, line, at) if "call" in line else await self._say(who, line, client_id)
        self.told.append(message_id)
        if "id" in line:
            self._named[line["id"]] = message_id
        for sign, keys in line.get("react", {}).items():
            for key in keys:
                await transact(add_reaction, self._cast[key], message_id, sign)
        for key, option in line.get("votes", {}).items():
            await transact(vote, self._cast[key], message_id, [option])
        if line.get("pin"):
            await transact(pin_message, who, message_id)

    async def _say(self, who: Actor, line: dict[str, Any], client_id: UUID) -> int:
        command = SendMessage(
            line.get("say", "").replace("{me}", self._cast[ME].username),
            conversation_id=self._place,
            client_id=client_id,
            reply_to_id=self._named.get(line.get("reply", "")),
            **await _besides(who, line),
        )
        return (await send_message(who, command)).view.id

    async def _call(self, who: Actor, line: dict[str, Any], at: datetime) -> int:
        """It rang then, and was answered and over when the line says."""
        members = await audience.members_of(self._place)
        (other,) = (one for one in self._cast.values() if one.user_id in members - {who.user_id})
        made = await request_call(who, RequestCall(self._place, line["call"], "phone"), clock=lambda: at)
        call_id = made.call.id
        if line.get("missed"):
            await act_on_call(who, call_id, "cancel", "phone", clock=lambda: at + 3 * _RANG)
        else:
            for actor, verb in ((other, "accept"), (who, "connected"), (other, "connected")):
                await act_on_call(actor, call_id, verb, "phone", clock=lambda: at + _RANG)
            ended = at + _RANG + timedelta(seconds=line["seconds"])
            await self._talk(call_id, (who, other), at + _RANG, ended)
            await act_on_call(who, call_id, "hangup", "phone", clock=lambda: ended)
        return int(made.call.message_id or 0)

    async def _talk(self, call_id: int, two: tuple[Actor, Actor], at: datetime, ended: datetime) -> None:
        """Both give signs of life until then, or the call would lapse."""
        while (at := at + SILENT / 2) < ended:
            for actor in two:
                await get_call(actor, call_id, "phone", clock=partial(_same, at))


def _same(moment: datetime) -> datetime:
    return moment


async def _besides(who: Actor, line: dict[str, Any]) -> dict[str, Any]:
    """What a line carries beside its words."""
    if names := line.get("photo"):
        files = [(await to_thread.run_sync(scenes.scene, name), f"{name}.png") for name in names]
        return {"media_ids": tuple([(await upload_bytes(who, content, name)).id for content, name in files])}
    if name := line.get("file"):
        content = await to_thread.run_sync(scenes.page, name.removesuffix(".pdf"), _OFFER)
        return {"media_ids": ((await upload_bytes(who, content, name)).id,)}
    if seconds := line.get("voice"):
        content = await to_thread.run_sync(gifts.murmur, seconds)
        return {"kind": "voice", "media_ids": ((await upload_bytes(who, content, "voice.wav")).id,)}
    if poll := line.get("poll"):
        question, *options = poll
        return {"kind": "poll", "payload": {"question": question, "options": options, "multiple": False}}
    if sticker := line.get("sticker"):
        return {"kind": "sticker", "payload": {"pack": sticker[0], "name": sticker[1]}}
    kind = {"place": "location", "contact": "contact"}
    return next(({"kind": kind[key], "payload": dict(line[key])} for key in kind if key in line), {})
