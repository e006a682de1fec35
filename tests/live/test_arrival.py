"""A tab that arrives while somebody writes: its first list and the live update meet without a loss."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tests.support.reflex_socket import SESSION, SIDEBAR, ReflexSocket, state_name
from tests.support.server import RunningServer, wait_until

UNSENT, BROWSER = state_name("unsent", "UnsentState"), state_name("browser", "Browser")
_CANCEL = "SELECT pg_cancel_backend(pid) FROM pg_locks WHERE relation = 'session'::regclass AND NOT granted"


async def test_what_is_said_while_a_tab_arrives_is_in_its_list(tab_of, join):
    (ana, ana_user), (ben, _) = join("Ana"), join("Ben")

    def say(number: int) -> dict:
        body = {"recipient_id": ana_user["id"], "body": f"line {number}"}
        return ben.post("/api/messages/", json=body).raise_for_status().json()

    for number in range(40):
        tab = await tab_of(ana)
        sent, _ = await asyncio.gather(asyncio.to_thread(say, number), tab.arrive())
        await _until_listed(tab, sent)
        await tab.close()


async def _until_listed(tab: ReflexSocket, sent: dict) -> None:
    conversation = sent["conversation_id"]

    def is_there(one: ReflexSocket) -> bool:
        listed = one.entries[SIDEBAR]
        last = listed.get(f"l:{conversation}") or {}
        return last.get("seq") == sent["seq"] and f"c:{conversation}" in listed

    async with asyncio.timeout(30):
        await tab.until(is_there)


@contextmanager
def held_up(server: RunningServer, table: str) -> Iterator[None]:
    """Whoever reads this table waits until this ends."""
    with server.database() as connection, connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


def waits_for(server: RunningServer, table: str) -> bool:
    """Whether somebody waits for a table that is held up."""
    with server.database() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted", (table,))
        return cursor.fetchone()[0] > 0


async def test_a_draft_that_is_sent_while_a_tab_arrives_does_not_come_back(tab_of, join, server: RunningServer) -> None:
    """The tab would show what was read before, and offer for good what was sent."""
    (ana, _), (_, ben) = join("Ana"), join("Ben")
    said = ana.post("/api/messages/", json={"recipient_id": ben["id"], "body": "hello"}).raise_for_status().json()
    draft = f"d:{said['conversation_id']}"
    phone, tab = await tab_of(ana), await tab_of(ana)
    await phone.arrive()

    async def keep(body: str) -> None:
        told = {"conversation_id": said["conversation_id"], "body": body}
        await phone.send(f"{UNSENT}.save_draft", {"told": told})
        await phone.until(lambda one: ((one.entries[SIDEBAR].get(draft) or {}).get("body") or "") == body)

    await keep("half a thought")
    with held_up(server, "scheduled_message"):  # is read after the drafts
        await tab.send(f"{SESSION}.arrive")
        await asyncio.to_thread(wait_until, lambda: waits_for(server, "scheduled_message"), what="the tab's drafts")
        await keep("")
    await tab.until(lambda one: one.entries.get(SESSION, {}).get("arrived_rx_state_"))
    assert "drafts" in tab.entries[SIDEBAR]
    assert tab.entries[SIDEBAR].get(draft) is None


async def test_a_look_that_is_chosen_while_a_tab_arrives_stays_chosen(tab_of, join, server: RunningServer) -> None:
    ana, _ = join("Ana")
    tab = await tab_of(ana)
    with held_up(server, "notification_settings"):  # is read after the look
        await tab.send(f"{SESSION}.arrive")
        await asyncio.to_thread(wait_until, lambda: waits_for(server, "notification_settings"), what="the tab's look")
        change = {"json": {"theme": "dark"}}
        (await asyncio.to_thread(ana.patch, "/api/users/me/look", **change)).raise_for_status()
    await tab.until(lambda one: one.entries.get(SESSION, {}).get("arrived_rx_state_"))
    await tab.until(lambda one: one.entries[BROWSER]["look"]["theme"] == "dark")


async def test_a_tab_that_goes_while_it_arrives_is_not_counted(tab_of, join, server: RunningServer) -> None:
    """Nobody would ever take it out: its person would be online for good."""
    (ana, ana_user), (ben, _) = join("Ana"), join("Ben")
    tab = await tab_of(ana)
    with held_up(server, "session"):
        await tab.send(f"{SESSION}.arrive")
        await asyncio.to_thread(wait_until, lambda: waits_for(server, "session"), what="the server to ask whose it is")
        await tab.close()
    await (await tab_of(ben)).arrive()  # the same way, begun later
    seen = await asyncio.to_thread(ben.get, f"/api/users/{ana_user['id']}")
    assert seen.raise_for_status().json()["presence"] == "offline"


async def test_a_tab_that_cannot_arrive_is_sent_back_to_come_again(tab_of, join, server: RunningServer) -> None:
    """It would wait for the answer for good: nobody asks twice on one connection."""
    (ana, _) = join("Ana")
    tab = await tab_of(ana)

    def is_cancelled() -> bool:
        with server.database() as connection, connection.cursor() as cursor:
            cursor.execute(_CANCEL)
            return bool(cursor.fetchall())

    with held_up(server, "session"):
        await tab.send(f"{SESSION}.arrive")
        await asyncio.to_thread(wait_until, is_cancelled, what="the server to ask whose tab it is")
        with pytest.raises(ConnectionClosed):
            await tab.until(lambda _: False)
    await (await tab_of(ana)).arrive()


async def test_the_cookie_counts_from_our_own_pages_only(own_server: RunningServer) -> None:
    """Hosts may connect; on the same site the browser would send our cookie along with that."""
    host = "http://localhost:1"
    own_server.environment["ALLOWED_ORIGINS"] = host
    await asyncio.to_thread(own_server.start)
    with httpx.Client(base_url=own_server.url, headers={"Origin": own_server.url}, trust_env=False) as browser:
        (await asyncio.to_thread(browser.post, "/session", json={"name": "Ana"})).raise_for_status()
        cookie = browser.cookies["webchat_session"]
    for origin, known in ((host, False), (own_server.url, True)):
        tab = await ReflexSocket.open(own_server.url, cookie, origin)
        await tab.arrive()
        assert bool(tab.entries.get(SESSION, {}).get("me_id_rx_state_")) is known
        await tab.close()
