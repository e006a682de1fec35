"""Voice messages: who heard them. Everyone in the conversation may know."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict
from webchat.domain.events import VOICE_HEARD, NewEvent
from webchat.domain.message_views import HeardView
from webchat.repositories import messages, voice
from webchat.services.events import record
from webchat.services.message_access import lock_message, need_message


def mark_heard(uow: UnitOfWork, actor: Actor, message_id: int) -> HeardView:
    """One played somebody else's voice message; again changes nothing. Raises `Conflict` for any other message."""
    row = lock_message(uow, actor, message_id)
    need_message(row)
    if row["kind"] != "voice" or row["sender_id"] == actor.user_id:
        raise Conflict("Only voice messages of others can be heard.")
    # What one hears of somebody whom one shut out is not told.
    fresh = row["block"] != "mine" and voice.add(uow.session, message_id, actor.user_id)
    message = messages.get_many(uow.session, [message_id])[message_id]
    view = HeardView(message_id, message.conversation_id, message.seq, actor.user_id, message.version, message.heard_by)
    if fresh:
        payload = {"message_id": message_id, "user_id": actor.user_id}
        record(uow, view, NewEvent(VOICE_HEARD, actor.user_id, payload, message.conversation_id))
    return view
