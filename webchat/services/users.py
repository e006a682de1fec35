"""People: make, find, change, leave."""

from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain import names
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import InvalidInput, NotFound, UsernameTaken
from webchat.domain.events import SESSION_ENDED, USER_UPDATED, NewEvent, Signal
from webchat.domain.names import DELETED_USER
from webchat.domain.pages import Page
from webchat.domain.text import check_text, one_line
from webchat.domain.user_views import UserView
from webchat.repositories import conversations, drafts, mails, memberships, schedules, sessions, users
from webchat.services import limits
from webchat.services.avatars import own_picture
from webchat.services.call_changes import hang_up_everywhere
from webchat.services.events import record
from webchat.services.members import leave_all_groups
from webchat.services.pages import page_of, read_place
from webchat.services.presence import seen_by, with_presence

_LONGEST_ABOUT = 500
_LONGEST_DISPLAY_NAME = 64
_TOMBSTONE: dict[str, Any] = {"display_name": DELETED_USER, "about": ""}
_NO_LOOK = {"language": "", "theme": "", "accent": ""}


@dataclass(frozen=True, slots=True)
class NewUser:
    """Who comes; the display name is the username where none is given."""

    username: str
    display_name: str | None = None
    about: str = ""
    is_bot: bool = False
    made_by: int | None = None


def create_user(uow: UnitOfWork, command: NewUser) -> UserView:
    """A new user; raises `InvalidUsername` and `UsernameTaken` with three free names."""
    username = names.clean_username(command.username)
    display_name = _display_name(command.display_name or username)
    user_id = users.insert(
        uow.session,
        username=username,
        username_key=names.username_key(username),
        search_key=_search_key(username, display_name),
        display_name=display_name,
        about=_about(command.about),
        is_bot=command.is_bot,
        made_by=command.made_by,
    )
    if user_id is None:
        raise UsernameTaken(username, _free_names(uow, username))
    return get_view(uow, user_id)


def find_users(uow: UnitOfWork, actor: Actor, q: str, limit: int = 20) -> list[UserView]:
    """Others whose name holds `q`, without regard to case and accents; those that begin with it first."""
    return list_users(uow, actor, q, None, limit).items


def find_people(uow: UnitOfWork, actor: Actor, q: str, limit: int = 20) -> tuple[list[UserView], bool]:
    """The same, those whom one knows first: with whom one talks, then who shares a group, the latest first.

    And whether there may be more of them.
    """
    key = names.search_key(check_text(q, field="q"))
    known = users.known(uow.session, actor.user_id, key, limit)
    found = {user.id: user for user in known}
    if len(known) < limit:
        others = users.find(uow.session, key, except_id=actor.user_id, limit=limit + len(known))
        found |= {user.id: user for user in others if user.id not in found}
    return seen_by(uow, actor, list(found.values())[:limit]), len(found) >= limit


def list_users(uow: UnitOfWork, actor: Actor, q: str, cursor: str | None, limit: int) -> Page[UserView]:
    """The same in pages; one from which somebody is left out, who may not be seen, is shorter."""
    key = names.search_key(check_text(q, field="q"))
    after = read_place(cursor, bool, str, int) or (False, "", 0)
    page = page_of(users.find_after(uow.session, key, except_id=actor.user_id, limit=limit + 1, after=after), limit)
    return Page(seen_by(uow, actor, page.items), page.next)


def get_users(uow: UnitOfWork, actor: Actor, ids: list[int]) -> list[UserView]:
    """Users by their ids; who is not there is left out."""
    return seen_by(uow, actor, users.get_many(uow.session, ids))


def get_user(uow: UnitOfWork, actor: Actor, user_id: int) -> UserView:
    """One user."""
    for view in seen_by(uow, actor, users.get_many(uow.session, [user_id])):
        return view
    raise NotFound


def edit_profile(uow: UnitOfWork, actor: Actor, changes: dict[str, Any]) -> UserView:
    """The same as somebody wants it themselves; raises `RateLimited`."""
    limits.count_profile(actor.user_id)
    return update_profile(uow, actor, changes)


def update_profile(uow: UnitOfWork, actor: Actor, changes: dict[str, Any]) -> UserView:
    """Changes the given ones of one's own `display_name`, `about` and `avatar_media_id` (None: no picture).

    A picture is to be made ready before: `avatars.make_ready`.
    """
    actor.need_everywhere()
    rooms = memberships.conversations_of(uow.session, actor.user_id)
    conversations.lock(uow.session, *rooms)
    values = dict(changes)
    if "display_name" in values:
        values["display_name"] = _display_name(values["display_name"])
        values["search_key"] = _search_key(actor.username, values["display_name"])
    if "about" in values:
        values["about"] = _about(values["about"])
    if values.get("avatar_media_id") is not None:
        own_picture(uow, actor, values["avatar_media_id"])
    users.change(uow.session, actor.user_id, values)
    view = get_view(uow, actor.user_id)
    payload = {"user_id": actor.user_id}
    told = [NewEvent(USER_UPDATED, actor.user_id, payload, conversation_id=room) for room in rooms]
    record(uow, view, *told, NewEvent(USER_UPDATED, actor.user_id, payload, user_id=actor.user_id))
    return view


def delete_me(uow: UnitOfWork, actor: Actor) -> None:
    """Ends the account: out of all groups, signed out everywhere, no longer found.

    What was said stays, as of a "Deleted user"; the name itself is never given to another. What was not sent goes.
    """
    actor.need_everywhere()
    rooms = memberships.conversations_of(uow.session, actor.user_id)  # the groups, too: they hear who it was no more
    leave_all_groups(uow, actor)
    hang_up_everywhere(uow, actor.user_id)
    conversations.lock(uow.session, *rooms)
    drafts.forget(uow.session, actor.user_id)
    schedules.forget(uow.session, actor.user_id)
    mails.forget(uow.session, actor.user_id)
    username = f"deleted-{actor.user_id}"
    gone = {"username": username, "search_key": "", "avatar_media_id": None, "deleted_at": now()}
    (view,) = users.get_even_gone(uow.session, [actor.user_id])
    users.change(uow.session, actor.user_id, {**_TOMBSTONE, **_NO_LOOK, **gone})
    payload = {"user_id": actor.user_id}
    told = [NewEvent(USER_UPDATED, actor.user_id, payload, conversation_id=room) for room in rooms]
    told.append(NewEvent(USER_UPDATED, actor.user_id, payload, user_id=actor.user_id))
    record(uow, replace(view, **_TOMBSTONE, username=username, avatar_url=None), *told)
    sessions.revoke(uow.session, actor.user_id, now())
    uow.signal(Signal(SESSION_ENDED, user_id=actor.user_id, data={"session_id": None, "reason": "deleted"}))


def get_view(uow: UnitOfWork, user_id: int) -> UserView:
    """A user with presence; raises `NotFound`."""
    user = users.get(uow.session, user_id)
    if user is None:
        raise NotFound
    return with_presence(user)


def as_shown(uow: UnitOfWork, user_id: int) -> list[UserView]:
    """Somebody as they show themselves now to whoever is kept apart from nobody; nothing for who is gone."""
    return [with_presence(user) for user in users.get_many(uow.session, [user_id])]


def free_username(uow: UnitOfWork, stem: str) -> str:
    """`stem` or a name near it that nobody has; `stem` is a name that somebody could have."""
    return stem if not users.taken_keys(uow.session, [names.username_key(stem)]) else _free_names(uow, stem)[0]


def _free_names(uow: UnitOfWork, username: str) -> tuple[str, ...]:
    candidates = list(islice(names.suggestions(username), 200))
    taken = users.taken_keys(uow.session, [names.username_key(name) for name in candidates])
    return tuple(islice((name for name in candidates if names.username_key(name) not in taken), 3))


def _search_key(username: str, display_name: str) -> str:
    name, shown = names.search_key(username), names.search_key(display_name)
    return shown if name == shown else f"{shown} {name}"


def _display_name(text: str) -> str:
    cleaned = one_line(text, field="display_name")
    if not 1 <= len(cleaned) <= _LONGEST_DISPLAY_NAME:
        raise InvalidInput(
            "A display name has 1 to {most} characters.", most=_LONGEST_DISPLAY_NAME, field="display_name"
        )
    return cleaned


def _about(text: str) -> str:
    if len(text) > _LONGEST_ABOUT:
        raise InvalidInput("About you: at most {most} characters.", most=_LONGEST_ABOUT, field="about")
    return check_text(text, field="about").strip()
