"""Another device by a code, and out again; bots of one's own."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from playwright.sync_api import Locator, expect

from tests.browser.test_groups import new_group
from tests.support.axe import findings
from tests.support.person import Person

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def open_settings(person: Person, name: str) -> Locator:
    person.page.get_by_role("button", name="Settings").click()
    person.page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
    return person.page.get_by_role("dialog", name=name)


def test_another_device_comes_in_after_a_yes(people: Callable[..., Person]) -> None:
    old = people("Dora Devices").join()
    new = people("Dora Devices", user_agent=FIREFOX)
    for answer in ("Deny", "Allow"):
        open_settings(old, "Devices").get_by_role("button", name="Continue on another device").click()
        code = old.page.get_by_role("status", name="Code").inner_text()
        expect(old.page.get_by_role("img", name="QR code")).to_be_visible()
        assert findings(old.page) == []
        new.page.goto(new.url)
        new.page.get_by_role("link", name="I have a code").click()
        new.page.get_by_role("textbox", name="Code").fill(code.lower())
        new.page.get_by_role("button", name="Continue", exact=True).click()
        expect(new.page.get_by_role("heading", name="Confirm on your other device")).to_be_visible()
        expect(old.page.get_by_role("heading", name="Sign in on Firefox on Linux?")).to_be_visible()
        old.page.get_by_role("button", name=answer).click()
        expect(old.page.get_by_role("dialog")).to_be_hidden()
        if answer == "Deny":
            expect(new.page.get_by_role("alert")).to_have_text("Your other device said no.")
    expect(new.page.get_by_role("button", name="Settings")).to_be_visible()

    listed = open_settings(old, "Devices").get_by_role("list", name="Devices").get_by_role("listitem")
    expect(listed).to_have_count(2)
    expect(listed.filter(has_text="This device")).to_have_count(1)
    expect(listed.first).to_contain_text("This device")
    listed.filter(has_text="Firefox on Linux").get_by_role("button", name="Sign out").click()
    expect(listed).to_have_count(1)
    expect(new.page.get_by_role("textbox", name="Your name")).to_be_visible()
    expect(new.page.get_by_text("You were signed out here.")).to_be_visible()

    # Who signs out on the last device is told what that means, and may think again.
    old.page.keyboard.press("Escape")
    question = open_settings(old, "Sign out")
    expect(question).to_contain_text("after this nobody can be Dora Devices again, not even you")
    assert findings(old.page) == []
    question.get_by_role("button", name="Continue on another device").click()
    expect(old.page.get_by_role("status", name="Code")).to_be_visible()
    old.page.keyboard.press("Escape")
    open_settings(old, "Sign out").get_by_role("button", name="Sign out").click()
    expect(old.page.get_by_text("Type a name and you are talking.")).to_be_visible()


def test_a_bot_is_made_added_and_deleted(people: Callable[..., Person]) -> None:
    maker = people("Mika Makesbots").join()
    bots = open_settings(maker, "Bots")
    bots.get_by_role("textbox", name="Name").fill("Weather of Mika")
    bots.get_by_role("button", name="Create bot").click()
    token = bots.get_by_role("textbox", name="Token").input_value()
    assert findings(maker.page) == []
    listed = bots.get_by_role("list", name="Bots").get_by_role("listitem")
    listed.get_by_role("button", name="New token").click()
    expect(bots.get_by_role("textbox", name="Token")).not_to_have_value(token)
    token = bots.get_by_role("textbox", name="Token").input_value()
    bots.get_by_role("button", name="Close").click()

    new_group(maker, "Weather", people("Weather of Mika"))
    said = {"group_id": int(maker.page.url.rstrip("/").split("/")[-1]), "body": "Rain at six"}
    proof = {"Authorization": f"Bearer {token}"}
    httpx.post(f"{maker.url}/api/messages", json=said, headers=proof, trust_env=False).raise_for_status()
    expect(maker.message("Rain at six")).to_contain_text("Weather of Mika")
    expect(maker.message("Rain at six").get_by_text("bot", exact=True)).to_be_visible()

    bots = open_settings(maker, "Bots")
    listed = bots.get_by_role("list", name="Bots").get_by_role("listitem")
    listed.get_by_role("button", name="Delete").click()
    listed.get_by_role("button", name="Delete").click()
    expect(listed).to_have_text("There is none yet.")
    assert httpx.get(f"{maker.url}/api/users/me", headers=proof, trust_env=False).status_code == 401
