"""Who is out of a large call is out of its LiveKit room, too, whatever their browser does."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

from webchat.domain.call_states import ENDED, LIVEKIT, OUT
from webchat.domain.call_views import CallView
from webchat.domain.clock import now
from webchat.domain.events import CALL_UPDATED, LiveEvent, Signal
from webchat.gateways import livekit
from webchat.realtime import hub
from webchat.services.call_media import admin_token, room_of
from webchat.settings import get_settings

_REMEMBERED = 10_000
_log = logging.getLogger(__name__)


class RoomKeeper:
    """Hears of calls, and tells LiveKit who has left; each once, as far as this process remembers."""

    def __init__(self) -> None:
        self._told: OrderedDict[tuple[int, int], None] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    async def on_event(self, event: LiveEvent) -> None:
        """A call changed: whoever is out of it now is shown out of the room."""
        if event.type == CALL_UPDATED and event.data is not None and event.data.media == LIVEKIT:
            self._show_out(event.data)

    async def on_signal(self, signal: Signal) -> None:
        """What passes concerns no room."""

    async def drained(self) -> None:
        """Waits until LiveKit was told everything so far."""
        await asyncio.gather(*self._tasks)

    def _show_out(self, call: CallView) -> None:
        url, room = get_settings().livekit_url, room_of(call.id)
        token = admin_token(call.id, now())
        gone = {one.user_id for one in call.participants if one.state in OUT and one.joined_at}
        for user_id in {one.user_id for one in call.participants} - gone:
            self._told.pop((call.id, user_id), None)  # they came back
        if call.state == ENDED:
            self._begin(livekit.delete_room(url, token, room))
            return
        for user_id in gone:
            if (call.id, user_id) not in self._told:
                self._told[call.id, user_id] = None
                self._begin(livekit.remove_participant(url, token, room, str(user_id)))
        while len(self._told) > _REMEMBERED:
            self._told.popitem(last=False)

    def _begin(self, asking: Awaitable[None]) -> None:
        task = asyncio.create_task(_or_warn(asking))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Looks after the rooms as long as this is open; nothing where there is no LiveKit server."""
    if not get_settings().livekit_url:
        yield
        return
    keeper = RoomKeeper()
    hub.subscribe(keeper)
    try:
        yield
    finally:
        hub.unsubscribe(keeper)
        await keeper.drained()


async def _or_warn(asking: Awaitable[None]) -> None:
    try:
        await asking
    except livekit.LiveKitError as error:
        _log.warning("%s", error)
