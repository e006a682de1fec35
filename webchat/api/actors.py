"""From a request to who is asking."""

from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.domain.errors import Forbidden, NotSignedIn
from webchat.domain.texts import LANGUAGES, best_language
from webchat.services import identity, limits, session_uses, sessions
from webchat.serving.origins import is_front_end, same_origin

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


async def find_actor(request: Request) -> Actor | None:
    """The user that a Bearer token or, from our own pages, the session cookie proves."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return await by_token(request, token.strip())
    secret = request.cookies.get(sessions.COOKIE)
    return await read(sessions.authenticate, secret) if secret and _cookie_counts(request) else None


async def need_actor(request: Request) -> Actor:
    """The same, or 401; counts the call against its limit."""
    actor = await find_actor(request)
    if actor is None:
        raise NotSignedIn
    request.state.allowance = limits.count_request(str(actor.user_id))
    session_uses.note(actor)
    return actor


async def need_host(request: Request) -> Actor | None:
    """Refuses everybody but the host application with its key; gives the user that it acts for, if any."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or "origin" in request.headers or not sessions.is_service_key(token.strip()):
        if await find_actor(request) is None:
            raise NotSignedIn
        raise Forbidden("Only the host application can do this, with its service key.")
    acting = await find_actor(request)
    if acting is None and "x-webchat-user" in request.headers:
        raise NotSignedIn("There is no such user to act for.")
    return acting


def need_own_page(request: Request) -> None:
    """Refuses requests that other sites' pages have sent."""
    if not same_origin(request.headers):
        raise Forbidden("Only WebChat's own pages can do this.")


def language_of(request: Request) -> str:
    """The language of ours that was chosen in this browser (`boot.js` keeps it), else what it likes best."""
    chosen = request.cookies.get("webchat_language", "")
    return chosen if chosen in LANGUAGES else best_language(request.headers.get("accept-language", ""))


async def by_token(request: HTTPConnection, token: str) -> Actor | None:
    """The user that a token proves."""
    if token.startswith("wcs_") and "origin" in request.headers:
        return None
    return await identity.identify(token, request.headers.get("x-webchat-user"))


def _cookie_counts(request: Request) -> bool:
    if request.method in _SAFE and "origin" not in request.headers:
        site = request.headers.get("sec-fetch-site", "same-origin")
        return site in {"same-origin", "none"} or is_front_end(request.headers.get("referer", ""))
    return same_origin(request.headers)


Asking = Annotated[Actor, Depends(need_actor)]
"""A route's parameter: who is asking; 401 for nobody."""

Host = Annotated[Actor | None, Depends(need_host)]
"""A route's parameter: for the host application only, and whom it acts for."""
