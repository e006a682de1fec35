"""Integrations: an admin makes an address, a program writes to it, everyone sees both."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from playwright.sync_api import expect

from tests.browser.test_groups import details, dialog, lines, new_group
from tests.support.axe import findings
from tests.support.person import Person


def test_an_address_is_made_written_to_and_taken_away(people: Callable[..., Person]) -> None:
    olga, pavel = people("Olga Hooks").join(), people("Pavel Hooks").join()
    new_group(olga, "Disk alerts", pavel)
    details(olga).get_by_role("button", name="Integrations").click()
    olga.page.get_by_role("textbox", name="Name").fill("Disk watch")
    olga.page.get_by_role("button", name="Create integration").click()
    address = olga.page.get_by_role("textbox", name="Address to write to").input_value()
    assert findings(olga.page) == []

    assert httpx.post(address, content="Disk full", trust_env=False).status_code == 201
    pavel.open("Disk alerts")
    expect(pavel.message("Disk full")).to_be_visible()
    expect(pavel.message("Disk full")).to_contain_text("Disk watch")
    expect(lines(pavel).filter(has_text="added the integration Disk watch")).to_be_visible()
    expect(details(pavel).get_by_role("button", name="Integrations")).to_have_count(0)

    listed = dialog(olga).get_by_role("list", name="Integrations").get_by_role("listitem")
    listed.get_by_role("button", name="Delete").click()
    question = listed.get_by_role("group", name="Delete Disk watch?")
    expect(question.get_by_role("button", name="Keep")).to_be_focused()
    assert findings(olga.page) == []
    question.get_by_role("button", name="Delete").click()
    expect(listed).to_have_text("There is none yet.")
    assert httpx.post(address, content="Disk full", trust_env=False).status_code == 404
    expect(lines(pavel).filter(has_text="removed the integration Disk watch")).to_be_visible()
