"""Every Reflex event is a public door: what somebody can do who sends them by hand."""

from __future__ import annotations

import asyncio
import json
import uuid

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.support.reflex_socket import MESSAGES, PEOPLE, SIDEBAR, TIMELINE, ReflexSocket

# What the page can ask about messages, with what each needs besides their ids.
MESSAGE_EVENTS = {
    "edit_message": {"body": "other words"},
    "delete_messages": {},
    "restore_messages": {},
    "pin_message": {"on": True},
    "star_message": {"on": True},
    "forward_messages": {"conversation_ids": [1], "user_ids": []},
    "mark_unread": {},
    "clear_mark": {},
    "load_pins": {},
    "load_saved": {},
    "load_history": {},
    "load_receipts": {},
}


async def _settled(tab: ReflexSocket) -> None:
    """Events of a tab are handled in order: when a later harmless one is answered, the earlier ones are done."""
    tab.entries.get(PEOPLE, {}).pop("found", None)
    await tab.send(f"{PEOPLE}.find_people", {"asked": {"query": "nobody of this name"}})
    async with asyncio.timeout(60):
        await tab.until(lambda one: "found" in one.entries.get(PEOPLE, {}))


async def test_a_stranger_with_made_up_ids_gets_nothing_and_changes_nothing(tab_of, join):
    ana, _ = join("Ana")
    _, ben = join("Ben")
    mallory, _ = join("Mallory")
    sent = ana.post("/api/messages/", json={"recipient_id": ben["id"], "body": "between us two"}).json()
    before = ana.get(f"/api/messages/{sent['id']}").json()
    tab = await tab_of(mallory)
    await tab.arrive()
    conversation = sent["conversation_id"]
    asked = {"conversation_id": conversation}
    await tab.send(f"{TIMELINE}.open_conversation", {"asked": asked})
    held = {"from_seq": 0, "to_seq": 0, "cursor": ""}
    await tab.send(f"{TIMELINE}.open_conversation", {"asked": {**asked, "held": held}})
    await tab.send(f"{TIMELINE}.load_page", {"asked": {**asked, "after": 0}})
    await tab.send(
        f"{TIMELINE}.submit_message", {"sent": {**asked, "client_id": str(uuid.uuid4()), "body": "intruder"}}
    )
    for name, more in MESSAGE_EVENTS.items():
        asked_of = {**asked, "message_id": sent["id"], "message_ids": [sent["id"]], **more}
        await tab.send(f"{MESSAGES}.{name}", {"asked": asked_of})
    await tab.send(f"{TIMELINE}.acknowledge", {"told": {"seen": [[conversation, 1, 1]]}})
    await tab.send(f"{PEOPLE}.report_typing", {"told": {**asked, "active": True}})
    await _settled(tab)
    ana.post("/api/messages/", json={**asked, "body": "still between us"}).raise_for_status()
    await _settled(tab)
    heard = json.dumps(tab.entries) + "".join(tab.frames)
    assert "between us" not in heard
    assert ana.get(f"/api/messages/{sent['id']}").json() == before
    page = ana.get("/api/messages/", params=asked).json()["items"]
    assert [message["body"] for message in page] == ["between us two", "still between us"]


async def test_without_a_session_no_event_does_anything(tab_of, join):
    _, ben = join("Ben")
    tab = await tab_of()
    await tab.arrive()
    await tab.send(f"{SIDEBAR}.start_direct", {"user_id": ben["id"]})
    await tab.send(f"{PEOPLE}.find_people", {"asked": {"query": "Ben"}})
    async with asyncio.timeout(60):
        await tab.until(lambda one: any("redirect" in json.dumps(event) for event in one.events))
    assert "Ben" not in json.dumps(tab.entries)


@pytest.mark.parametrize("payload", [{}, {"asked": None}, {"asked": {"conversation_id": "x"}}, {"asked": [1]}])
async def test_broken_events_leave_the_tab_working(tab_of, join, payload):
    ana, _ = join("Ana")
    tab = await tab_of(ana)
    await tab.arrive()
    await tab.send(f"{TIMELINE}.open_conversation", payload)
    await _settled(tab)


async def test_a_session_that_ended_ends_its_socket(tab_of, join):
    ana, _ = join("Ana")
    tab = await tab_of(ana)
    await tab.arrive()
    ana.delete("/session").raise_for_status()
    with pytest.raises(ConnectionClosed):
        async with asyncio.timeout(60):
            await tab.until(lambda one: False)


async def test_pages_of_other_sites_cannot_open_the_socket(server):
    with pytest.raises(InvalidStatus) as refused:
        await ReflexSocket.open(server.url, origin="http://evil.example")
    assert refused.value.response.status_code in {400, 403}
