"""For admins of the installation; everybody else is refused (403), whatever they ask for."""

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.schemas import Body, Id, PathId, answer
from webchat.db.unit_of_work import read, transact
from webchat.domain.pages import Page
from webchat.services import moderation

router = APIRouter(prefix="/api/admin", tags=["admin"])
_LIMIT = Query(50, ge=1, le=100)


class SuspensionBody(Body):
    reason: str = ""


@router.get("/figures")
async def read_figures(actor: Asking) -> JSONResponse:
    """The installation at a glance: people, messages a day, storage, connections to the process that answers."""
    return answer(await read(moderation.read_figures, actor))


@router.get("/users")
async def list_people(
    actor: Asking, q: str = "", suspended: bool = False, after: Id = 0, limit: int = _LIMIT
) -> JSONResponse:
    """People and bots by id, after the one with the id `after`; those who are suspended, with `suspended`."""
    found = await read(moderation.list_people, actor, q, suspended=suspended, after=after, limit=limit)
    return answer(Page(found, None))


@router.put("/users/{user_id}/suspension")
async def suspend_user(user_id: PathId, body: SuspensionBody, actor: Asking) -> JSONResponse:
    """Signs somebody and their bots out everywhere, at once, and lets them in no more; what they wrote stays."""
    return answer(await transact(moderation.suspend_user, actor, user_id, reason=body.reason))


@router.delete("/users/{user_id}/suspension")
async def unsuspend_user(user_id: PathId, actor: Asking) -> JSONResponse:
    """Lets somebody in again; their sessions have ended."""
    return answer(await transact(moderation.unsuspend_user, actor, user_id))


@router.delete("/users/{user_id}/content")
async def delete_content(user_id: PathId, actor: Asking) -> JSONResponse:
    """Deletes every message of somebody for everyone, their picture and what they say of themselves."""
    return answer({"count": await moderation.delete_content(actor, user_id)})


@router.delete("/messages/{message_id}")
async def delete_message(message_id: PathId, actor: Asking) -> JSONResponse:
    """Leaves a tombstone of any message; nobody can bring it back."""
    return answer(await transact(moderation.delete_message, actor, message_id))


@router.get("/reports")
async def list_reports(actor: Asking, handled: bool = False, limit: int = _LIMIT) -> JSONResponse:
    """What people reported, the oldest first: the open ones, or all with `handled`."""
    return answer(Page(await read(moderation.list_filed, actor, handled=handled, limit=limit), None))


@router.put("/reports/{report_id}/handled")
async def handle_report(report_id: PathId, actor: Asking) -> JSONResponse:
    """It was looked at."""
    await transact(moderation.handle_report, actor, report_id)
    return answer({})


@router.get("/audit")
async def list_audit(actor: Asking, before: Id | None = None, limit: int = _LIMIT) -> JSONResponse:
    """What admins did, the latest first; go on with the last one's id as `before`."""
    return answer(Page(await read(moderation.list_audit, actor, before, limit), None))
