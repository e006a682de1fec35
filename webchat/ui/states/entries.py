"""Views as the keyed entries that the browser holds (see ``bridge/timeline/rows.js`` and ``list.js``).

What goes to a room holds nothing personal; the personal parts ("s:", "q:", "n:", "a:", and "c:" of a
direct conversation) go to one person's own tabs.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime
from typing import Any

from webchat.domain.conversation_views import ConversationShared, ConversationView, MemberView
from webchat.domain.encoding import to_json
from webchat.domain.message_views import HeardView, MessageView, ReactionView
from webchat.domain.payloads import files_of_message, summary_of_message
from webchat.domain.user_views import UserView

Entries = dict[str, Any]

_MESSAGE = (
    "id",
    "conversation_id",
    "seq",
    "version",
    "client_id",
    "sender",
    "kind",
    "body",
    "html",
    "deleted_at",
    "created_at",
)
_SOMETIMES = (
    "edited_at",
    "reply_to",
    "payload",
    "mentions",
    "mentions_all",
    "media",
    "link_preview",
    "pinned_at",
    "expires_at",
)


def message_key(message: MessageView) -> str:
    """The same key for the pending bubble and the stored message."""
    return f"m:{message.sender.id}:{message.client_id}"


def message_entry(message: MessageView) -> Entries:
    """One message, as everyone in the conversation sees it; what is empty is left out."""
    view = to_json(message)
    entry = {name: view[name] for name in _MESSAGE} | {name: view[name] for name in _SOMETIMES if view[name]}
    if message.vanished:
        entry["vanished"] = True
    entries: Entries = {message_key(message): entry}
    if message.version > 1:  # a reaction is a new version
        entries |= reactions_entry(message) | quoted_entry(message)
        entries |= heard_entry(message) if message.kind == "voice" else {}
    return entries


def quoted_entry(message: MessageView) -> Entries:
    """What quotes of a message that changed say now, on screens that hold its answers."""
    about = {"conversation_id": message.conversation_id, "seq": message.seq, "version": message.version}
    words = {"snippet": summary_of_message(message), "files": files_of_message(message)}
    return {f"y:{message.id}": about | words | {"deleted": message.deleted_at is not None}}


def star_entries(message_ids: Iterable[int], starred: Container[int]) -> Entries:
    """Whether one saved these messages."""
    return {f"b:{message_id}": message_id in starred for message_id in message_ids}


def reactions_entry(of: MessageView | ReactionView) -> Entries:
    """The signs under a message: a key of their own, so that one more is a small patch."""
    message_id = of.message_id if isinstance(of, ReactionView) else of.id
    about = {"conversation_id": of.conversation_id, "seq": of.seq, "version": of.version}
    return {f"e:{message_id}": about | {"reactions": to_json(of.reactions)}}


def heard_entry(of: MessageView | HeardView) -> Entries:
    """Who played a voice message: a key of its own, as reactions have."""
    message_id = of.message_id if isinstance(of, HeardView) else of.id
    about = {"conversation_id": of.conversation_id, "seq": of.seq, "version": of.version}
    return {f"v:{message_id}": about | {"heard_by": list(of.heard_by)}}


def last_entry(message: MessageView) -> Entries:
    """What the list shows of a conversation's last message."""
    entry = {
        "seq": message.seq,
        "version": message.version,
        "sender_id": message.sender.id,
        "sender_name": message.sender.display_name,
        "kind": message.kind,
        "snippet": summary_of_message(message) or _names_of_files(message),
        "deleted": message.deleted_at is not None,
        "created_at": to_json(message.created_at),
    }
    if files := files_of_message(message):
        entry["files"] = files
    if message.vanished:
        entry["vanished"] = True
    return {
        f"l:{message.conversation_id}": entry
        | ({"payload": message.payload} if message.kind in {"system", "call"} else {})
    }


def _names_of_files(message: MessageView) -> str:
    """What stands for files that nothing was said of; pictures and sounds are called by their kind."""
    return ", ".join(file.filename for file in message.media) if message.kind == "file" else ""


def mention_entries(message: MessageView, names: bool = True) -> Entries:
    """Whether a message names the person whose tabs this goes to; a deleted one names nobody."""
    return {f"n:{message.conversation_id}:{message.seq}": names and message.deleted_at is None}


def person(user: UserView) -> Entries:
    """A person, as lists and dialogs name them."""
    return {
        "id": user.id,
        "username": user.username,
        "display_name": user.display_name,
        "avatar_url": user.avatar_url,
        "is_bot": user.is_bot,
        "presence": user.presence,
    }


def shared_entries(shared: ConversationShared, peer: Entries | None = None, title: str | None = None) -> Entries:
    """A conversation as all its members see it; a direct one is called after its ``peer``."""
    return {
        f"c:{shared.id}": {
            "id": shared.id,
            "kind": shared.kind,
            "title": shared.title if title is None else title,
            "description": shared.description,
            "avatar_url": shared.avatar_url,
            "who_can_write": shared.who_can_write,
            "who_can_add": shared.who_can_add,
            "is_public": shared.is_public,
            "slow_seconds": shared.slow_seconds,
            "disappear_seconds": shared.disappear_seconds,
            "is_notes": shared.is_notes,
            "peer": peer,
            "created_at": to_json(shared.created_at),
        },
        f"k:{shared.id}": shared.members_count,
    }


def conversation_entries(conversation: ConversationView) -> Entries:
    """One conversation with what is this person's own in it."""
    shared, mine = conversation.shared, conversation.mine
    peer = person(mine.peer) if mine.peer else None
    entries = shared_entries(shared, peer, "" if peer else mine.title)
    entries |= {
        f"s:{shared.id}": {"read_seq": mine.read_seq, "delivered_seq": mine.delivered_seq},
        f"r:{shared.id}": {"read_seq": mine.receipts.read_seq, "delivered_seq": mine.receipts.delivered_seq},
        f"q:{shared.id}": {
            "role": mine.role,
            "pinned": mine.pinned,
            "archived_seq": mine.archived_seq,
            "hidden_seq": mine.hidden_seq,
            "notify": mine.notify,
            "muted_until": to_json(mine.muted_until),
            "unread_mark": mine.unread_mark,
            "blocked": mine.blocked,
        },
    }
    entries |= {f"n:{shared.id}:{seq}": True for seq in mine.mentions}
    if mine.answered:
        entries[f"a:{shared.id}"] = mine.answered
    if shared.last_message:
        entries |= last_entry(shared.last_message)
    return entries


def removal_entries(conversation_id: int) -> Entries:
    """A conversation that is no longer one's own."""
    return {f"{kind}:{conversation_id}": None for kind in "clksrqda"}


def member_entry(conversation_id: int, member: MemberView) -> Entries:
    """Somebody's place in a group; None for who is no member any more."""
    role = {"role": member.role, "joined_at": to_json(member.joined_at)}
    return {f"u:{conversation_id}:{member.user.id}": person(member.user) | role if member.role else None}


def presence_entry(user_id: int, state: str, last_seen_at: datetime | None) -> Entries:
    """Whether a person is here, and since when not."""
    return {f"p:{user_id}": {"presence": state, "last_seen_at": to_json(last_seen_at)}}
