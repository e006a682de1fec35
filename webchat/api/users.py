"""People. A new user keeps no answer under an `Idempotency-Key`: the token would stay readable."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.schemas import NewUserBody, PageSize, PathId, ProfileBody, answer
from webchat.db.unit_of_work import read, transact
from webchat.domain.cursors import is_number
from webchat.domain.errors import Forbidden, InvalidInput
from webchat.domain.pages import Page
from webchat.services import avatars, sessions, users
from webchat.services.users import NewUser
from webchat.serving.addresses import address_of

router = APIRouter(prefix="/api/users", tags=["users"])


@router.post("", status_code=201)
async def create_user(body: NewUserBody, request: Request) -> JSONResponse:
    """A new user with a token that is shown this once."""
    command = NewUser(body.username, body.display_name, body.about)
    device = request.headers.get("user-agent", "")
    address = "" if _is_host(request) else address_of(request)
    joined = await transact(sessions.create_token_user, command, address=address, device=device)
    return answer({"user": joined.user, "token": joined.secret}, 201)


@router.get("")
async def list_users(
    actor: Asking,
    q: Annotated[str, Query(max_length=64)] = "",
    ids: str | None = None,
    cursor: str | None = None,
    limit: PageSize = 50,
) -> JSONResponse:
    """Others by a part of their name, or users by their ids (at most 100, on one page)."""
    if ids is not None:
        return answer(Page(await read(users.get_users, actor, _ids(ids)), None))
    return answer(await read(users.list_users, actor, q, cursor, limit))


@router.get("/me")
async def get_me(actor: Asking) -> JSONResponse:
    """Me."""
    return answer(await read(users.get_user, actor, actor.user_id))


@router.delete("/me")
async def delete_me(actor: Asking) -> JSONResponse:
    """Ends my account."""
    await transact(users.delete_me, actor)
    return answer({})


@router.get("/{user_id}")
async def get_user(user_id: PathId, actor: Asking) -> JSONResponse:
    """One user."""
    return answer(await read(users.get_user, actor, user_id))


@router.put("/{user_id}")
@router.patch("/{user_id}")
async def update_user(user_id: PathId, body: ProfileBody, actor: Asking) -> JSONResponse:
    """Changes the given fields of my own profile."""
    if user_id != actor.user_id:
        await read(users.get_user, actor, user_id)
        raise Forbidden("Only one's own profile can be changed.")
    await avatars.make_ready(actor, body.avatar_media_id)
    return answer(await transact(users.edit_profile, actor, body.given()))


def _ids(text: str) -> list[int]:
    parts = [part for part in text.split(",") if part.strip()]
    if len(parts) > 100 or not all(is_number(part.strip()) for part in parts):
        raise InvalidInput("Give at most 100 ids, separated by commas.", field="ids")
    return [int(part) for part in parts]


def _is_host(request: Request) -> bool:
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    return "origin" not in request.headers and sessions.is_service_key(token)
