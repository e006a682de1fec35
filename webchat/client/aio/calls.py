"""Calls: who rings whom and how it ends. Media is the program's own: WebRTC with what `signal` and `ice` carry."""

from collections.abc import AsyncIterator
from typing import Any

from webchat.client.aio.events import AsyncEvents
from webchat.client.objects import Call, CallKind, CallVerb, Ice
from webchat.client.reading import read_one, read_page


class AsyncCalls(AsyncEvents):
    """Calls: one part of the client."""

    async def start_call(self, conversation_id: int, *, kind: CallKind = "audio", device_id: str = "") -> Call:
        """Begins a call; gives the one that is going on there, and accepts it where one is being rung.

        `device_id` is the program's own name for where it speaks from, the same in all that it says of a call.
        """
        body = {"conversation_id": conversation_id, "kind": kind, "device_id": device_id}
        return read_one(Call, await self.call("POST", "/api/calls", body))

    async def act_on_call(self, call_id: int, verb: CallVerb, *, device_id: str = "", move: bool = False) -> Call:
        """One verb; late or twice it changes nothing. Gives the call as it is now.

        `move`, with accept: goes on here what one was doing on another device.
        """
        body = {"device_id": device_id, "move": move}
        return read_one(Call, await self.call("POST", f"/api/calls/{call_id}/{verb}", body))

    async def accept_call(self, call_id: int, *, device_id: str = "") -> Call:
        """Answers, or joins a call of a group. Another device may have been first: see `answered_elsewhere`."""
        return await self.act_on_call(call_id, "accept", device_id=device_id)

    async def decline_call(self, call_id: int) -> Call:
        """Says no, for all of one's devices."""
        return await self.act_on_call(call_id, "decline")

    async def hang_up(self, call_id: int, *, device_id: str = "") -> Call:
        """Ends one's part in a call: a cancel before anybody answered, a decline while one is being rung."""
        return await self.act_on_call(call_id, "hangup", device_id=device_id)

    async def signal(self, call_id: int, to_user_id: int, data: dict[str, Any], *, device_id: str = "") -> None:
        """Passes up to 32 KiB on to another one's device in the same call, as the event `call.signal`."""
        body = {"to_user_id": to_user_id, "data": data, "device_id": device_id}
        await self.call("POST", f"/api/calls/{call_id}/signal", body)

    async def ice(self, call_id: int, *, device_id: str = "") -> Ice:
        """The relays for a call that one is in, with a credential of one's own."""
        params = {"call_id": call_id, "device_id": device_id}
        return read_one(Ice, await self.call("GET", "/api/calls/ice", params=params))

    async def get_call(self, call_id: int) -> Call:
        """One call. A program without a stream that is in it asks at least every minute, or counts as gone."""
        return read_one(Call, await self.call("GET", f"/api/calls/{call_id}"))

    async def live_calls(self) -> tuple[Call, ...]:
        """What goes on in one's conversations at this moment."""
        return read_page(Call, await self.call("GET", "/api/calls/live")).items

    def calls(self, *, missed: bool = False) -> AsyncIterator[Call]:
        """The calls that one had a part in, the latest first; `missed`: those that one did not get."""
        return self._all(Call, "/api/calls", missed=missed)

    async def mark_calls_seen(self) -> None:
        """One has looked at the calls that one missed."""
        await self.call("POST", "/api/calls/seen")
