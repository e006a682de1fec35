"""Signing in and out on our own pages: the cookie is set here and nowhere else."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking, find_actor, language_of, need_own_page
from webchat.api.schemas import JoinBody, PathId, answer
from webchat.db.unit_of_work import UnitOfWork, read, transact
from webchat.domain.encoding import to_json
from webchat.domain.pages import Page
from webchat.domain.user_views import Joined
from webchat.services import guide, sessions, socket_tickets
from webchat.serving.addresses import address_of

router = APIRouter(tags=["sessions"])
_A_YEAR = 365 * 24 * 3600


def signed_in(request: Request, joined: Joined) -> JSONResponse:
    """Tells a browser who it is from now on, with the cookie that proves it."""
    response = JSONResponse({"user": to_json(joined.user)}, 201)
    secure = request.url.scheme == "https"
    response.set_cookie(sessions.COOKIE, joined.secret, _A_YEAR, httponly=True, samesite="lax", secure=secure)
    return response


@router.post("/session", status_code=201, dependencies=[Depends(need_own_page)])
async def join(body: JoinBody, request: Request) -> JSONResponse:
    """A name becomes a user, and this browser is that user from now on."""
    device = request.headers.get("user-agent", "")
    joined = await transact(_join, body.name, address_of(request), device, language_of(request))
    return signed_in(request, joined)


@router.delete("/session", dependencies=[Depends(need_own_page)])
async def leave(request: Request) -> JSONResponse:
    """Signs this browser out; again is fine."""
    actor = await find_actor(request)
    if actor is not None:
        await transact(sessions.end, actor)
    response = JSONResponse({})
    response.delete_cookie(sessions.COOKIE, httponly=True, samesite="lax")
    return response


@router.post("/api/sessions/ticket")
async def make_ticket(actor: Asking) -> JSONResponse:
    """Opens `/ws/me?ticket=…` once, within 30 seconds, where a program can send neither a header nor a first frame."""
    return answer({"ticket": await socket_tickets.make_ticket(actor), "expires_in": socket_tickets.SECONDS})


@router.get("/api/users/me/sessions")
async def list_sessions(actor: Asking) -> JSONResponse:
    """My devices and tokens."""
    return answer(Page(await read(sessions.list_sessions, actor), None))


@router.delete("/api/users/me/sessions/{session_id}")
async def end_session(session_id: PathId, actor: Asking) -> JSONResponse:
    """Signs one of them out."""
    await transact(sessions.end_session, actor, session_id)
    return answer({})


def _join(uow: UnitOfWork, name: str, address: str, device: str, language: str) -> Joined:
    joined = sessions.join(uow, name=name, address=address, user_agent=device)
    guide.expect(uow, joined.user.id, language)
    return joined
