"""Groups and their members."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import (
    Body,
    GroupBody,
    GroupChanges,
    Id,
    MemberBody,
    MembersBody,
    PageSize,
    PathId,
    answer,
    one_of,
)
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.services import avatars, groups, members
from webchat.services.groups import CreateGroup

router = APIRouter(prefix="/api/groups", tags=["groups"], route_class=IdempotentRoute)
MemberId = Annotated[Id | Literal["me"], Path()]
Words = Annotated[str, Query(max_length=128)]


class RoleBody(Body):
    role: Annotated[str, one_of("owner", "admin", "member")]


@router.post("", status_code=201)
async def create_group(body: GroupBody, actor: Asking) -> JSONResponse:
    """A new group, which I own, with its first members."""
    await avatars.make_ready(actor, body.avatar_media_id)
    return answer(await transact(groups.create_group, actor, CreateGroup(**body.model_dump())), 201)


@router.get("")
async def list_groups(actor: Asking, cursor: str | None = None, limit: PageSize = 50) -> JSONResponse:
    """My groups, newest activity first."""
    return answer(await read(groups.list_groups, actor, cursor, limit))


@router.get("/directory")
async def list_public_groups(
    actor: Asking, q: Words = "", cursor: str | None = None, limit: PageSize = 50
) -> JSONResponse:
    """Groups that anybody may join, by title, without anything that is said there."""
    return answer(await read(groups.list_public_groups, actor, q, cursor, limit))


@router.get("/{group_id}")
async def get_group(group_id: PathId, actor: Asking) -> JSONResponse:
    """One of my groups."""
    return answer(await read(groups.get_group, actor, group_id))


@router.patch("/{group_id}")
async def update_group(group_id: PathId, body: GroupChanges, actor: Asking) -> JSONResponse:
    """Changes the given ones of title, description, picture and settings."""
    await avatars.make_ready(actor, body.avatar_media_id)
    return answer(await transact(groups.update_group, actor, group_id, body.given()))


@router.delete("/{group_id}")
async def delete_group(group_id: PathId, actor: Asking) -> JSONResponse:
    """Ends a group that I own, for everybody."""
    await transact(groups.delete_group, actor, group_id)
    return answer({})


@router.post("/{group_id}/join")
async def join_group(group_id: PathId, actor: Asking) -> JSONResponse:
    """Makes me a member of a public group."""
    return answer(await transact(groups.join_group, actor, group_id))


@router.get("/{group_id}/members")
async def list_members(
    group_id: PathId, actor: Asking, q: Words = "", cursor: str | None = None, limit: PageSize = 50
) -> JSONResponse:
    """The owner, admins and members, each by name; with `q` those whose name holds it."""
    return answer(await read(members.list_members, actor, group_id, cursor, limit, q))


@router.post("/{group_id}/members", status_code=201)
async def add_member(group_id: PathId, body: MemberBody, actor: Asking) -> JSONResponse:
    """Makes somebody a member; who is one already stays as they are."""
    return answer((await transact(members.add_members, actor, group_id, [body.user_id], body.role))[0], 201)


@router.post("/{group_id}/new-members", status_code=201)
async def add_members(group_id: PathId, body: MembersBody, actor: Asking) -> JSONResponse:
    """Makes several people members, all or none of them: where some are not here, the refusal names them."""
    added = await transact(members.add_members, actor, group_id, body.user_ids)
    return answer({"items": added}, 201)


@router.patch("/{group_id}/members/{user_id}")
async def change_role(group_id: PathId, user_id: MemberId, body: RoleBody, actor: Asking) -> JSONResponse:
    """Makes somebody a member, an admin, or the owner in my place."""
    return answer(await transact(members.change_role, actor, group_id, _member(actor, user_id), body.role))


@router.delete("/{group_id}/members/{user_id}")
async def remove_member(group_id: PathId, user_id: MemberId, actor: Asking) -> JSONResponse:
    """Removes somebody; `me` leaves."""
    await transact(members.remove_member, actor, group_id, _member(actor, user_id))
    return answer({})


def _member(actor: Actor, user_id: int | str) -> int:
    return actor.user_id if user_id == "me" else int(user_id)
