"""What somebody wants of a conversation: pinned, archived, hidden, muted; and their list in folders."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.conversation_views import ConversationView
from webchat.domain.errors import InvalidInput, NotFound
from webchat.domain.events import CONVERSATION_UPDATED, NewEvent
from webchat.domain.pages import Page
from webchat.domain.preferences import FOLDERS, NOTIFY
from webchat.repositories import conversations, folders, preferences
from webchat.services.conversations import access_conversation, get_conversation, get_conversations
from webchat.services.events import record

_KNOWN = {"pinned", "archived", "hidden", "notify", "muted_until"}


def change_preferences(
    uow: UnitOfWork, actor: Actor, conversation_id: int, changes: dict[str, Any]
) -> ConversationView:
    """Changes the given ones of `pinned`, `archived`, `hidden`, `notify` and `muted_until`.

    `muted_until` without `notify` mutes everything until then, and null unmutes; `notify` without it is for good.
    """
    if unknown := changes.keys() - _KNOWN:
        raise InvalidInput(f"There is no preference called {min(unknown)}.", field=min(unknown))
    conversations.lock(uow.session, conversation_id)
    access_conversation(uow, actor, conversation_id)
    values = _values(changes, preferences.last_seq(uow.session, conversation_id))
    if not preferences.change(uow.session, conversation_id, actor.user_id, values):
        raise NotFound
    view = get_conversation(uow, actor, conversation_id)
    payload = {"conversation_id": conversation_id}
    record(uow, view, NewEvent(CONVERSATION_UPDATED, actor.user_id, payload, user_id=actor.user_id))
    return view


def list_folder(
    uow: UnitOfWork, actor: Actor, folder: str, cursor: str | None = None, limit: int = 50
) -> Page[ConversationView]:
    """A page of "all", "unread", "groups", "direct" or "archived": pinned ones first, then by activity."""
    if folder not in FOLDERS:
        raise InvalidInput(f"A folder is one of {', '.join(FOLDERS)}.", field="folder")
    rows = folders.page(uow.session, actor.user_id, folder, _read_cursor(cursor), limit + 1, now())
    shown = rows[:limit]
    views = get_conversations(uow, actor, [row["id"] for row in shown])
    if len(rows) <= limit:
        return Page(views, None)
    last = shown[-1]
    place = f"{int(last['pinned'])} {last['active_at'].isoformat()} {last['id']}"
    return Page(views, urlsafe_b64encode(place.encode()).decode())


def _values(changes: dict[str, Any], last_seq: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "pinned" in changes:
        values["pinned"] = bool(changes["pinned"])
    for name in ("archived", "hidden"):
        if name in changes:
            values[f"{name}_seq"] = last_seq if changes[name] else None
    if values.get("hidden_seq") is not None:  # what is put out of sight does not stay on top
        values["pinned"] = False
    return values | _muting(changes)


def _muting(changes: dict[str, Any]) -> dict[str, Any]:
    if "notify" not in changes and "muted_until" not in changes:
        return {}
    until: datetime | None = changes.get("muted_until")
    notify = changes.get("notify") or ("none" if until else "all")
    if notify not in NOTIFY:
        raise InvalidInput("notify is one of all, mentions and none.", field="notify")
    if until is not None and until.tzinfo is None:
        raise InvalidInput("muted_until needs a time zone.", field="muted_until")
    if notify == "all" or (until is not None and until <= now()):
        return {"notify": "all", "muted_until": None}
    return {"notify": notify, "muted_until": until}


def _read_cursor(cursor: str | None) -> folders.Place | None:
    if not cursor:
        return None
    try:
        pinned, moment, number = urlsafe_b64decode(cursor.encode()).decode().split(" ")
        return bool(int(pinned)), datetime.fromisoformat(moment), int(number)
    except ValueError as error:
        raise InvalidInput("This is not a cursor of this list.", field="cursor") from error
