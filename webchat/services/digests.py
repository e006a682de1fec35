"""What somebody missed, as they would see it themselves: nothing muted, archived or of people whom they shut out."""

from datetime import datetime
from typing import Any

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import ConversationView
from webchat.domain.digest import MOST_LINES, MOST_TALKS, Digest, Line, Talk, words_of
from webchat.domain.message_views import MessageView
from webchat.repositories import blocks, messages
from webchat.services.conversations import list_conversations

_LOOKED_AT = 100
_LOOKED_BACK = 20


def digest_of(uow: UnitOfWork, row: Any, since: datetime | None) -> Digest | None:
    """What waits for somebody; None where nothing of it was said after `since`, when they were here or told last."""
    reader = Actor(row["user_id"], None, row["username"], row["display_name"])
    apart = blocks.of_user(uow.session, reader.user_id).blocked
    views = [one for one in list_conversations(uow, reader, limit=_LOOKED_AT).items if _counts(one)]
    said = {view.shared.id: _unread(uow, view, reader.user_id, apart) for view in views}
    waiting = [view for view in views if said[view.shared.id]]
    new = (message.created_at for found in said.values() for message in found)
    if not waiting or (since is not None and max(new) <= since):
        return None
    unread = sum(_count(view) for view in waiting)
    shown = waiting[:MOST_TALKS] if row["texts"] else []
    talks = tuple(_talk(view, said[view.shared.id], row["language"]) for view in shown)
    return Digest(reader.display_name, row["language"], unread, talks, len(waiting) - len(shown) if shown else 0)


def _counts(view: ConversationView) -> bool:
    mine = view.mine
    return _count(view) > 0 and not (mine.blocked or mine.archived or mine.hidden)


def _count(view: ConversationView) -> int:
    mine = view.mine
    return {"all": mine.unread_count, "mentions": mine.mention_count}.get(mine.notify, 0)


def _unread(uow: UnitOfWork, view: ConversationView, reader: int, apart: frozenset[int]) -> list[MessageView]:
    """The last unread messages of others, oldest first; where only mentions count, those."""
    found = messages.older(uow.session, view.shared.id, None, _LOOKED_BACK)
    return [
        one
        for one in found
        if one.seq > view.mine.read_seq
        and one.sender.id not in apart | {reader}
        and one.kind != "system"
        and one.deleted_at is None
        and (view.mine.notify == "all" or one.seq in view.mine.mentions)
    ]


def _talk(view: ConversationView, said: list[MessageView], language: str) -> Talk:
    lines = tuple(Line(one.sender.display_name, words_of(language, one)) for one in said[-MOST_LINES:])
    return Talk(view.shared.id, view.mine.title, _count(view), lines)
