"""Links into groups. What makes one keeps no answer under an `Idempotency-Key`: the code would stay readable."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking, find_actor
from webchat.api.schemas import InviteBody, PathId, answer
from webchat.db.unit_of_work import read, transact
from webchat.domain.pages import Page
from webchat.services import invites
from webchat.serving.addresses import address_of

router = APIRouter(prefix="/api", tags=["groups"])
Code = Annotated[str, Path(max_length=100)]


@router.post("/groups/{group_id}/invites", status_code=201)
async def create_invite(group_id: PathId, body: InviteBody, actor: Asking) -> JSONResponse:
    """A link into a group; its code is shown this once."""
    return answer(await transact(invites.create_invite, actor, group_id, **body.model_dump()), 201)


@router.get("/groups/{group_id}/invites")
async def list_invites(group_id: PathId, actor: Asking) -> JSONResponse:
    """The links that still let somebody in: all for admins, for others their own."""
    return answer(Page(await read(invites.list_invites, actor, group_id), None))


@router.delete("/groups/{group_id}/invites/{invite_id}")
async def revoke_invite(group_id: PathId, invite_id: PathId, actor: Asking) -> JSONResponse:
    """Ends a link."""
    await transact(invites.revoke_invite, actor, group_id, invite_id)
    return answer({})


@router.get("/invites/{code}")
async def look_at_invite(code: Code, request: Request) -> JSONResponse:
    """Where a link leads, before one joins; who is in already sees it also once the link has ended."""
    return answer(await read(invites.look_at_invite, code, await find_actor(request), address=address_of(request)))


@router.post("/invites/{code}/accept")
async def accept_invite(code: Code, actor: Asking) -> JSONResponse:
    """Makes me a member of the group that the link leads to."""
    return answer(await transact(invites.accept_invite, actor, code))
