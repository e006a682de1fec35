"""Whether the process lives, and whether it can serve."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from webchat.db.unit_of_work import read
from webchat.domain.errors import Unavailable
from webchat.services import events
from webchat.serving import stopping

router = APIRouter(prefix="/api", tags=["operation"])


@router.get("/health")
async def health() -> JSONResponse:
    """The process lives."""
    return JSONResponse({"status": "ok"})


@router.get("/ready")
async def ready() -> JSONResponse:
    """The database answers; 503 when it does not, and from when the process was told to end."""
    if stopping.has_begun():
        raise Unavailable("This process is ending.")
    await read(events.check_log)
    return JSONResponse({"status": "ready"})
