"""Who somebody is: sessions of browsers, tokens of programs, the key of the host application."""

import hmac
import secrets
from hashlib import sha256
from typing import Literal

from sqlalchemy import RowMapping

from webchat.db.unit_of_work import UnitOfWork
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.devices import device_name
from webchat.domain.errors import NotFound, WebchatError
from webchat.domain.events import SESSION_ENDED, Signal
from webchat.domain.user_views import Joined, SessionView, UserView
from webchat.repositories import admins, sessions, users
from webchat.services import limits
from webchat.services.users import NewUser, create_user, get_view
from webchat.settings import get_settings

COOKIE = "webchat_session"
PREFIXES = ("wcu_", "wcb_")
"""What tokens of users and bots begin with."""


def join(uow: UnitOfWork, *, name: str, address: str = "", user_agent: str = "") -> Joined:
    """A name becomes a user with a session; raises `InvalidUsername`, `UsernameTaken`, `RateLimited`."""
    try:
        return _join(uow, NewUser(name), kind="cookie", address=address, device=user_agent)
    except WebchatError as error:
        error.field = "name" if error.field == "username" else error.field
        raise


def create_token_user(uow: UnitOfWork, command: NewUser, *, address: str = "", device: str = "") -> Joined:
    """The same for a program: the secret is a `wcu_` token."""
    return _join(uow, command, kind="token", address=address, device=device)


def sign_in(uow: UnitOfWork, user_id: int, kind: str, device: str) -> str:
    """A session of an existing user, for who operates this installation; gives its secret."""
    return _begin(uow, user_id, kind, "", device)[0]


def sign_in_device(uow: UnitOfWork, user_id: int, kind: str, *, address: str, device: str) -> Joined:
    """One more session of an existing user, who allowed it."""
    return Joined(get_view(uow, user_id), *_begin(uow, user_id, kind, address, device))


def authenticate(uow: UnitOfWork, secret: str) -> Actor | None:
    """Who this cookie's secret proves."""
    return _by_secret(uow, secret, "cookie")


def why_not(uow: UnitOfWork, secret: str) -> str:
    """Why this cookie's secret proves nobody: "suspended", or "ended", whatever else it is."""
    known = secret and sessions.was_of_suspended(uow.session, _hash(secret), "cookie")
    return "suspended" if known else "ended"


def authenticate_bearer(uow: UnitOfWork, token: str) -> Actor | None:
    """Which user or bot this token proves."""
    kind = {"wcu_": "token", "wcb_": "bot"}.get(token[:4])
    return _by_secret(uow, token, kind) if kind else None


def acted_for(uow: UnitOfWork, user_id: str) -> Actor | None:
    """The user for whom the holder of the service key acts."""
    if not user_id.isascii() or not user_id.isdigit() or len(user_id) > 18:
        return None
    user: UserView | None = users.get(uow.session, int(user_id))
    if user is None or admins.is_suspended(uow.session, user.id):
        return None
    return Actor(user.id, None, user.username, user.display_name, "service")


def actor_of(uow: UnitOfWork, session_id: int) -> Actor | None:
    """Who a session proves now; None when it ended."""
    row = sessions.by_id(uow.session, session_id)
    return _actor(row) if row else None


def still_counts(uow: UnitOfWork, actor: Actor) -> bool:
    """Whether the session that proved an actor has not ended meanwhile; other proofs end with their user."""
    if actor.session_id is None:
        here = users.get(uow.session, actor.user_id) is not None
        return here and not admins.is_suspended(uow.session, actor.user_id)
    return actor_of(uow, actor.session_id) is not None


def end(uow: UnitOfWork, actor: Actor) -> None:
    """Signs this session out."""
    if actor.session_id:
        end_session(uow, actor, actor.session_id)


def end_session(uow: UnitOfWork, actor: Actor, session_id: int) -> None:
    """Signs one of one's own sessions out; its sockets close."""
    actor.need_everywhere()
    if not sessions.revoke(uow.session, actor.user_id, now(), session_id):
        raise NotFound
    uow.signal(Signal(SESSION_ENDED, user_id=actor.user_id, data={"session_id": session_id}))


def list_sessions(uow: UnitOfWork, actor: Actor) -> list[SessionView]:
    """One's own sessions, the last used first."""
    actor.need_everywhere()
    return [
        SessionView(
            row.id or 0,
            row.kind,
            row.device,
            device_name(row.device),
            row.created_at,
            row.last_used_at,
            row.id == actor.session_id,
        )
        for row in sessions.living(uow.session, actor.user_id)
    ]


def is_service_key(token: str) -> bool:
    """Whether this is the key of the host application."""
    key = get_settings().service_key
    return key is not None and hmac.compare_digest(token.encode(errors="replace"), key.get_secret_value().encode())


def _join(uow: UnitOfWork, command: NewUser, *, kind: str, address: str, device: str) -> Joined:
    if address:
        limits.count_new_user(address)
    user = create_user(uow, command)
    secret, session_id = _begin(uow, user.id, kind, address, device)
    return Joined(user, secret, session_id)


def _begin(uow: UnitOfWork, user_id: int, kind: str, address: str, device: str) -> tuple[str, int]:
    secret = {"token": "wcu_", "bot": "wcb_"}.get(kind, "") + secrets.token_urlsafe(32)
    session_id = sessions.insert(
        uow.session,
        user_id=user_id,
        kind=kind,
        secret_hash=_hash(secret),
        device=device[:200],
        address=address[:64],
        created_at=now(),
        last_used_at=now(),
    )
    return secret, session_id


def _by_secret(uow: UnitOfWork, secret: str, kind: str) -> Actor | None:
    if not 20 <= len(secret) <= 100:
        return None
    row = sessions.by_hash(uow.session, _hash(secret), kind)
    if row is None or not hmac.compare_digest(bytes(row["secret_hash"]), _hash(secret)):
        return None
    return _actor(row)


def _actor(row: RowMapping) -> Actor:
    kind: Literal["user", "bot"] = "bot" if row["is_bot"] else "user"
    return Actor(row["user_id"], row["session_id"], row["username"], row["display_name"], kind)


def _hash(secret: str) -> bytes:
    return sha256(secret.encode(errors="replace")).digest()
