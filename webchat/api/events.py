"""The event log in pages."""

from dataclasses import fields
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from webchat.api.actors import Asking
from webchat.api.schemas import answer
from webchat.db.unit_of_work import read
from webchat.domain.events import LiveEvent
from webchat.services import events

router = APIRouter(prefix="/api/events", tags=["events"])
_MEMBERS = tuple(field.name for field in fields(LiveEvent) if field.name not in {"txid", "user_id"})


@router.get("/log")
async def read_log(
    actor: Asking, since: str | None = None, limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> JSONResponse:
    """What happened after `since`; without it, the cursor to begin with. `reset`: read everything afresh."""
    page = await read(events.read_log, actor, since, limit)
    items = [event_json(event) for event in page.items]
    return answer({"items": items, "cursor": page.cursor, "has_more": page.has_more, "reset": page.reset})


def event_json(event: LiveEvent) -> dict[str, Any]:
    """An event as the protocol has it."""
    return {name: getattr(event, name) for name in _MEMBERS}
