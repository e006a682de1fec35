"""Whether the process lives, and whether it can serve."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from webchat.domain.errors import Unavailable
from webchat.services import operation
from webchat.serving import stopping

router = APIRouter(prefix="/api", tags=["operation"])


@router.head("/health", include_in_schema=False)  # as whoever watches a server asks
@router.get("/health")
async def health() -> JSONResponse:
    """The process lives."""
    return JSONResponse({"status": "ok"})


@router.head("/ready", include_in_schema=False)
@router.get("/ready")
async def ready() -> JSONResponse:
    """The database answers; 503 when it does not within seconds, and from when the process was told to end."""
    if stopping.has_begun():
        raise Unavailable("This process is ending.")
    await operation.check_ready()
    return JSONResponse({"status": "ready"})
