"""How one wants to hear of messages, and Web Push, over HTTP."""

from tests.api.conftest import Program
from tests.support.push_service import Phone
from tests.support.receiver import Receiver

_DEFAULT = {"sound": True, "previews": True, "quiet_from": None, "quiet_until": None, "time_zone": "UTC"}


async def test_wishes_are_kept_and_changed_one_by_one(ana: Program, bob: Program) -> None:
    path = "/api/users/me/notifications"
    assert (await ana.http.get(path)).json() == _DEFAULT
    quiet = {"quiet_from": "22:00", "quiet_until": "07:30", "time_zone": "Europe/Lisbon"}
    assert (await ana.http.patch(path, json=quiet)).json() == _DEFAULT | quiet
    assert (await ana.http.patch(path, json={"sound": False})).json() == _DEFAULT | quiet | {"sound": False}
    ended = {"quiet_from": None, "quiet_until": None}
    assert (await ana.http.patch(path, json=ended)).json()["quiet_from"] is None
    refused = await ana.http.patch(path, json={"quiet_from": "7 pm", "quiet_until": "07:00"})
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "quiet_from")
    assert (await bob.http.get(path)).json() == _DEFAULT


async def test_a_subscription_from_beginning_to_end(ana: Program, bob: Program) -> None:
    address = Phone(Receiver(port=443)).address
    body = {"endpoint": address.endpoint, "keys": {"p256dh": address.p256dh, "auth": address.auth}}
    key = (await ana.http.get("/api/push/key")).json()["public_key"]
    assert key == (await bob.http.get("/api/push/key")).json()["public_key"]
    made = await ana.http.post("/api/push/subscriptions", json=body)
    assert (made.status_code, made.json()["endpoint"], made.json()["current"]) == (201, address.endpoint, True)
    assert (await ana.http.post("/api/push/subscriptions", json=body)).status_code == 200
    (listed,) = (await ana.http.get("/api/push/subscriptions")).json()["items"]
    assert listed == made.json()
    assert address.auth not in str(listed)
    gone = {"endpoint": address.endpoint}
    assert (await bob.http.request("DELETE", "/api/push/subscriptions", json=gone)).status_code == 404
    assert (await ana.http.request("DELETE", "/api/push/subscriptions", json=gone)).status_code == 204
    assert (await ana.http.get("/api/push/subscriptions")).json()["items"] == []
    refused = await ana.http.post("/api/push/subscriptions", json=body | {"keys": {"p256dh": "x", "auth": "y"}})
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "keys")
