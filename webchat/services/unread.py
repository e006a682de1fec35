"""Conversations that one marks unread, to come back to them; cursors stay where they are."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import ConversationView
from webchat.repositories import conversations, unread
from webchat.services.conversations import access_conversation, tell_member
from webchat.services.message_access import lock_message


def mark_unread(uow: UnitOfWork, actor: Actor, message_id: int) -> ConversationView:
    """From this message on the conversation counts as unread for oneself, until one opens it or writes there."""
    row = lock_message(uow, actor, message_id)
    unread.mark(uow.session, row["conversation_id"], actor.user_id, row["seq"])
    return tell_member(uow, actor.user_id, row["conversation_id"])


def clear_mark(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """One looks at the conversation again."""
    access_conversation(uow, actor, conversation_id)
    conversations.lock(uow.session, conversation_id)
    if unread.clear(uow.session, conversation_id, actor.user_id):
        tell_member(uow, actor.user_id, conversation_id)
