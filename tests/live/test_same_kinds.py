"""Polls, places, drafts and messages for later: old screen + what was told = fresh load."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.support.reflex_socket import SIDEBAR, TIMELINE, ReflexSocket, state_name

KINDS = state_name("kinds", "KindsState")
UNSENT = state_name("unsent", "UnsentState")


def _messages(tab: ReflexSocket) -> dict[str, dict]:
    return {key: value for key, value in tab.entries.get(TIMELINE, {}).items() if key.startswith("m:")}


def _unsent(tab: ReflexSocket) -> dict[str, object]:
    drafts = {key: value for key, value in tab.entries.get(SIDEBAR, {}).items() if key.startswith("d:")}
    waiting = {key: value for key, value in tab.entries.get(UNSENT, {}).items() if key.startswith("h:")}
    return {key: value for key, value in (drafts | waiting).items() if value is not None}


async def _fresh(tab_of, who, conversation: int) -> ReflexSocket:
    tab = await tab_of(who)
    await tab.arrive()
    await tab.show(conversation)
    return tab


async def test_votes_and_moves_reach_a_screen_as_a_fresh_load_has_them(tab_of, join):
    (ana, _), (ben, ben_user) = join("Ana"), join("Ben")
    until = (datetime.now(UTC) + timedelta(minutes=15)).isoformat()
    poll = {"kind": "poll", "payload": {"question": "Where?", "options": ["Here", "There"]}}
    place = {"kind": "location", "payload": {"latitude": 1, "longitude": 2, "live_until": until}}
    asked, shared = (
        ana.post("/api/messages/", json={"recipient_id": ben_user["id"], **what}).raise_for_status().json()
        for what in (poll, place)
    )
    tab = await _fresh(tab_of, ben, asked["conversation_id"])
    await tab.send(f"{KINDS}.vote", {"asked": {"message_id": asked["id"], "options": [1]}})
    ana.put(f"/api/messages/{asked['id']}/votes", json={"options": [1]}).raise_for_status()
    ana.patch(f"/api/messages/{shared['id']}/location", json={"latitude": 3, "longitude": 4}).raise_for_status()
    ana.patch(f"/api/messages/{shared['id']}/location", json={"stop": True}).raise_for_status()
    await tab.until(lambda one: {message["version"] for message in _messages(one).values()} == {3})
    assert _messages(tab) == _messages(await _fresh(tab_of, ana, asked["conversation_id"]))


async def test_a_refused_vote_is_followed_by_the_truth(tab_of, join):
    (ana, _), (ben, ben_user) = join("Ana"), join("Ben")
    poll = {"kind": "poll", "payload": {"question": "Where?", "options": ["Here", "There"]}}
    asked = ana.post("/api/messages/", json={"recipient_id": ben_user["id"], **poll}).raise_for_status().json()
    ana.post(f"/api/messages/{asked['id']}/close").raise_for_status()
    tab = await _fresh(tab_of, ben, asked["conversation_id"])
    tab.entries[TIMELINE] = {}
    await tab.send(f"{KINDS}.vote", {"asked": {"message_id": asked["id"], "options": [1]}})
    (entry,) = (await tab.until(_messages)).values()
    assert entry["payload"]["votes"] == {}
    assert entry["payload"]["closed_at"]


async def test_what_is_unsent_is_the_same_on_all_devices(tab_of, join):
    (ana, _), (_, ben_user) = join("Ana"), join("Ben")
    first = ana.post("/api/messages/", json={"recipient_id": ben_user["id"], "body": "hello"}).json()
    room = first["conversation_id"]
    phone, desk = await _fresh(tab_of, ana, room), await _fresh(tab_of, ana, room)
    draft = {"conversation_id": room, "body": "half a thought", "reply_to_id": first["id"], "age_ms": 0}
    await phone.send(f"{UNSENT}.save_draft", {"told": draft})
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    ids = [
        ana.post("/api/scheduled/", json={"conversation_id": room, "body": body, "send_at": later}).json()["id"]
        for body in ("one", "two")
    ]
    ana.delete(f"/api/scheduled/{ids[0]}").raise_for_status()
    await desk.until(lambda tab: set(_unsent(tab)) == {f"d:{room}", f"h:{ids[1]}"})
    assert _unsent(desk) == _unsent(await _fresh(tab_of, ana, room))
    assert _unsent(desk)[f"d:{room}"]["reply_to"]["snippet"] == "hello"
    await desk.send(f"{UNSENT}.save_draft", {"told": draft | {"body": "", "reply_to_id": None}})
    await phone.until(lambda tab: set(_unsent(tab)) == {f"h:{ids[1]}"})
