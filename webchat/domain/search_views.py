"""What a search gives."""

from dataclasses import dataclass

from webchat.domain.conversation_views import ConversationView
from webchat.domain.message_views import MessageView
from webchat.domain.pages import Page
from webchat.domain.user_views import UserView


@dataclass(frozen=True, slots=True)
class MessageHit:
    """A message with the `ranges` of its body (pairs of positions, counted in characters) that match."""

    message: MessageView
    ranges: tuple[tuple[int, int], ...]
    conversation_title: str


@dataclass(frozen=True, slots=True)
class Found:
    """People and one's own conversations by name, messages by their words."""

    people: list[UserView]
    conversations: list[ConversationView]
    messages: Page[MessageHit]
