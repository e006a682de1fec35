"""From whatever somebody shows to who they are: the one door for programs, over REST, sockets and streams."""

from dataclasses import replace

from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain import names
from webchat.domain.actor import Actor
from webchat.domain.errors import InvalidUsername, NotSignedIn
from webchat.domain.text import one_line
from webchat.repositories import conversations, identities, memberships
from webchat.services import guide, host_pictures, host_tokens, sessions
from webchat.services.host_pictures import Wanted
from webchat.services.host_tokens import Claims
from webchat.services.membership import admit
from webchat.services.system_messages import tell
from webchat.services.users import NewUser, create_user, free_username, update_profile
from webchat.settings import get_settings

_LONGEST_SUBJECT = 255
_TWO_ISSUERS = "Tokens of two issuers name this user. Say which one counts with WEBCHAT_JWT_ISSUER."


async def identify(token: str, as_user: str | None = None) -> Actor | None:
    """Who a token proves: a user, a bot, a host's user, or with the service key whom it acts for (`7`, `sub:42`)."""
    if sessions.is_service_key(token):
        return await _acted_for(as_user or "")
    if token.startswith(sessions.PREFIXES):
        return await read(sessions.authenticate_bearer, token)
    claims = await host_tokens.read_token(token) if token.count(".") == 2 else None
    return await _of_host(claims) if claims else None


async def _acted_for(as_user: str) -> Actor | None:
    if as_user.startswith("sub:"):
        subject = as_user.removeprefix("sub:")
        if not subject or len(subject) > _LONGEST_SUBJECT:
            return None
        known = await transact(_named_by_host, get_settings().jwt_issuer, subject)
        return replace(known, kind="service") if known else None
    return await read(sessions.acted_for, as_user)


def _named_by_host(uow: UnitOfWork, issuer: str, subject: str) -> Actor | None:
    """The same user as by a signed token; where any issuer may sign, whichever has. Raises `NotSignedIn` for two."""
    if issuer:
        return _host_user(uow, issuer, subject, "")
    identities.lock(uow.session, subject)
    known = identities.named(uow.session, subject)
    if len(known) > 1 and known[1]["issuer"]:
        raise NotSignedIn(_TWO_ISSUERS)
    return _host_user(uow, known[0]["issuer"] if known else "", subject, "")


async def _of_host(claims: Claims) -> Actor | None:
    """Mostly one look; only what is new is written."""
    actor, ready, avatar = await read(_look_up, claims)
    if not ready:
        actor = await transact(_signed_in, claims)
        if actor is not None:
            await transact(_enter_rooms, actor, claims)
            actor, _, avatar = await read(_look_up, claims)
    if actor is not None and claims.avatar not in ("", avatar):
        host_pictures.want(Wanted(claims.issuer, claims.subject, claims.avatar, replace(actor, rooms=None)))
    return replace(actor, expires_at=claims.expires_at) if actor else None


def _look_up(uow: UnitOfWork, claims: Claims) -> tuple[Actor | None, bool, str]:
    """The actor, whether nothing is to be written before they come in, and which picture the host named last."""
    row = identities.find(uow.session, claims.issuer, claims.subject)
    if row is None:
        return None, False, ""
    if row["ended_at"] is not None:
        return None, True, ""
    found = identities.rooms(uow.session, claims.rooms or ())
    ids = frozenset(found.values())
    outside = set(ids) - identities.joined(uow.session, row["user_id"], ids)
    outside = {one for one in outside if not memberships.removed_among(uow.session, one, [row["user_id"]])}
    rooms = None if claims.rooms is None else ids
    actor = Actor(row["user_id"], None, row["username"], row["display_name"], rooms=rooms)
    ready = not outside and row["name"] == claims.name and row["issuer"] == claims.issuer
    return actor, ready, row["avatar"]


def _signed_in(uow: UnitOfWork, claims: Claims) -> Actor | None:
    """Whoever comes for the first time and not for single conversations is welcomed, where the operator wants that."""
    is_new = identities.find(uow.session, claims.issuer, claims.subject) is None
    actor = _host_user(uow, claims.issuer, claims.subject, claims.name)
    if actor is not None and is_new and claims.rooms is None:
        guide.expect(uow, actor.user_id, "", hosted=True)
    return actor


def _host_user(uow: UnitOfWork, issuer: str, subject: str, name: str) -> Actor | None:
    """The local user of a host's user, made on first sight and called as the host says."""
    identities.lock(uow.session, subject)
    row = identities.find(uow.session, issuer, subject)
    if row is None:
        display_name = _display_name(name) or "Guest"
        user = create_user(uow, NewUser(_free_username(uow, name), display_name))
        identities.insert(uow.session, issuer, subject, user.id, name)
        return Actor(user.id, None, user.username, user.display_name)
    if row["ended_at"] is not None:
        return None
    if row["issuer"] != issuer:
        identities.claim(uow.session, issuer, subject)
    actor = Actor(row["user_id"], None, row["username"], row["display_name"])
    shown = _display_name(name)
    if name and row["name"] != name:
        identities.rename(uow.session, issuer, subject, name)
        if shown and shown != actor.display_name:
            update_profile(uow, actor, {"display_name": shown})
            actor = replace(actor, display_name=shown)
    return actor


def _enter_rooms(uow: UnitOfWork, actor: Actor, claims: Claims) -> None:
    """Makes them a member of the rooms that the host names; whom an admin removed stays out."""
    ids = sorted(identities.rooms(uow.session, claims.rooms or ()).values())
    conversations.lock(uow.session, *ids)
    for conversation_id in ids:
        if memberships.removed_among(uow.session, conversation_id, [actor.user_id]):
            continue
        if admit(uow, actor, conversation_id, [actor.user_id]):
            tell(uow, actor, conversation_id, "member_joined", via="host")


def _display_name(name: str) -> str:
    return one_line("".join(one for one in name if one.isprintable()), field="name")[:64]


def _free_username(uow: UnitOfWork, name: str) -> str:
    """A username near the name; what no username can hold is left out."""
    kept = " ".join("".join(one if names.may_hold(one) else " " for one in name).split())[: names.LONGEST]
    try:
        return free_username(uow, names.clean_username(kept))
    except InvalidUsername:
        return free_username(uow, "guest")
