"""A person in a browser of their own: joins, finds people, writes, looks."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, FloatRect, Locator, Page, WebSocket, expect

from tests.support.server import wait_until

PATIENCE_MS = 30_000  # a busy machine is slow, not wrong
# How many times slower the browsers' processors are: stories that hold at 1 may have a race that 6 finds.
_SLOWER = int(os.environ.get("WEBCHAT_SLOWER_BROWSERS", "1"))
WIDE = {"width": 1360, "height": 860}
PHONE = {"width": 390, "height": 844}

expect.set_options(timeout=PATIENCE_MS)


class Person:
    """One browser context, signed in under `name` after `join()`."""

    def __init__(self, context: BrowserContext, url: str, name: str) -> None:
        self.context = context
        self.url = url
        self.name = name
        self.page: Page = context.new_page()
        self.problems: list[str] = []
        if _SLOWER > 1:
            slowly = context.new_cdp_session(self.page)
            slowly.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.set_default_timeout(PATIENCE_MS)

    def join(self) -> Person:
        """Type the name and start."""
        self.page.goto(self.url)
        self.page.get_by_role("textbox", name="Your name").fill(self.name)
        self.page.get_by_role("button", name="Start chatting").click()
        expect(self.page.get_by_role("navigation", name="Conversations")).to_be_visible()
        expect(self.page.locator("html[data-drawn]")).to_have_count(0)  # seen before its code has come
        return self

    def load(self, address: str = "") -> None:
        """Load the page anew, or another one, until the server knows it: before that it shows what was kept."""
        said: list[str] = []

        def hear(line: WebSocket) -> None:
            line.on("framesent", lambda frame: said.append(str(frame)))

        self.page.on("websocket", hear)
        if address:
            self.page.goto(address)
        else:
            self.page.reload()
        wait_until(
            lambda: self.page.evaluate("1") and any("report_attention" in one for one in said),
            what="the server to know the page",
        )
        self.page.remove_listener("websocket", hear)

    def find(self, name: str) -> None:
        """Start (or go on with) the direct conversation with `name`."""
        self.page.get_by_role("button", name="New conversation").first.click()
        self.page.get_by_role("textbox", name="Search people").fill(name)
        self.page.get_by_role("dialog").get_by_role("button", name=re.compile(f"^{re.escape(name)}")).click()
        self.is_at(name)

    def open(self, title: str) -> None:
        """Open a conversation from the list."""
        self.entry(title).click()
        self.is_at(title)

    def is_at(self, title: str) -> None:
        """Wait until this conversation is open, which another one may have been before: shown, and in the address."""
        expect(self.page.locator(".head").get_by_role("heading", name=title)).to_be_visible()
        expect(self.page).to_have_url(re.compile(r"/\d+/$"))
        expect(self.composer).to_be_visible()

    def say(self, text: str) -> None:
        """Write a line and press Enter."""
        self.composer.fill(text)
        self.composer.press("Enter")

    def entry(self, title: str) -> Locator:
        """The entry of the conversation list whose name begins with `title`."""
        return self.page.get_by_role("navigation", name="Conversations").get_by_role(
            "link", name=re.compile(f"^{re.escape(title)}")
        )

    def message(self, text: str) -> Locator:
        """The message in the timeline that holds `text`."""
        return self.page.get_by_role("log", name="Messages").get_by_role("article").filter(has_text=text)

    @property
    def messages(self) -> Locator:
        return self.page.get_by_role("log", name="Messages").get_by_role("article")

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message", exact=True)

    def shows(self, *bodies: str) -> None:
        """Wait until the page shows messages of these texts, in this order, and no other."""
        expect(self.page.locator('[role="log"] article .body')).to_have_text(list(bodies))

    def lose_line(self) -> None:
        """From now on this browser has no network, and its page has heard of it: what is written is not sent."""
        heard = (
            "() => void (window.hasNoLine = new Promise((done) => addEventListener('offline', () => setTimeout(done))))"
        )
        self.page.evaluate(heard)
        self.context.set_offline(True)
        self.page.evaluate("window.hasNoLine")


def box_of(part: Locator) -> FloatRect:
    """Where a part of the page is at this moment."""
    box = part.bounding_box()
    assert box
    return box


def at_rest(part: Locator) -> FloatRect:
    """Where a part of the page is, as soon as it stands still and nothing lies over it."""
    part.hover(trial=True)
    return box_of(part)


@pytest.fixture
def people(browser: Browser, server) -> Iterator[Callable[..., Person]]:
    """Make people with `people("Ana")`; at the end no page of theirs may have thrown."""
    made: list[Person] = []

    def person(name: str, *, url: str = "", **options) -> Person:
        context = browser.new_context(**{"viewport": WIDE, **options})
        made.append(Person(context, url or server.url, name))
        return made[-1]

    yield person
    problems = {one.name: one.problems for one in made if one.problems}
    for one in made:
        one.context.close()
    assert not problems, problems
