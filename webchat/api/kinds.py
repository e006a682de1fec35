"""What can be done with polls, locations and contacts in messages."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import StrictBool, model_validator

from webchat.api.actors import Asking
from webchat.api.idempotency import IdempotentRoute
from webchat.api.schemas import Body, PathId, answer
from webchat.db.unit_of_work import read, transact
from webchat.services import contacts, locations, polls

router = APIRouter(prefix="/api/messages/{message_id}", tags=["messages"], route_class=IdempotentRoute)


class VotesBody(Body):
    options: list[int]


class LocationBody(Body):
    latitude: float | None = None
    longitude: float | None = None
    accuracy: float | None = None
    stop: StrictBool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> "LocationBody":
        if self.stop == (self.latitude is not None and self.longitude is not None):
            raise ValueError("Give latitude and longitude, or stop")
        return self


@router.put("/votes")
async def vote(message_id: PathId, body: VotesBody, actor: Asking) -> JSONResponse:
    """Makes these my choices in a poll, counted from 0, in place of those before; none takes my vote back."""
    return answer(await transact(polls.vote, actor, message_id, body.options))


@router.post("/close")
async def close_poll(message_id: PathId, actor: Asking) -> JSONResponse:
    """Ends the voting of my poll, or as an admin of any."""
    return answer(await transact(polls.close_poll, actor, message_id))


@router.patch("/location")
async def update_location(message_id: PathId, body: LocationBody, actor: Asking) -> JSONResponse:
    """Moves my live location, or with `stop` ends the sharing."""
    if body.latitude is None or body.longitude is None:
        return answer(await transact(locations.stop_location, actor, message_id))
    place = (body.latitude, body.longitude, body.accuracy)
    return answer(await transact(locations.update_location, actor, message_id, *place))


@router.get("/contact.vcf", response_class=Response)
async def get_card(message_id: PathId, actor: Asking) -> Response:
    """A contact as a vCard 4.0."""
    card = await read(contacts.get_card, actor, message_id)
    headers = {"Content-Disposition": 'attachment; filename="contact.vcf"', "Cache-Control": "private, no-store"}
    return Response(card, media_type="text/vcard; charset=utf-8", headers=headers)
