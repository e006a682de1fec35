"""The first minutes of somebody new: a guide has written, answers, and goes when it is told to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.person import Person
from tests.support.server import RunningServer, wait_until

# All that a status line has said: what it says for a second may lie between two looks of a test.
_HEAR = """() => {
  window.heard = new Set();
  const lines = () => [...document.querySelectorAll("[role=status]")];
  const hear = () => lines().forEach((one) => window.heard.add(one.textContent.trim()));
  new MutationObserver(hear).observe(document, { childList: true, subtree: true, characterData: true });
}"""


@pytest.fixture
def guided(tmp_path: Path) -> Iterator[RunningServer]:
    """A server that has a guide."""
    running = RunningServer(tmp_path / "data", WEBCHAT_WELCOME_BOT="on", WEBCHAT_RATE_LIMITS="off")
    running.start()
    yield running
    running.stop()


def test_a_guide_welcomes_answers_and_is_shut_out(guided: RunningServer, people: Callable[..., Person]) -> None:
    ana = people("Ana", url=guided.url).join()
    expect(ana.entry("WebChat")).to_contain_text("3")
    expect(ana.page).to_have_title("WebChat")  # a welcome is no call for attention
    ana.open("WebChat")
    expect(ana.message("Hello Ana, welcome!")).to_be_visible()
    ana.page.evaluate(_HEAR)
    ana.say("help")
    typing = "[...window.heard].some((line) => line.includes('WebChat is typing…'))"
    wait_until(lambda: ana.page.evaluate(typing), what="the guide to type")
    expect(ana.message("I know the words").last).to_contain_text("choose here")
    expect(ana.message("help").first).to_be_visible()
    expect(ana.page.get_by_role("button", name=re.compile("👀"))).to_be_visible()
    # The menu is a poll: one tap, and it is shown.
    menu = ana.message("What shall I show you?").last
    menu.get_by_role("checkbox", name=re.compile("🎧 A voice message")).click()
    expect(ana.message("The microphone beside this field")).to_be_visible()
    expect(ana.page.get_by_role("log").get_by_role("button", name=re.compile("^Play")).last).to_be_visible()
    # Who does not want it any more shuts it out like anybody else.
    ana.page.get_by_role("button", name="More about WebChat").click()
    ana.page.get_by_role("menuitem", name="Block").click()
    ana.page.get_by_role("dialog").get_by_role("button", name=re.compile("^Block")).click()
    expect(ana.page.get_by_text("You blocked WebChat.")).to_be_visible()


def test_it_speaks_as_the_browser_does(guided: RunningServer, people: Callable[..., Person]) -> None:
    ana = people("Ana", url=guided.url, locale="de-DE")
    ana.page.goto(ana.url)
    ana.page.locator("#name").fill("Ana")
    ana.page.locator("#name").press("Enter")
    ana.page.get_by_role("link", name=re.compile("^WebChat")).click()
    expect(ana.page.get_by_role("log").get_by_text("Hallo Ana, willkommen!")).to_be_visible()
    ana.page.get_by_role("textbox", name="Nachricht", exact=True).fill("Hilfe")
    ana.page.keyboard.press("Enter")
    expect(ana.page.get_by_role("log").get_by_text("Schreib eines davon, oder wähl hier:")).to_be_visible()
