"""Who is writing at this moment; never stored."""

from webchat.domain.actor import Actor
from webchat.domain.errors import NotFound
from webchat.domain.events import TYPING, Signal
from webchat.realtime import audience, bus


async def start(actor: Actor, conversation_id: int) -> None:
    """Someone writes; it lapses by itself 6 seconds after the last start."""
    await _tell(actor, conversation_id, active=True)


async def stop(actor: Actor, conversation_id: int) -> None:
    """Someone stopped."""
    await _tell(actor, conversation_id, active=False)


async def _tell(actor: Actor, conversation_id: int, *, active: bool) -> None:
    actor.need_room(conversation_id)
    if actor.user_id not in await audience.members_of(conversation_id):
        raise NotFound
    data = {"user_id": actor.user_id, "display_name": actor.display_name, "active": active}
    bus.signal(Signal(TYPING, conversation_id=conversation_id, data=data))
