"""The settings: who one is, what one shows, what is known of one, and leaving for good."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.test_groups import details, new_group
from tests.support.person import Person
from tests.support.server import RunningServer, wait_until


def _settings(person: Person) -> Locator:
    person.page.get_by_role("button", name="Settings").click()
    dialog = person.page.get_by_role("dialog", name="Settings")
    expect(dialog).to_be_visible()
    return dialog


def test_profile_privacy_and_export(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    dialog = _settings(ana)
    name = dialog.get_by_role("textbox", name="Shown name")
    expect(name).to_have_value(ana.name)
    name.fill("Ana of the Hills")
    dialog.get_by_role("textbox", name="About you").fill("In Lisbon until May")
    dialog.get_by_role("button", name="Save profile").click()
    expect(ben.entry("Ana of the Hills")).to_be_visible()
    # Reading is hidden before the first message comes: it is delivered, and no more.
    receipts = dialog.get_by_role("switch", name="Read receipts")
    expect(receipts).to_be_checked()
    with ana.page.expect_response("**/api/users/me/privacy") as answered:
        receipts.click()
    assert answered.value.json() == {"receipts": False, "presence": True}
    expect(receipts).not_to_be_checked()
    with ana.page.expect_download() as downloading:
        dialog.get_by_role("button", name="Export my data").click()
    archive = zipfile.ZipFile(downloading.value.path())
    assert b"In Lisbon until May" in archive.read("profile.json")
    ana.page.keyboard.press("Escape")
    ben.say("Do you see this?")
    expect(ana.message("Do you see this?")).to_be_visible()
    expect(ben.message("Do you see this?")).to_have_attribute("data-status", "delivered")
    ana.say("Perhaps")
    expect(ben.message("Perhaps")).to_be_visible()
    expect(ana.message("Perhaps")).to_have_attribute("data-status", "delivered")
    expect(ben.message("Do you see this?")).to_have_attribute("data-status", "delivered")
    # Why nobody has read it is said, with the way to the switch.
    ana.message("Perhaps").hover()
    ana.message("Perhaps").get_by_role("button", name="More").click()
    ana.page.get_by_role("menuitem", name="Info", exact=True).click()
    info = ana.page.get_by_role("dialog", name="Message info")
    expect(info).to_contain_text("Your read receipts are switched off")
    info.get_by_role("button", name="Open the settings").click()
    expect(receipts).to_be_focused()
    expect(receipts).to_be_in_viewport()
    ana.page.keyboard.press("Escape")
    # Who is not here for anybody sees nobody, on the tab that stays open too.
    expect(ben.page.get_by_text("online", exact=True).first).to_be_visible()
    dialog = _settings(ana)
    dialog.get_by_role("switch", name="Online and last seen").click()
    expect(ben.page.get_by_text("offline", exact=True).first).to_be_visible()
    ana.page.keyboard.press("Escape")
    expect(ana.page.get_by_text("offline", exact=True).first).to_be_visible()


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[RunningServer]:
    """A server that counts."""
    running = RunningServer(tmp_path / "data")
    running.start()
    yield running
    running.stop()


def test_an_export_that_is_refused_is_said_and_not_saved(limited: RunningServer, people: Callable[..., Person]) -> None:
    ana = people("Ana Refused", url=limited.url).join()
    dialog = _settings(ana)
    for _ in range(2):
        with ana.page.expect_download():
            dialog.get_by_role("button", name="Export my data").click()
    saved: list[object] = []
    ana.page.on("download", lambda one: saved.append(one))
    dialog.get_by_role("button", name="Export my data").click()
    expect(dialog.get_by_role("alert")).to_contain_text(re.compile("You can have it again in (1 hour|5. minutes)"))
    assert not saved


def test_a_switch_turns_at_once_and_back_where_it_is_not_taken(people: Callable[..., Person]) -> None:
    ana = people("Ana Switches").join()
    held: list[Route] = []
    ana.page.route(
        "**/api/users/me/notifications",
        lambda route: held.append(route) if route.request.method == "PATCH" else route.continue_(),
    )
    hours = _settings(ana).get_by_role("switch", name="Quiet hours")
    hours.click()
    wait_until(lambda: ana.page.evaluate("1") and held, what="the server to be asked")
    expect(hours).to_be_checked()
    held[0].abort()
    expect(hours).not_to_be_checked()
    expect(ana.page.get_by_role("alert").filter(has_text="The server does not answer")).to_be_visible()
    hours.click()
    wait_until(lambda: ana.page.evaluate("1") and len(held) == 2, what="the server to be asked again")
    held[1].continue_()
    expect(ana.page.get_by_role("group", name="Quiet hours")).to_contain_text("Nothing sounds or pops up then")
    expect(hours).to_be_checked()


def test_an_account_is_deleted_after_its_name_was_typed(people: Callable[..., Person]) -> None:
    ana, ben = people("Ana Leaves").join(), people("Ben Remembers").join()
    ana.find(ben.name)
    ana.say("Remember me")
    ben.open(ana.name)
    expect(ben.message("Remember me")).to_be_visible()
    # A group that they share, and somebody who looks at it and never talked with them alone.
    carl = people("Carl Watches").join()
    new_group(ana, "Old friends", ben, carl)
    ana.say("A last word")
    carl.open("Old friends")
    said = carl.message("A last word")
    expect(said).to_contain_text(ana.name)
    card = details(ben)
    expect(card).to_contain_text(ana.name)
    elsewhere = ana.context.new_page()
    elsewhere.goto(f"{ana.url}/chat/")
    expect(elsewhere.get_by_role("navigation", name="Conversations")).to_be_visible()
    _settings(ana).get_by_role("button", name="Delete my account").click()
    question = ana.page.get_by_role("dialog", name="Delete my account")
    delete = question.get_by_role("button", name="Delete for good")
    expect(delete).to_be_disabled()
    question.get_by_role("textbox").fill("somebody else")
    expect(delete).to_be_disabled()
    question.get_by_role("textbox").fill(ana.name)
    delete.click()
    expect(ana.page.get_by_role("button", name="Start chatting")).to_be_visible()
    for page in (ana.page, elsewhere):
        expect(page.get_by_text("Your account is deleted.")).to_be_visible()
    expect(ben.entry("Deleted user")).to_be_visible()
    expect(ben.page.get_by_text(ana.name)).to_have_count(0)
    expect(card.get_by_role("button", name="Report")).to_be_visible()
    expect(card.get_by_role("button", name="Block")).to_have_count(0)
    for place in (ben.entry("Deleted user"), card, ben.page.locator(".head")):
        expect(place.locator('[data-presence="online"]')).to_have_count(0)
    expect(said).to_contain_text("Deleted user")
    expect(carl.page.get_by_role("log").get_by_role("article").filter(has_text=ana.name)).to_have_count(0)
    carl.page.reload()
    expect(said).to_contain_text("Deleted user")
    ben.page.reload()
    expect(ben.message("Remember me")).to_be_visible()
    expect(ben.entry("Deleted user")).to_be_visible()
    ana.page.get_by_role("textbox", name="Your name").fill(ana.name)
    ana.page.get_by_role("button", name="Start chatting").click()
    expect(ana.page.get_by_text("This name is taken.")).to_be_visible()


def _look(page: Page) -> str:
    return page.evaluate("[document.documentElement.dataset.theme, document.documentElement.dataset.accent].join()")


def test_the_look_follows_to_another_device_once_it_is_chosen(people: Callable[..., Person], browser: Browser) -> None:
    ana = people("Ana Looks").join()
    cookies = {"cookies": ana.context.cookies(), "origins": []}
    phone = browser.new_context(storage_state=cookies, locale="de-DE").new_page()
    phone.goto(f"{ana.url}/chat/")
    expect(phone.get_by_role("button", name="Einstellungen")).to_be_visible()
    # Nothing was chosen: each browser has its own, and what was chosen there before this page stays.
    phone.evaluate("webchatTheme.set('accent', 'purple')")
    phone.reload()
    expect(phone.get_by_role("button", name="Einstellungen")).to_be_visible()
    assert _look(phone) == "light,purple"
    dialog = _settings(ana)
    with ana.page.expect_response("**/api/users/me/look") as answered:
        dialog.get_by_role("radio", name="Dark").check()
    assert answered.value.json() == {"language": "", "theme": "dark", "accent": ""}
    # An open page follows at once, and keeps what was not chosen.
    phone.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    assert _look(phone) == "dark,purple"
    with ana.page.expect_response("**/api/users/me/look"):
        dialog.get_by_role("radio", name="Green").check()
    phone.wait_for_function("() => document.documentElement.dataset.accent === 'green'")
    # A language is another load: here at once, elsewhere when its page is loaded next.
    dialog.get_by_role("combobox", name="Language").select_option("es")
    expect(ana.page.get_by_role("button", name="Ajustes")).to_be_visible()
    expect(phone.get_by_role("button", name="Einstellungen")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("button", name="Ajustes")).to_be_visible()
    assert phone.evaluate("document.documentElement.lang") == "es"
    # From now on it is there before the first paint.
    phone.add_init_script("addEventListener('DOMContentLoaded', () => (window.first = document.documentElement.lang))")
    phone.reload()
    expect(phone.get_by_role("button", name="Ajustes")).to_be_visible()
    assert (phone.evaluate("window.first"), _look(phone)) == ("es", "dark,green")
    # "As in the browser" is a choice, too.
    ana.page.get_by_role("button", name="Ajustes").click()
    with ana.page.expect_response("**/api/users/me/look"):
        ana.page.get_by_role("dialog").get_by_role("combobox", name="Idioma").select_option("")
    expect(ana.page.get_by_role("button", name="Settings")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("button", name="Einstellungen")).to_be_visible()
    phone.context.close()
