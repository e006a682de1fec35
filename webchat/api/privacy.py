"""What I show of myself, and what is known of me."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import StrictBool

from webchat.api.actors import Asking
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import Body, answer
from webchat.db.unit_of_work import read, transact
from webchat.services import archives, privacy

router = APIRouter(prefix="/api/users/me", tags=["users"], route_class=IdempotentRoute)


class PrivacyBody(Body):
    receipts: StrictBool | None = None
    presence: StrictBool | None = None


@router.get("/privacy")
async def get_privacy(actor: Asking) -> JSONResponse:
    """Whether others see what I have read (`receipts`), and when I am or was last here (`presence`)."""
    return answer(await read(privacy.get_privacy, actor))


@router.patch("/privacy")
async def change_privacy(body: PrivacyBody, actor: Asking) -> JSONResponse:
    """Changes the given ones. Who hides something does not see it of others either."""
    return answer(await transact(privacy.change_privacy, actor, body.model_dump(exclude_none=True)))


# A browser saves what a link answers, a refusal as well: a page asks first.
@router.head("/export", include_in_schema=False)
async def may_export(actor: Asking) -> Response:
    """What `GET` would say now; this counts as none."""
    archives.check(actor)
    return Response(media_type="application/zip")


@router.get("/export")
async def export(actor: Asking) -> StreamingResponse:
    """Everything of mine as a zip: profile, conversations, what I wrote, saved, answered; my files. Twice an hour."""
    parts = await archives.begin(actor)
    headers = {
        "Content-Disposition": f'attachment; filename="webchat-{actor.user_id}.zip"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(parts, media_type="application/zip", headers=headers)
