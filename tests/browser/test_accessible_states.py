"""axe finds nothing serious in any state that a door leads to: one person walks through all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playwright.sync_api import Page, expect

from tests.browser.test_admin import make_admin
from tests.support.axe import findings
from tests.support.person import PHONE, Person
from tests.support.server import RunningServer

STILL = {"reduced_motion": "reduce"}
# The colours of the accents are looked at on the larger screens (test_accessible.py).
ONE = ("blue",)
DOORS = {
    "Devices": "This device",
    "Bots": "A bot is a program",
    "Saved messages": "Saved messages",
    "Keyboard shortcuts": "Everywhere",
    "Blocked people": "Blocked people",
    "Delete my account": "Delete for good",
}
BESIDE = {
    "/": "",
    "/link/": "Continue",
    "/join/nothing-of-that-name/": "This link does not work",
    "/embed/": "",
    "/chat/999999/": "This conversation is not here",
    "/admin/": "",
    "/doctor/": "",
    "/no/such/page": "",
}


def _wrong(states: Iterator[tuple[str, Page]]) -> dict[str, list[str]]:
    """What is found in each state."""
    return {name: found for name, page in states if (found := findings(page, ONE))}


def _settings(page: Page) -> Iterator[tuple[str, Page]]:
    dialog = page.get_by_role("dialog", name="Settings")
    page.get_by_role("button", name="Settings").click()
    expect(dialog.get_by_role("textbox", name="Shown name")).to_be_enabled()
    expect(dialog.get_by_role("switch", name="Read receipts")).to_be_visible()
    yield "settings", page
    page.keyboard.press("Escape")
    for door, sign in DOORS.items():
        page.get_by_role("button", name="Settings").click()
        dialog.get_by_role("button", name=door).click()
        opened = page.get_by_role("dialog", name=door)
        expect(opened.get_by_text(sign).first).to_be_visible()
        yield door, page
        page.keyboard.press("Escape")
        expect(opened).to_be_hidden()


def _chat(page: Page) -> Iterator[tuple[str, Page]]:
    yield "conversation", page
    page.get_by_role("button", name="Details", exact=True).click()
    details = page.get_by_role("complementary", name="Details")
    expect(details.get_by_role("button", name="Report")).to_be_visible()
    yield "details", page
    details.get_by_role("button", name="Report").click()
    expect(page.get_by_role("dialog", name="Report")).to_be_visible()
    yield "report", page
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Close details").click()
    for item in ("Location", "Contact", "Poll"):
        page.get_by_role("button", name="Add", exact=True).click()
        page.get_by_role("menuitem", name=item).click()
        expect(page.get_by_role("dialog", name=item)).to_be_visible()
        yield item, page
        page.keyboard.press("Escape")


def _beside(person: Person) -> Iterator[tuple[str, Page]]:
    for path, sign in BESIDE.items():
        person.page.goto(f"{person.url}{path}")
        expect(person.page.get_by_text(sign).first).to_be_visible()
        expect(person.page.locator("main, .app, .join, .doctor, .admin-page").first).to_be_visible()
        yield path, person.page


def _walk(person: Person) -> Iterator[tuple[str, Page]]:
    yield from _chat(person.page)
    if person.page.viewport_size == PHONE:
        person.page.get_by_role("button", name="Back").first.click()
    yield from _settings(person.page)


def test_everything_in_the_chat_and_beside_it(server: RunningServer, people: Callable[..., Person]) -> None:
    ana, ben = people("Ana Walks", **STILL).join(), people("Ben Stands").join()
    make_admin(server, ana.name)
    ben.find(ana.name)
    ben.say("**Look** at https://example.org/")
    ana.open(ben.name)
    expect(ana.messages).to_have_count(1)
    assert not _wrong(_walk(ana))
    assert not _wrong(_beside(ana))


def test_everything_on_a_phone(people: Callable[..., Person]) -> None:
    ana = people("Ana Walks Small", viewport=PHONE, has_touch=True, is_mobile=True, **STILL).join()
    ben = people("Ben Stands Small").join()
    ben.find(ana.name)
    ben.say("Come along")
    ana.open(ben.name)
    expect(ana.messages).to_have_count(1)
    assert not _wrong(_walk(ana))
