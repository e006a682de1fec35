"""The guide: a bot of this installation that welcomes newcomers. It talks through the services that every bot uses."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import RowMapping

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.clock import Clock, now
from webchat.domain.events import WELCOME_DUE, Signal
from webchat.repositories import guides
from webchat.services.conversations import ensure_direct
from webchat.services.preferences import change_preferences
from webchat.services.sessions import acted_for, still_counts
from webchat.services.users import NewUser, create_user, free_username, get_view
from webchat.settings import get_settings

CLAIM = timedelta(minutes=1)
"""How long one process has for a welcome before another tries."""
_NAME = "WebChat"
_ABOUT = "I show you around."
_AT_ONCE = 20
_SAID = UUID("6f0d3a64-6c53-4f0e-9d0c-0b1f3a8f2c11")


def ensure_guide(uow: UnitOfWork) -> tuple[Actor, bool]:
    """The guide, made once however many processes start; also whether it has a picture already."""
    guides.lock(uow.session)
    user_id = guides.find(uow.session)
    if user_id is None:
        username = free_username(uow, _NAME)
        user_id = create_user(uow, NewUser(username, _NAME, _ABOUT, is_bot=True)).id
        guides.keep(uow.session, user_id)
    user = get_view(uow, user_id)
    return Actor(user.id, None, user.username, user.display_name, "bot"), user.avatar_url is not None


def expect(uow: UnitOfWork, user_id: int, language: str, *, hosted: bool = False) -> None:
    """Somebody came in for the first time: the guide welcomes them soon, where the operator wants that."""
    settings = get_settings()
    if settings.welcome_hosted if hosted else settings.welcome_bot:
        guides.expect(uow.session, user_id, language)
        uow.signal(Signal(WELCOME_DUE))


def claim(uow: UnitOfWork, guide: Actor, clock: Clock = now) -> list[RowMapping]:
    """Some of those who are to be welcomed; nobody while the guide is suspended."""
    if not still_counts(uow, guide):
        return []
    return guides.claim(uow.session, clock(), clock() - CLAIM, _AT_ONCE)


def meet(uow: UnitOfWork, guide: Actor, user_id: int) -> int:
    """The conversation with somebody new: muted, for a welcome does not ring, nor count in the title.

    What they change about that stays as they like it.
    """
    place = ensure_direct(uow, guide, user_id)
    newcomer = acted_for(uow, str(user_id))
    if place.shared.last_message is None and newcomer is not None:
        change_preferences(uow, newcomer, place.id, {"notify": "none"})
    return place.id


def welcomed(uow: UnitOfWork, user_id: int, clock: Clock = now) -> None:
    """Nobody needs to try again."""
    guides.done(uow.session, user_id, clock())


def reader(uow: UnitOfWork, guide: Actor, user_id: int) -> RowMapping | None:
    """Whom the guide answers: `display_name` and `language`; None for a bot, and while the guide is suspended."""
    return guides.person(uow.session, user_id) if still_counts(uow, guide) else None


def said_id(*about: Any) -> UUID:
    """The `client_id` of something that is said about this once only, whichever process says it."""
    return uuid5(_SAID, ":".join(map(str, about)))
