"""Who is writing at this moment; never stored."""

from webchat.domain.actor import Actor
from webchat.domain.errors import NotFound
from webchat.domain.events import TYPING, Signal
from webchat.realtime import audience, bus
from webchat.services.lately import Lately

_EVERY = 3.0
_REMEMBERED = 10_000
_started = Lately[tuple[int, int], None](_EVERY, _REMEMBERED)


async def start(actor: Actor, conversation_id: int) -> None:
    """Someone writes; it lapses by itself 6 seconds after the last start. Told at most every 3 seconds."""
    await _need_member(actor, conversation_id)
    place = actor.user_id, conversation_id
    if place in _started:
        return
    _started.keep(place, None)
    _tell(actor, conversation_id, active=True)


async def stop(actor: Actor, conversation_id: int) -> None:
    """Someone stopped."""
    await _need_member(actor, conversation_id)
    _started.forget((actor.user_id, conversation_id))
    _tell(actor, conversation_id, active=False)


def clear() -> None:
    """Forgets who writes."""
    _started.clear()


async def _need_member(actor: Actor, conversation_id: int) -> None:
    actor.need_room(conversation_id)
    if actor.user_id not in await audience.members_of(conversation_id):
        raise NotFound


def _tell(actor: Actor, conversation_id: int, *, active: bool) -> None:
    data = {"user_id": actor.user_id, "display_name": actor.display_name, "active": active}
    bus.signal(Signal(TYPING, conversation_id=conversation_id, data=data))
