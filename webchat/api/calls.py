"""Calls: begin, answer, end, signal, list; and how their media finds its way."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field, StrictBool

from webchat.api.actors import Asking
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import Body, Id, PageSize, PathId, answer, one_of
from webchat.db.unit_of_work import read, transact
from webchat.domain.calls import ALIASES, LONGEST_DEVICE, VERBS
from webchat.domain.cursors import LARGEST
from webchat.services import call_media, calls
from webchat.services.calls import RequestCall

router = APIRouter(prefix="/api/calls", tags=["calls"], route_class=IdempotentRoute)
Device = Annotated[str, Field(max_length=LONGEST_DEVICE)]
AskingDevice = Annotated[str, Query(max_length=LONGEST_DEVICE)]
Verb = Annotated[str, one_of(*sorted(VERBS | ALIASES.keys()))]
CallId = Annotated[int, Query(ge=1, le=LARGEST)]


class CallBody(Body):
    conversation_id: Id
    kind: Annotated[str, one_of("audio", "video")] = "audio"
    device_id: Device = ""


class VerbBody(Body):
    device_id: Device = ""
    move: StrictBool = False


class SignalBody(Body):
    to_user_id: Id
    data: dict[str, Any]
    device_id: Device = ""


@router.post("", status_code=201)
async def request_call(body: CallBody, actor: Asking) -> JSONResponse:
    """Begins a call, 201; gives the one that is going on there, and accepts it where I am being rung."""
    return answer(await calls.request_call(actor, RequestCall(**body.model_dump())), 201)


@router.get("")
async def list_calls(
    actor: Asking, missed: bool = False, cursor: str | None = None, limit: PageSize = 50
) -> JSONResponse:
    """The calls that I had a part in, the latest first; `missed`: those that I did not get."""
    return answer(await read(calls.list_calls, actor, cursor, limit, missed=missed))


@router.get("/live")
async def list_live_calls(actor: Asking, device_id: AskingDevice = "") -> JSONResponse:
    """What goes on in my conversations at this moment: what rings, what I am in, what I could join."""
    return answer({"items": await read(calls.live_calls, actor, device_id), "next": None})


@router.post("/seen")
async def mark_calls_seen(actor: Asking) -> JSONResponse:
    """I have looked at the calls that I missed: `missed_count` begins at 0 again."""
    await transact(calls.mark_calls_seen, actor)
    return answer({})


@router.get("/ice")
async def get_ice(actor: Asking, call_id: CallId, device_id: AskingDevice = "") -> JSONResponse:
    """TURN servers with a credential of mine, while I am in this call on this device; none where none are set up."""
    return answer(await read(call_media.ice_for_call, actor, call_id, device_id))


@router.get("/doctor")
async def get_doctor(actor: Asking) -> JSONResponse:
    """What my browser needs to find out whether calls work from where it is: the time, and a relay for two minutes."""
    return answer(call_media.look_for_doctor(actor))


@router.get("/livekit")
async def get_livekit(actor: Asking, call_id: CallId, device_id: AskingDevice = "") -> JSONResponse:
    """My way into the LiveKit room of a call whose `media` is "livekit"."""
    return answer(await read(call_media.livekit_for_call, actor, call_id, device_id))


@router.get("/{call_id}")
async def get_call(call_id: PathId, actor: Asking, device_id: AskingDevice = "") -> JSONResponse:
    """One call; of who is in it also a sign of life, for programs without a socket."""
    return answer(await calls.get_call(actor, call_id, device_id))


@router.post("/{call_id}/signal")
async def send_signal(call_id: PathId, body: SignalBody, actor: Asking) -> JSONResponse:
    """Passes `data` on to another one's device in the same call, as the event `call.signal`; at most 32 KiB."""
    await calls.send_signal(actor, call_id, body.to_user_id, body.data, body.device_id)
    return answer({})


@router.post("/{call_id}/{verb}")
async def act_on_call(call_id: PathId, verb: Verb, actor: Asking, body: VerbBody | None = None) -> JSONResponse:
    """ringing, accept (answer), connected, reconnecting, decline (reject), ignore, busy, cancel or hangup (end).

    Late or twice it changes nothing; the answer is the call as it is now.
    """
    given = body or VerbBody()
    return answer(await calls.act_on_call(actor, call_id, verb, given.device_id, move=given.move))
