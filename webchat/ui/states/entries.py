"""Views as the keyed entries that the browser holds (see ``bridge/rows.js`` and ``list.js``).

What goes to a room holds nothing personal; the personal parts ("c:", "s:") go
to one person's own tabs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from webchat.domain.views import ConversationView, MessageView, UserView, to_json

Entries = dict[str, Any]

SNIPPET = 140


def message_key(message: MessageView) -> str:
    """The same key for the pending bubble and the stored message."""
    return f"m:{message.sender.id}:{message.client_id}"


def message_entry(message: MessageView) -> Entries:
    """One message, as everyone in the conversation sees it."""
    view = to_json(message)
    fields = (
        "id",
        "conversation_id",
        "seq",
        "version",
        "client_id",
        "sender",
        "kind",
        "html",
        "deleted_at",
        "created_at",
    )
    entry = {name: view[name] for name in fields}
    return {message_key(message): {**entry, "body": view["body"]}}


def last_entry(message: MessageView) -> Entries:
    """What the list shows of a conversation's last message."""
    return {
        f"l:{message.conversation_id}": {
            "seq": message.seq,
            "sender_id": message.sender.id,
            "snippet": " ".join((message.body or "")[: SNIPPET * 2].split())[:SNIPPET],
            "deleted": message.deleted_at is not None,
            "created_at": to_json(message.created_at),
        }
    }


def person(user: UserView) -> Entries:
    """A person, as lists and dialogs name them."""
    return {
        "id": user.id,
        "username": user.username,
        "display_name": user.display_name,
        "avatar_url": user.avatar_url,
        "presence": user.presence,
    }


def conversation_entries(conversation: ConversationView) -> Entries:
    """One conversation with what is this person's own in it."""
    shared, mine = conversation.shared, conversation.mine
    entries: Entries = {
        f"c:{shared.id}": {
            "id": shared.id,
            "kind": shared.kind,
            "title": "" if mine.peer else mine.title,
            "avatar_url": shared.avatar_url,
            "peer": person(mine.peer) if mine.peer else None,
            "members_count": shared.members_count,
            "created_at": to_json(shared.created_at),
        },
        f"s:{shared.id}": {"read_seq": mine.read_seq, "delivered_seq": mine.delivered_seq},
        f"r:{shared.id}": {"read_seq": mine.receipts.read_seq, "delivered_seq": mine.receipts.delivered_seq},
    }
    if shared.last_message:
        entries.update(last_entry(shared.last_message))
    return entries


def presence_entry(user_id: int, state: str, last_seen_at: datetime | None) -> Entries:
    """Whether a person is here, and since when not."""
    return {f"p:{user_id}": {"presence": state, "last_seen_at": to_json(last_seen_at)}}
