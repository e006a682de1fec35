"""Somebody who sends more events than any page does: the others do not feel it, and they are cut off."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from tests.support.reflex_socket import MESSAGES, PEOPLE, SESSION, TIMELINE, ReflexSocket, state_name
from tests.support.server import RunningServer, wait_until

BROWSER = state_name("browser", "Browser")
KINDS = state_name("kinds", "KindsState")
REACTIONS = state_name("reactions", "ReactionsState")
_LIMIT = 3000
_NOTHING = object()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One with limits, unlike the others."""
    running = RunningServer(tmp_path_factory.mktemp("floods") / "data", WEBCHAT_RATE_LIMITS="on")
    try:
        running.start()
        yield running
    finally:
        running.stop()


def _send(tab: ReflexSocket, body: str, **where: Any) -> Any:
    sent = {**where, "client_id": str(uuid.uuid4()), "body": body}
    return tab.send(f"{TIMELINE}.submit_message", {"sent": sent})


async def _flood(tab: ReflexSocket) -> None:
    """Idle, there, idle, there: until the line is gone."""
    for number in itertools.count():
        await tab.send(f"{PEOPLE}.report_activity", {"told": {"active": number % 2 == 1}})
        await tab.send(f"{PEOPLE}.report_attention", {"told": {"attentive": number % 2 == 0}})


async def _use_up(tab: ReflexSocket) -> None:
    """All that a person may send in a minute: what follows is refused."""
    for _ in range(_LIMIT):
        await tab.send(f"{TIMELINE}.acknowledge", {"told": {"seen": []}})


async def _end(tab: ReflexSocket) -> None:
    while True:
        await tab.receive()


async def test_a_flood_is_cut_off_and_the_others_go_on(tab_of, join):
    (ana, _), (ben, ben_user), (mallory, _) = join("Ana"), join("Ben"), join("Mallory")
    body = {"recipient_id": ben_user["id"], "body": "hello"}
    room = ana.post("/api/messages/", json=body).raise_for_status().json()["conversation_id"]
    mallory.post("/api/messages/", json=body).raise_for_status()  # so that Ben sees whether Mallory is here
    tabs = [await tab_of(client) for client in (ana, ben, mallory)]
    for tab in tabs:
        await tab.arrive()
    hers, his, loud = tabs
    await his.show(room)

    async def talk() -> None:
        for number in itertools.count():
            await _send(hers, f"line {number}", conversation_id=room)
            await his.until(lambda one, wanted=f'"line {number}"': any(wanted in frame for frame in one.frames))
            if flooding.done():
                return

    async with asyncio.timeout(60):
        flooding = asyncio.gather(_flood(loud), _end(loud), return_exceptions=True)
        await talk()
        assert all(isinstance(one, ConnectionClosed) for one in await flooding)

    # Who comes back at once is not let in: neither with a new socket nor with another tab.
    again = await tab_of(mallory)
    await again.send(f"{SESSION}.arrive")
    with pytest.raises(ConnectionClosed):
        await again.until(lambda one: one.entries.get(SESSION, {}).get("arrived_rx_state_"))
    await _send(hers, "after it", conversation_id=room)
    await his.until(lambda one: any('"after it"' in frame for frame in one.frames))


async def test_who_is_refused_hears_why_before_that(tab_of, join):
    (ana, _), (_, ben) = join("Ana"), join("Ben")
    sent = ana.post("/api/messages/", json={"recipient_id": ben["id"], "body": "hello"}).raise_for_status().json()
    tab = await tab_of(ana)
    await tab.arrive()
    await _use_up(tab)
    client_id = str(uuid.uuid4())
    place = {"conversation_id": sent["conversation_id"]}
    await tab.send(f"{TIMELINE}.submit_message", {"sent": {**place, "client_id": client_id, "body": "one more"}})
    refused = await tab.until(lambda one: one.entries.get(TIMELINE, {}).get(f"x:{client_id}"))
    assert refused["code"] == "rate_limited"
    await tab.send(f"{TIMELINE}.load_page", {"asked": place})
    assert "a lot at once" in await tab.until(lambda one: one.entries.get(BROWSER, {}).get("notice"))


async def test_what_is_refused_and_was_shown_already_is_put_right(tab_of, join):
    """A browser shows a sign, a tombstone, a pin, a star and a vote before the server has heard of them."""
    (ana, _), (_, ben) = join("Ana"), join("Ben")
    poll = {"recipient_id": ben["id"], "kind": "poll", "payload": {"question": "Shall we?", "options": ["Yes", "No"]}}
    sent = ana.post("/api/messages/", json=poll).raise_for_status().json()
    tab = await tab_of(ana)
    await tab.arrive()
    await _use_up(tab)
    key, about = f"m:{sent['sender']['id']}:{sent['client_id']}", {"message_id": sent["id"]}

    async def true_again(handler: str, wish: dict[str, Any], entry: str) -> Any:
        tab.entries.get(TIMELINE, {}).pop(entry, None)
        tab.entries.get(BROWSER, {}).pop("notice", None)
        await tab.send(*{handler: wish}.popitem())
        answer = await tab.until(lambda one: one.entries.get(TIMELINE, {}).get(entry, _NOTHING) != _NOTHING and one)
        assert "a lot at once" in await tab.until(lambda one: one.entries.get(BROWSER, {}).get("notice"))
        return answer.entries[TIMELINE][entry]

    wish = {"wish": {**about, "emoji": "👍", "on": True, "ref": 7}}
    assert (await true_again(f"{REACTIONS}.react", wish, f"z:{sent['id']}:👍"))["ref"] == 7
    assert tab.entries[TIMELINE][f"e:{sent['id']}"]["reactions"] == []
    deletion = {"asked": {"message_ids": [sent["id"]]}}
    assert (await true_again(f"{MESSAGES}.delete_messages", deletion, key))["deleted_at"] is None
    assert not (await true_again(f"{MESSAGES}.pin_message", {"asked": {**about, "on": True}}, key)).get("pinned_at")
    assert await true_again(f"{MESSAGES}.star_message", {"asked": {**about, "on": True}}, f"b:{sent['id']}") is False
    voted = await true_again(f"{KINDS}.vote", {"asked": {**about, "options": [0]}}, key)
    assert not voted["payload"].get("votes")


async def test_several_busy_tabs_are_never_refused(tab_of, join):
    """More than a person does in a minute: history that is run through, confirmed and typed in, in three tabs."""
    (ana, _), (_, ben) = join("Ana"), join("Ben")
    sent = ana.post("/api/messages/", json={"recipient_id": ben["id"], "body": "hello"}).raise_for_status().json()
    room = {"conversation_id": sent["conversation_id"]}
    tabs = [await tab_of(ana) for _ in range(3)]
    for tab in tabs:
        await tab.arrive()

    async def use(tab: ReflexSocket) -> None:
        for number in range(130):
            tab.entries.get(TIMELINE, {}).pop(f"g:{room['conversation_id']}", None)
            for active in (True, False):
                await tab.send(f"{PEOPLE}.report_typing", {"told": {**room, "active": active}})
                await tab.send(f"{PEOPLE}.report_activity", {"told": {"active": active}})
            await tab.send(f"{TIMELINE}.acknowledge", {"told": {"seen": [[room["conversation_id"], 1, 1]]}})
            await tab.send(f"{TIMELINE}.load_page", {"asked": {**room, "before": number + 2}})
            await tab.until(lambda one: one.entries.get(TIMELINE, {}).get(f"g:{room['conversation_id']}"))

    await asyncio.gather(*(use(tab) for tab in tabs))
    assert not [frame for tab in tabs for frame in tab.frames if "a lot at once" in frame]


async def test_who_never_says_who_they_are_is_cut_off_sooner(tab_of):
    tab = await tab_of()
    with pytest.raises(ConnectionClosed):
        async with asyncio.timeout(60):
            await asyncio.gather(_flood(tab), _end(tab))


async def test_a_session_of_which_only_pages_make_use_was_used(tab_of, join, server: RunningServer) -> None:
    ana, user = join("Ana")
    with server.database() as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("UPDATE session SET last_used_at = now() - interval '50 days' WHERE user_id = %s", (user["id"],))
        await (await tab_of(ana)).arrive()

        def is_kept() -> bool:
            cursor.execute(
                "SELECT last_used_at > now() - interval '1 day' FROM session WHERE user_id = %s", (user["id"],)
            )
            return cursor.fetchone()[0]

        await asyncio.to_thread(wait_until, is_kept, 20, "the session to be used")
