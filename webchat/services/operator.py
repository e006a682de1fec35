"""What whoever operates this installation does in the name of its users, at the machine itself."""

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.errors import Conflict, Forbidden, NotFound
from webchat.domain.names import username_key
from webchat.domain.user_views import NewBot, UserView
from webchat.repositories import admins, users
from webchat.services import bots, sessions
from webchat.services.users import NewUser


def create_token(uow: UnitOfWork, name: str) -> str:
    """A token of a person; they see it among their devices."""
    user = _let_in(uow, name)
    if user.is_bot:
        raise Forbidden(
            "{username} is a bot. Its owner gives it another token in the settings.", username=user.username
        )
    return sessions.sign_in(uow, user.id, "token", "create-token")


def create_bot(uow: UnitOfWork, name: str, owner: str) -> NewBot:
    """A bot of a person, as if they had made it."""
    user = _let_in(uow, owner)
    actor = Actor(user.id, None, user.username, user.display_name, "bot" if user.is_bot else "user")
    return bots.create_bot(uow, actor, NewUser(name))


def _let_in(uow: UnitOfWork, name: str) -> UserView:
    """The user of a name; nobody suspended, whose token would open nothing, and whose bot would act for them."""
    user = named(uow, name)
    if admins.is_suspended(uow.session, user.id):
        raise Conflict("They are suspended.")
    return user


def named(uow: UnitOfWork, name: str) -> UserView:
    """The user of a name; raises `NotFound`."""
    user = users.by_key(uow.session, username_key(name))
    if user is None:
        raise NotFound("There is nobody called {name}.", name=name)
    return user
