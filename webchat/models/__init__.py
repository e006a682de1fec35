"""The tables, one aggregate a file; no queries."""

from webchat.models.conversations import Conversation
from webchat.models.events import Event, Installation
from webchat.models.idempotency import StoredAnswer
from webchat.models.memberships import Membership
from webchat.models.messages import Message
from webchat.models.sessions import Session
from webchat.models.users import User

__all__ = ["Conversation", "Event", "Installation", "Membership", "Message", "Session", "StoredAnswer", "User"]
