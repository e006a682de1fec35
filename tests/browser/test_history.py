"""Long conversations: pages, the line under the eye, the unread line."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

ANCHOR = (Path(__file__).parent / "anchor.js").read_text()


@pytest.fixture
def told(people, server):
    """Somebody without a browser (REST) and how to make them say many lines."""

    def tell(listener: str, name: str, lines: int) -> None:
        api = httpx.Client(base_url=server.url, trust_env=False, timeout=30)
        token = api.post("/api/users/", json={"username": name}).raise_for_status().json()["token"]
        api.headers["Authorization"] = f"Bearer {token}"
        found = api.get("/api/users/", params={"q": listener}).json()["items"]
        for number in range(1, lines + 1):
            body = {"recipient_id": found[0]["id"], "body": f"line {number:03}"}
            api.post("/api/messages/", json=body).raise_for_status()

    return tell


def test_opens_at_the_first_unread_and_loads_history_without_a_jump(people, told):
    hana = people("Hana Reader").join()
    told("Hana Reader", "Teller", 130)
    expect(hana.entry("Teller")).to_have_accessible_name(re.compile("130 unread"))
    hana.entry("Teller").click()
    expect(hana.message("line 001")).to_be_in_viewport()
    log = hana.page.get_by_role("log", name="Messages")
    while not hana.message("line 130").count():
        drawn = hana.messages.count()
        log.evaluate("log => log.scrollTo(0, log.scrollHeight)")
        expect(hana.messages.nth(drawn)).to_be_attached()
    log.evaluate("log => log.scrollTo(0, log.scrollHeight)")
    expect(hana.message("line 130")).to_be_visible()
    expect(hana.entry("Teller")).not_to_have_accessible_name(re.compile("unread"))

    hana.page.reload()
    expect(hana.message("line 130")).to_be_in_viewport()
    before = hana.messages.count()
    moved = hana.page.evaluate(ANCHOR)
    assert hana.messages.count() > before
    assert moved < 1


def test_new_messages_below_wait_behind_a_pill(people, told, pair):
    ana, ben = pair
    for number in range(40):
        ana.say(f"filler {number}")
    expect(ben.message("filler 39")).to_be_visible()
    log = ben.page.get_by_role("log", name="Messages")
    log.evaluate("log => log.scrollTo(0, 200)")
    place = log.evaluate("log => log.scrollTop")
    ana.say("look down")
    pill = ben.page.get_by_role("button", name=re.compile("1 new message"))
    expect(pill).to_be_visible()
    assert log.evaluate("log => log.scrollTop") == place
    pill.click()
    expect(ben.message("look down")).to_be_in_viewport()
    expect(ana.message("look down")).to_have_attribute("data-status", "read")
