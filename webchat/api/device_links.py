"""Onto another device. No answer is kept under an `Idempotency-Key`: what it shows would stay readable."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse
from pydantic import Field, StrictBool

from webchat.api.actors import Asking, find_actor, need_own_page
from webchat.api.schemas import Body, PathId, answer
from webchat.api.sessions import signed_in
from webchat.db.unit_of_work import transact
from webchat.services import device_links, sessions
from webchat.serving.addresses import address_of
from webchat.serving.origins import same_origin

router = APIRouter(tags=["sessions"])
Secret = Annotated[str, Field(max_length=100)]
PathSecret = Annotated[str, Path(max_length=100)]


class CodeBody(Body):
    code: Secret


class ClaimBody(Body):
    claim: Secret


class AnswerBody(Body):
    allow: StrictBool


@router.post("/api/users/me/link", status_code=201)
async def create_link(request: Request, actor: Asking) -> JSONResponse:
    """Lets another device of mine ask to come in: a QR code's address, or a code to type, for two minutes."""
    return answer(await transact(device_links.create_link, actor, _origin(request)), 201)


@router.get("/api/users/me/link/{link_id}")
async def get_link(link_id: PathId, actor: Asking) -> JSONResponse:
    """Whether a device came, and which; for the session that let it ask."""
    return answer(await transact(device_links.get_link, actor, link_id))


@router.post("/api/users/me/link/{link_id}")
async def answer_link(link_id: PathId, body: AnswerBody, actor: Asking) -> JSONResponse:
    """Lets that device in, or not."""
    return answer(await transact(device_links.answer_link, actor, link_id, allow=body.allow))


@router.post("/api/sessions/redeem", status_code=201)
async def redeem(body: CodeBody, request: Request) -> JSONResponse:
    """A new device comes with the code. The `claim` is its own secret; the other device is asked."""
    device = request.headers.get("user-agent", "")
    return answer(await device_links.redeem(body.code, address=address_of(request), device=device), 201)


@router.get("/api/sessions/redeem/{claim}")
async def look_at_claim(claim: PathSecret) -> JSONResponse:
    """What the other device has answered: ask every second or two until it is `allowed` or `denied`."""
    return answer(await transact(device_links.look_at_claim, claim))


@router.post("/api/sessions/redeem/{claim}", status_code=201)
async def take_token(claim: PathSecret) -> JSONResponse:
    """Once allowed: the user, and a token of this device's own that is shown this once."""
    joined = await transact(device_links.sign_in_by_claim, claim, "token")
    return answer({"user": joined.user, "token": joined.secret}, 201)


@router.post("/session/link", status_code=201, dependencies=[Depends(need_own_page)])
async def take_cookie(body: ClaimBody, request: Request) -> JSONResponse:
    """The same for a browser: a cookie. Whoever it was before is signed out here."""
    before = await find_actor(request)
    joined = await transact(device_links.sign_in_by_claim, body.claim, "cookie")
    if before is not None:
        await transact(sessions.end, before)
    return signed_in(request, joined)


def _origin(request: Request) -> str:
    """Where the asking page was found, else where this request went."""
    origin = request.headers.get("origin")
    return origin if origin and same_origin(request.headers) else str(request.base_url).rstrip("/")
