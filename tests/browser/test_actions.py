"""What people do with messages: going to one and back, and what both of two people see."""

from __future__ import annotations

import re

import httpx
from playwright.sync_api import expect

from tests.browser.test_history import Teller


def _tell_thousand(server, reader: str) -> int:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
        teller = Teller(client, f"Teller of {reader}", reader)
        teller.tell(1000)
        return client.get(f"/api/messages/{teller.last}").json()["conversation_id"]


def test_a_link_opens_a_message_that_is_not_loaded_in_its_context(people, server):
    hana = people("Hana Link").join()
    conversation = _tell_thousand(server, hana.name)
    hana.page.goto(f"{server.url}/chat/{conversation}/?m=400")
    wanted = hana.page.locator('article[data-seq="400"]')
    expect(wanted).to_be_in_viewport()
    expect(wanted).to_have_attribute("data-flash", "")
    expect(hana.page).to_have_url(re.compile(rf"/chat/{conversation}/$"))
    expect(hana.message("line 399")).to_be_in_viewport()
    expect(hana.message("line 401")).to_be_in_viewport()
