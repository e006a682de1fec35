"""Groups: make, change, end, find and join."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.avatars import group_avatar
from webchat.domain.conversation_views import ConversationShared, ConversationView
from webchat.domain.errors import Forbidden, InvalidInput, NotFound, NotHere
from webchat.domain.events import CONVERSATION_UPDATED, NewEvent
from webchat.domain.names import search_key
from webchat.domain.pages import Page
from webchat.domain.permissions import ADMINS, ALL, Action
from webchat.domain.text import check_text, one_line
from webchat.repositories import blocks, conversations, groups, memberships, users
from webchat.services import limits
from webchat.services.access import lock_and_need
from webchat.services.avatars import own_picture
from webchat.services.conversations import get_conversation, list_conversations
from webchat.services.events import record
from webchat.services.membership import admit, begin, close
from webchat.services.pages import page_of, read_place
from webchat.services.system_messages import tell

_LONGEST_TITLE = 128
_LONGEST_DESCRIPTION = 1000
_PICTURE = "avatar_media_id"
_SETTINGS = ("who_can_write", "who_can_add", "is_public", "slow_seconds")
_SLOWEST = 86_400


@dataclass(frozen=True, slots=True)
class CreateGroup:
    """A new group; who makes it owns it. `who_can_write` and `who_can_add`: "all" or "admins".

    `slow_seconds`: how long plain members wait between two messages, up to a day.
    """

    title: str
    description: str = ""
    member_ids: Sequence[int] = ()
    who_can_write: str = ALL
    who_can_add: str = ADMINS
    is_public: bool = False
    slow_seconds: int = 0
    avatar_media_id: int | None = None


def create_group(uow: UnitOfWork, actor: Actor, command: CreateGroup) -> ConversationView:
    """Makes a group with its first members."""
    actor.need_everywhere()
    limits.count_group(actor.user_id)
    values = _checked({name: getattr(command, name) for name in ("title", "description", *_SETTINGS)})
    others = sorted(set(command.member_ids) - {actor.user_id})
    here = users.get_many(uow.session, others)
    away = set(others) - {user.id for user in here} | blocks.blockers_among(uow.session, actor.user_id, others)
    if away:
        raise NotHere(away, "member_ids")
    picture = _picture(uow, actor, command.avatar_media_id)
    group_id = groups.insert(uow.session, **values, avatar_media_id=picture)
    conversations.lock(uow.session, group_id)
    begin(uow, actor, group_id, others)
    tell(uow, actor, group_id, "group_created", title=values["title"])
    return get_conversation(uow, actor, group_id)


def get_group(uow: UnitOfWork, actor: Actor, conversation_id: int) -> ConversationView:
    """One of one's own groups."""
    view = get_conversation(uow, actor, conversation_id)
    if view.shared.kind != "group":
        raise NotFound
    return view


def list_groups(uow: UnitOfWork, actor: Actor, cursor: str | None = None, limit: int = 50) -> Page[ConversationView]:
    """One's own groups, newest activity first."""
    return list_conversations(uow, actor, cursor, limit, kind="group")


def update_group(uow: UnitOfWork, actor: Actor, conversation_id: int, changes: dict[str, Any]) -> ConversationView:
    """Changes the given ones of `title`, `description`, `avatar_media_id` (None: no picture) and the settings.

    A picture is to be made ready before: `avatars.make_ready`.
    """
    limits.count_group_change(actor.user_id)
    lock_and_need(uow, actor, conversation_id, Action.EDIT_GROUP)
    shared = conversations.get_shared(uow.session, [conversation_id])[conversation_id]
    wanted = _checked({name: value for name, value in changes.items() if name != _PICTURE})
    real = {name: value for name, value in wanted.items() if getattr(shared, name, value) != value}
    if "title" in real:
        real["search_key"] = wanted["search_key"]
    if _PICTURE in changes and group_avatar(conversation_id, changes[_PICTURE]) != shared.avatar_url:
        real[_PICTURE] = _picture(uow, actor, changes[_PICTURE])
    if real:
        groups.change(uow.session, conversation_id, real)
        _tell_changes(uow, actor, conversation_id, real)
    return get_conversation(uow, actor, conversation_id)


def delete_group(uow: UnitOfWork, actor: Actor, conversation_id: int) -> None:
    """Ends a group for everybody; only its owner can."""
    lock_and_need(uow, actor, conversation_id, Action.DELETE_GROUP)
    close(uow, actor, conversation_id)


def list_public_groups(
    uow: UnitOfWork, actor: Actor, q: str = "", cursor: str | None = None, limit: int = 50
) -> Page[ConversationShared]:
    """Groups that anybody may join, by title; nothing of what is said there."""
    actor.need_everywhere()
    key = search_key(check_text(q, field="q"))
    place = read_place(cursor, str, int)
    return page_of(groups.public(uow.session, key, place, limit + 1), limit)  # type: ignore[arg-type]


def join_group(uow: UnitOfWork, actor: Actor, conversation_id: int) -> ConversationView:
    """Enters a public group; who was removed needs an admin to come back."""
    conversations.lock(uow.session, conversation_id)
    if memberships.standing(uow.session, conversation_id, actor.user_id) is None:
        if not groups.is_public(uow.session, conversation_id):
            raise NotFound
        enter(uow, actor, conversation_id, "public")
    return get_group(uow, actor, conversation_id)


def enter(uow: UnitOfWork, actor: Actor, conversation_id: int, via: str) -> None:
    """Makes the actor a member who came by themselves; the caller holds the lock."""
    actor.need_everywhere()
    limits.count_group_change(actor.user_id)
    if memberships.removed_among(uow.session, conversation_id, [actor.user_id]):
        raise Forbidden("You were removed from this group. Ask one of its admins to add you again.")
    admit(uow, actor, conversation_id, [actor.user_id])
    tell(uow, actor, conversation_id, "member_joined", via=via)


def _tell_changes(uow: UnitOfWork, actor: Actor, conversation_id: int, real: dict[str, Any]) -> None:
    shared = conversations.get_shared(uow.session, [conversation_id])[conversation_id]
    payload = {"conversation_id": conversation_id}
    record(uow, shared, NewEvent(CONVERSATION_UPDATED, actor.user_id, payload, conversation_id))
    if "title" in real:
        tell(uow, actor, conversation_id, "title_changed", title=real["title"])
    if "description" in real:
        tell(uow, actor, conversation_id, "description_changed")
    if _PICTURE in real:
        tell(uow, actor, conversation_id, "picture_changed" if real[_PICTURE] else "picture_removed")
    if chosen := {name: real[name] for name in _SETTINGS if name in real}:
        tell(uow, actor, conversation_id, "settings_changed", changes=chosen)


def _picture(uow: UnitOfWork, actor: Actor, media_id: int | None) -> int | None:
    return None if media_id is None else own_picture(uow, actor, media_id).id


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """The values as they are kept, with what they are found by."""
    checks: dict[str, Callable[[str, Any], Any]] = {
        "title": clean_title,
        "description": _description,
        "is_public": _switch,
        "slow_seconds": _pause,
    }
    kept = {}
    for name, value in values.items():
        if name not in ("title", "description", *_SETTINGS):
            raise InvalidInput("There is no such setting.", field=name)
        kept[name] = checks.get(name, _choice)(name, value)
    return kept | ({"search_key": search_key(kept["title"])} if "title" in kept else {})


def clean_title(name: str, value: str) -> str:
    """A group's name as it is kept; raises `InvalidInput` for `name`."""
    cleaned = one_line(value, field=name)
    if not 1 <= len(cleaned) <= _LONGEST_TITLE:
        raise InvalidInput("A group's name has 1 to {most} characters.", most=_LONGEST_TITLE, field=name)
    return cleaned


def _description(name: str, value: str) -> str:
    cleaned = check_text(value, field=name).strip()
    if len(cleaned) > _LONGEST_DESCRIPTION:
        raise InvalidInput("A description has at most {most} characters.", most=_LONGEST_DESCRIPTION, field=name)
    return cleaned


def _choice(name: str, value: str) -> str:
    if value not in (ALL, ADMINS):
        raise InvalidInput('This is "all" or "admins".', field=name)
    return value


def _pause(name: str, value: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _SLOWEST:
        raise InvalidInput(f"This is a number of seconds from 0 to {_SLOWEST}.", field=name)
    return value


def _switch(name: str, value: bool) -> bool:
    if not isinstance(value, bool):
        raise InvalidInput("This is true or false.", field=name)
    return value
