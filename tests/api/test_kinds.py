"""Polls, locations and contacts over REST."""

from datetime import timedelta

import vobject

from tests.api.conftest import Program
from webchat.domain.clock import now

_POLL = {"question": "Where?", "options": ["Here", "There"]}


async def test_a_poll_from_asking_to_closing(ana: Program, bob: Program) -> None:
    poll = (await ana.say(bob.id, "", kind="poll", payload=_POLL)).json()
    assert poll["payload"] == {**_POLL, "multiple": False, "votes": {}}
    place = f"/api/messages/{poll['id']}"
    voted = await bob.http.put(f"{place}/votes", json={"options": [1]})
    assert voted.json()["payload"]["votes"] == {"1": [bob.id]}
    assert (await bob.http.put(f"{place}/votes", json={"options": [7]})).json()["error"]["field"] == "options"
    assert (await bob.http.post(f"{place}/close")).status_code == 403
    assert (await ana.http.post(f"{place}/close")).json()["payload"]["closed_at"]
    assert (await bob.http.put(f"{place}/votes", json={"options": [0]})).status_code == 409


async def test_a_location_moves_and_stops(ana: Program, bob: Program) -> None:
    payload = {"latitude": 1, "longitude": 2, "live_until": (now() + timedelta(hours=1)).isoformat()}
    message = (await ana.say(bob.id, "here", kind="location", payload=payload)).json()
    place = f"/api/messages/{message['id']}/location"
    moved = await ana.http.patch(place, json={"latitude": 3, "longitude": 4, "accuracy": 5})
    assert (moved.json()["payload"]["latitude"], moved.json()["body"]) == (3, "here")
    assert (await ana.http.patch(place, json={"latitude": 3})).status_code == 422
    assert (await ana.http.patch(place, json={"latitude": 300, "longitude": 4})).status_code == 422
    assert (await bob.http.patch(place, json={"stop": True})).status_code == 403
    assert (await ana.http.patch(place, json={"stop": True})).status_code == 200
    assert (await ana.http.patch(place, json={"latitude": 3, "longitude": 4})).status_code == 409


async def test_a_contact_is_taken_along_as_a_file(ana: Program, bob: Program) -> None:
    payload = {"name": "Zoë", "phones": ["+49 30 1234"]}
    message = (await ana.say(bob.id, "", kind="contact", payload=payload)).json()
    answer = await bob.http.get(f"/api/messages/{message['id']}/contact.vcf")
    assert answer.headers["content-type"].startswith("text/vcard")
    assert "attachment" in answer.headers["content-disposition"]
    assert vobject.readOne(answer.text).fn.value == "Zoë"
    words = (await ana.say(bob.id, "no contact")).json()
    assert (await bob.http.get(f"/api/messages/{words['id']}/contact.vcf")).status_code == 404


async def test_what_is_wrong_in_a_payload_is_named(ana: Program, bob: Program) -> None:
    refused = await ana.say(bob.id, "", kind="poll", payload={**_POLL, "options": ["One"]})
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "payload.options")
