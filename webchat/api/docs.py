"""The reference of the interface, shown by a Swagger UI that we ship: nothing is loaded from elsewhere."""

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

from webchat.domain.errors import NotFound

router = APIRouter(include_in_schema=False)
_OURS = Path(__file__).parent / "static"
_SWAGGER = Path(str(files("fastapi_offline"))) / "static"
_FILES = frozenset({"swagger-ui.css", "swagger-ui-bundle.js"})


@router.get("/docs")
async def page() -> FileResponse:
    """The page."""
    return FileResponse(_OURS / "docs.html")


@router.get("/docs/start.js")
async def start() -> FileResponse:
    """What starts it."""
    return FileResponse(_OURS / "docs.js")


@router.get("/docs/static/{name}")
async def static(name: str) -> FileResponse:
    """Swagger UI's own files."""
    if name not in _FILES:
        raise NotFound
    return FileResponse(_SWAGGER / name)
