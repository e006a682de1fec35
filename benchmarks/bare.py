"""The bare framework, to measure ours against: bytes to a file, bytes from a file, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

FOLDER = Path(sys.argv[1])


async def take(request: Request) -> Response:
    """Write the body to a file."""
    with (FOLDER / "taken").open("wb") as file:
        async for piece in request.stream():
            await to_thread.run_sync(file.write, piece)
    return Response(status_code=201)


async def give(_request: Request) -> Response:
    """Send the file."""
    return FileResponse(FOLDER / "large")


if __name__ == "__main__":
    app = Starlette(routes=[Route("/take", take, methods=["PUT"]), Route("/large", give)])
    uvicorn.run(app, port=int(sys.argv[2]), log_level="warning")
