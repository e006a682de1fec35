"""WebChat for Python programs: `Client`, `AsyncClient` and `Bot`. It needs httpx and nothing of the server."""

from webchat.client.aio import AsyncClient
from webchat.client.bot import Bot, BotMessage
from webchat.client.errors import ChatError
from webchat.client.objects import (
    BatchResult,
    Call,
    Conversation,
    Event,
    Hit,
    Ice,
    Media,
    Member,
    Message,
    MessagePage,
    NewBot,
    NewUser,
    NewWebhook,
    Participant,
    Quote,
    Reaction,
    Revision,
    Sender,
    User,
    Webhook,
)
from webchat.client.signatures import is_genuine
from webchat.client.sync import Client

__all__ = [
    "AsyncClient",
    "BatchResult",
    "Bot",
    "BotMessage",
    "Call",
    "ChatError",
    "Client",
    "Conversation",
    "Event",
    "Hit",
    "Ice",
    "Media",
    "Member",
    "Message",
    "MessagePage",
    "NewBot",
    "NewUser",
    "NewWebhook",
    "Participant",
    "Quote",
    "Reaction",
    "Revision",
    "Sender",
    "User",
    "Webhook",
    "is_genuine",
]
