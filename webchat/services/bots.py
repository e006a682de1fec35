"""Bots: users that programs are, each made by a person, each with one token."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import Conflict, Forbidden, NotFound
from webchat.domain.events import SESSION_ENDED, Signal
from webchat.domain.user_views import NewBot, UserView
from webchat.repositories import conversations, memberships, users
from webchat.repositories import sessions as session_rows
from webchat.services import limits, sessions
from webchat.services.members import leave_all_groups
from webchat.services.membership import show_anew
from webchat.services.users import NewUser, create_user, get_view

_MOST = 20


def create_bot(uow: UnitOfWork, actor: Actor, command: NewUser) -> NewBot:
    """A bot of the actor's own; its token is shown this once. It is where its members are, once it is added."""
    _need_person(actor)
    limits.count_group_change(actor.user_id)
    if len(users.made_by(uow.session, actor.user_id)) >= _MOST:
        raise Conflict("You have {most} bots, and that is the limit. Delete one first.", most=_MOST)
    bot = create_user(uow, NewUser(command.username, command.display_name, command.about, True, actor.user_id))
    return NewBot(bot, sessions.sign_in(uow, bot.id, "bot", ""))


def list_bots(uow: UnitOfWork, actor: Actor) -> list[UserView]:
    """One's own bots, the oldest first."""
    _need_person(actor)
    return users.made_by(uow.session, actor.user_id)


def rotate_token(uow: UnitOfWork, actor: Actor, bot_id: int) -> NewBot:
    """Another token; the one before counts no more, and what it opened closes."""
    bot = _access(uow, actor, bot_id)
    _end_sessions(uow, bot_id)
    return NewBot(bot, sessions.sign_in(uow, bot_id, "bot", ""))


def delete_bot(uow: UnitOfWork, actor: Actor, bot_id: int) -> None:
    """Ends a bot: out of all groups; what it said stays."""
    bot = _access(uow, actor, bot_id)
    leave_all_groups(uow, Actor(bot.id, None, bot.username, bot.display_name, "bot"))
    rooms = memberships.conversations_of(uow.session, bot_id)
    conversations.lock(uow.session, *rooms)
    users.change(uow.session, bot_id, {"deleted_at": now(), "about": "", "avatar_media_id": None})
    show_anew(uow, actor, rooms, except_id=bot_id)  # nobody answers there any more
    _end_sessions(uow, bot_id)


def _need_person(actor: Actor) -> None:
    actor.need_everywhere()
    if actor.kind == "bot":
        raise Forbidden("Bots have no bots.")


def _access(uow: UnitOfWork, actor: Actor, bot_id: int) -> UserView:
    _need_person(actor)
    if not any(bot.id == bot_id for bot in users.made_by(uow.session, actor.user_id)):
        raise NotFound
    return get_view(uow, bot_id)


def _end_sessions(uow: UnitOfWork, bot_id: int) -> None:
    for session_id in session_rows.revoke(uow.session, bot_id, now()):
        uow.signal(Signal(SESSION_ENDED, user_id=bot_id, data={"session_id": session_id}))
