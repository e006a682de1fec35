"""What scenes do on a page, in the words of somebody who looks at it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import FilePayload, Locator, Page, expect

from benchmarks.pictures.circle import Circle

Step = Callable[[Page, Circle], object]


def composer(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message", exact=True)


def message(page: Page, words: str) -> Locator:
    return page.get_by_role("log").get_by_role("article").filter(has_text=words).last


def is_phone(page: Page) -> bool:
    return bool(page.viewport_size and page.viewport_size["width"] < 760)


def shown(page: Page, _: Circle | None = None) -> None:
    """The conversation is here, and its last message in sight with its pictures."""
    expect(page.get_by_role("log").get_by_role("article").last).to_be_in_viewport()
    pictures(page)


def pictures(page: Page) -> None:
    """All pictures in sight have come, and are ready to be drawn."""
    page.wait_for_function(
        """async () => {
            const inSight = [...document.images].filter((one) => {
                const box = one.getBoundingClientRect();
                return box.bottom > 0 && box.top < innerHeight && box.width && !one.hidden;
            });
            await Promise.allSettled(inSight.filter((one) => one.complete).map((one) => one.decode()));
            return inSight.every((one) => one.complete);
        }"""
    )


def listed(page: Page, _: Circle | None = None) -> None:
    expect(page.get_by_role("navigation", name="Conversations").get_by_role("link").first).to_be_visible()
    pictures(page)


def menu_of(page: Page, words: str) -> None:
    """The menu of a message, as the window's size has it: the button, or a long press."""
    bubble = message(page, words)
    expect(bubble).to_be_visible()
    if is_phone(page):
        bubble.get_by_role("button", name="More").focus()
        page.keyboard.press("Enter")
    else:
        bubble.hover()
        bubble.get_by_role("button", name="More").click()
    expect(page.get_by_role("menu")).to_be_visible()


def choose(page: Page, words: str, item: str) -> None:
    menu_of(page, words)
    page.get_by_role("menuitem", name=item, exact=True).click()


def settings(page: Page, *then: str) -> None:
    """The settings, and from there the dialogs behind these buttons."""
    listed(page)
    page.get_by_role("button", name="Settings").click()
    expect(page.get_by_role("dialog").get_by_role("radio", name="Dark")).to_be_visible()
    for name in then:
        page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
    if then:
        expect(page.get_by_role("dialog", name=then[-1])).to_be_visible()
    settled(page)


def details(page: Page) -> Locator:
    shown(page)
    page.get_by_role("button", name="Details", exact=True).click()
    panel = page.get_by_role("complementary", name="Details")
    expect(panel.get_by_role("tablist")).to_be_visible()
    settled(page)
    return panel


def in_details(page: Page, button: str, dialog: str = "") -> Locator:
    """A dialog that is reached through the details."""
    details(page).get_by_role("button", name=button, exact=True).click()
    opened = page.get_by_role("dialog", name=dialog or button)
    expect(opened).to_be_visible()
    settled(page)
    return opened


def add(page: Page, what: str) -> Locator:
    shown(page)
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("menuitem", name=what).click()
    opened = page.get_by_role("dialog", name=what)
    expect(opened.get_by_role("button", name="Close")).to_be_visible()
    return opened


def attach(page: Page, *files: FilePayload) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach files").click()
    chooser.value.set_files(list(files))


def settled(page: Page) -> None:
    """Nothing says that it is loading any more."""
    expect(page.get_by_text("Loading…")).to_have_count(0)
    pictures(page)


def held_requests(page: Page, path: str) -> None:
    """Requests of this path never get an answer."""
    page.route(re.compile(path), lambda _: None)


def silent_server(page: Page) -> None:
    """The page's own line stays open and says nothing."""

    def between(side: Any) -> None:
        side.on_message(lambda _: None)

    page.route_web_socket(re.compile("/_event"), between)
