"""Messages for later over REST."""

from datetime import timedelta
from uuid import uuid4

from tests.api.conftest import Program
from webchat.domain.clock import now


async def test_schedule_list_change_cancel(ana: Program, bob: Program) -> None:
    room = (await ana.say(bob.id, "hello")).json()["conversation_id"]
    at = (now() + timedelta(hours=1)).isoformat()
    body = {"conversation_id": room, "body": "later", "send_at": at, "client_id": str(uuid4())}
    first, again = await ana.http.post("/api/scheduled/", json=body), await ana.http.post("/api/scheduled/", json=body)
    assert (first.status_code, first.json()) == (201, again.json())
    place = f"/api/scheduled/{first.json()['id']}"
    assert (await ana.http.get("/api/scheduled/")).json() == {"items": [first.json()], "next": None}
    assert (await bob.http.get("/api/scheduled/")).json()["items"] == []
    assert (await ana.http.patch(place, json={"body": "much later"})).json()["body"] == "much later"
    assert (await bob.http.delete(place)).status_code == 404
    assert (await ana.http.delete(place)).status_code == 204
    assert (await ana.http.get("/api/scheduled/", params={"conversation_id": room})).json()["items"] == []


async def test_what_makes_no_sense_is_refused(ana: Program, bob: Program) -> None:
    room = (await ana.say(bob.id, "hello")).json()["conversation_id"]
    over = {"conversation_id": room, "body": "late", "send_at": "2020-01-01T00:00:00Z"}
    assert (await ana.http.post("/api/scheduled/", json=over)).json()["error"]["field"] == "send_at"
    without_zone = over | {"send_at": "2099-01-01T00:00:00"}
    assert (await ana.http.post("/api/scheduled/", json=without_zone)).status_code == 422
    elsewhere = over | {"conversation_id": room + 1, "send_at": (now() + timedelta(hours=1)).isoformat()}
    assert (await ana.http.post("/api/scheduled/", json=elsewhere)).status_code == 404
