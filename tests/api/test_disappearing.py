"""Messages that disappear, over HTTP: who may say so, what is answered, what is left."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.api.conftest import Program
from webchat.domain.clock import now
from webchat.services.disappearing import vanish_due

DAY = 86_400


async def test_each_of_two_says_it_and_messages_carry_their_end(ana: Program, bob: Program) -> None:
    sent = await ana.http.post("/api/messages/", json={"recipient_id": bob.id, "body": "Before"})
    assert sent.json()["expires_at"] is None
    room = sent.json()["conversation_id"]
    path = f"/api/conversations/{room}"
    changed = await bob.http.patch(path, json={"disappear_seconds": 7 * DAY, "pinned": True})
    assert changed.status_code == 200, changed.text
    assert (changed.json()["disappear_seconds"], changed.json()["pinned"]) == (7 * DAY, True)
    seen = (await ana.http.get(path)).json()
    assert (seen["disappear_seconds"], seen["pinned"]) == (7 * DAY, False)
    during = (await ana.http.post("/api/messages/", json={"conversation_id": room, "body": "During"})).json()
    stays = datetime.fromisoformat(during["expires_at"]) - datetime.fromisoformat(during["created_at"])
    assert stays.days == 7
    assert await vanish_due(lambda: now() + timedelta(days=8)) == 1
    page = (await bob.http.get("/api/messages/", params={"conversation_id": room})).json()
    assert [(one["kind"], one["body"]) for one in page["items"]] == [("text", "Before"), ("system", "")]
    assert page["items"][1]["payload"] == {"code": "disappearing_changed", "seconds": 7 * DAY}
    gone = (await bob.http.get(f"/api/messages/{during['id']}")).json()
    assert (gone["body"], gone["seq"], gone["expires_at"]) == ("", 3, during["expires_at"])
    assert gone["deleted_at"] >= gone["expires_at"]


async def test_in_a_group_its_admins_say_it(ana: Program, bob: Program) -> None:
    room = (await ana.http.post("/api/groups/", json={"title": "Hiking", "member_ids": [bob.id]})).json()["id"]
    path = f"/api/conversations/{room}"
    refused = await bob.http.patch(path, json={"disappear_seconds": DAY})
    assert refused.status_code == 403
    assert refused.json()["error"]["message"] == "Only admins can have the messages of this group disappear."
    assert (await bob.http.get(path)).json()["disappear_seconds"] == 0
    assert (await ana.http.patch(path, json={"disappear_seconds": DAY})).json()["disappear_seconds"] == DAY
    assert (await bob.http.get(f"/api/groups/{room}")).json()["disappear_seconds"] == DAY


async def test_what_is_no_choice_is_refused_in_words(ana: Program, bob: Program) -> None:
    room = (await ana.http.post("/api/messages/", json={"recipient_id": bob.id, "body": "Hi"})).json()[
        "conversation_id"
    ]
    for wrong in (5, "86400", None, True):
        answer = await ana.http.patch(f"/api/conversations/{room}", json={"disappear_seconds": wrong, "pinned": True})
        assert answer.status_code == 422
        assert answer.json()["error"]["field"] == "disappear_seconds"
    assert (await ana.http.get(f"/api/conversations/{room}")).json()["pinned"] is False
