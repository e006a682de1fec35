"""Long conversations: pages, the line under the eye, the unread line."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.support.person import PHONE, WIDE, box_of
from tests.support.server import wait_until

_numbers = itertools.count(1)
ANCHOR = (Path(__file__).parent / "anchor.js").read_text()
# The reader goes `to` a place, and before the page hears of it a menu opens.
SCROLLED_AS_A_MENU_OPENED = """async (log, to) => {
  log.scrollTop = to;
  log.querySelector("[aria-label=More]").click();
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  return log.scrollTop;
}"""

_BELOW = "(log) => log.scrollHeight - log.scrollTop - log.clientHeight"


class Teller:
    """Somebody without a browser, who talks over REST."""

    def __init__(self, api: httpx.Client, name: str, listener: str) -> None:
        self.api = api
        token = api.post("/api/users/", json={"username": name}).raise_for_status().json()["token"]
        api.headers["Authorization"] = f"Bearer {token}"
        found = api.get("/api/users/", params={"q": listener}).json()["items"]
        self.listener = next(one["id"] for one in found if one["display_name"] == listener)
        self.last = 0

    def tell(self, lines: int, word: str = "line") -> None:
        """Say that many numbered lines."""
        said = ({"recipient_id": self.listener, "body": f"{word} {number:03}"} for number in range(1, lines + 1))
        while some := [{**one, "client_id": str(uuid.uuid4())} for one in itertools.islice(said, 100)]:
            stored = self.api.post("/api/messages/batch", json={"items": some}).raise_for_status().json()["items"]
            self.last = stored[-1]["message"]["id"]

    def was_read(self) -> bool:
        """Whether the listener has seen the last line."""
        return self.api.get(f"/api/messages/{self.last}").json()["is_read"]


@pytest.fixture
def api(server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
        yield client


def test_opens_at_the_first_unread_and_loads_history_without_a_jump(people, api):
    hana = people("Hana Reader").join()
    teller = Teller(api, "Teller", "Hana Reader")
    teller.tell(130)
    expect(hana.entry("Teller")).to_have_accessible_name(re.compile("130 unread"))
    hana.entry("Teller").click()
    expect(hana.message("line 001")).to_be_in_viewport()
    log = hana.page.get_by_role("log", name="Messages")
    while not hana.message("line 130").count():
        drawn = hana.messages.count()
        log.evaluate("log => log.scrollTo(0, log.scrollHeight)")
        # The page before may come between the two looks.
        expect(hana.messages.nth(drawn).or_(hana.message("line 130")).first).to_be_attached()
    log.evaluate("log => log.scrollTo(0, log.scrollHeight)")
    expect(hana.message("line 130")).to_be_visible()
    expect(hana.entry("Teller")).not_to_have_accessible_name(re.compile("unread"))

    wait_until(teller.was_read, what="the last line to be read")
    hana.page.reload()
    expect(hana.message("line 130")).to_be_in_viewport()
    before = hana.messages.count()
    moved = hana.page.evaluate(ANCHOR)
    assert hana.messages.count() > before
    assert moved < 1


@pytest.mark.parametrize(("where", "lines"), [("at the end", 40), ("far up", 40), ("far up again", 130)])
def test_comes_back_to_the_first_unread_wherever_one_left(people, api, where: str, lines: int):
    ivo, other = people(f"Ivo Left {where}").join(), people(f"Jan Beside {where}").join()
    teller = Teller(api, f"Teller of {ivo.name}", ivo.name)
    teller.tell(38)
    ivo.find(other.name)
    ivo.open(f"Teller of {ivo.name}")
    log = ivo.page.get_by_role("log", name="Messages")
    expect(ivo.message("line 001")).to_be_in_viewport()
    log.evaluate("log => log.scrollTo(0, log.scrollHeight)")
    expect(ivo.entry("Teller of")).not_to_have_accessible_name(re.compile("unread"))
    if where != "at the end":
        log.evaluate("log => log.scrollTo(0, 0)")
        expect(ivo.page.get_by_role("button", name="Jump to latest")).to_be_visible()
    ivo.open(other.name)
    teller.tell(lines, "fresh")
    expect(ivo.entry("Teller of")).to_have_accessible_name(re.compile(f"{lines} unread"))
    ivo.open(f"Teller of {ivo.name}")
    expect(ivo.message("fresh 001")).to_be_in_viewport()
    expect(log.get_by_role("separator", name="New messages")).to_be_in_viewport()
    expect(ivo.message(f"fresh {lines:03}")).not_to_be_in_viewport()
    expect(ivo.entry("Teller of")).to_have_accessible_name(re.compile("unread"))


def test_a_page_of_the_conversation_before_that_comes_late_takes_no_unread_line(people, api):
    kim, other = people("Kim Hurries").join(), people("Lou Is Slow").join()
    kim.find(other.name)
    other.find(kim.name)
    other.say("Here I am")
    expect(kim.message("Here I am")).to_be_visible()
    kim.page.goto(kim.url)
    teller = Teller(api, "Teller of Kim", kim.name)
    teller.tell(60)
    held: list[tuple[WebSocketRoute, str | bytes]] = []
    holds = [True]

    def between(page_side: WebSocketRoute) -> None:
        server_side = page_side.connect_to_server()
        server_side.on_message(
            lambda frame: held.append((page_side, frame)) if holds and '"g:' in str(frame) else page_side.send(frame)
        )

    kim.page.route_web_socket(re.compile("/_event"), between)
    kim.page.reload()
    for number, title in enumerate((other.name, "Teller of Kim"), 1):
        kim.open(title)
        wait_until(lambda number=number: kim.page.evaluate("1") and len(held) == number, what="its page")
    holds.clear()
    for page_side, frame in held:
        page_side.send(frame)
    expect(kim.message("line 001")).to_be_in_viewport()
    expect(kim.page.get_by_role("separator", name="New messages")).to_be_in_viewport()


def test_new_messages_below_wait_behind_a_pill(pair):
    ana, ben = pair
    for number in range(40):
        ana.say(f"filler {number:02}!")
    expect(ben.message("filler 39!")).to_be_visible()
    log = ben.page.get_by_role("log", name="Messages")
    end = log.evaluate("log => log.scrollTop")
    for place in (200, end, 300):
        assert log.evaluate(SCROLLED_AS_A_MENU_OPENED, place) == place
        ben.page.keyboard.press("Escape")
    ana.say("look down")
    pill = ben.page.get_by_role("button", name=re.compile("1 new message"))
    expect(pill).to_be_visible()
    assert log.evaluate("log => log.scrollTop") == place
    pill.click()
    expect(ben.message("look down")).to_be_in_viewport()
    expect(ana.message("look down")).to_have_attribute("data-status", "read")


def test_the_pill_says_what_the_list_says(people, api):
    kai = people("Kai Counts").join()
    teller = Teller(api, "Teller of Kai", kai.name)
    teller.tell(60)
    expect(kai.entry("Teller of Kai")).to_have_accessible_name(re.compile("60 unread"))
    kai.open("Teller of Kai")
    expect(kai.message("line 001")).to_be_in_viewport()
    log = kai.page.get_by_role("log", name="Messages")
    pill = kai.page.locator(".jump")

    def agree() -> bool:
        unread = re.search(r"(\d+) unread", kai.entry("Teller of Kai").get_attribute("aria-label") or "")
        return bool(unread) and re.findall(r"\d+", pill.inner_text()) == [unread[1]]

    wait_until(agree, what="list and pill to say the same")
    first = pill.inner_text()
    log.evaluate("log => log.scrollBy(0, 600)")
    wait_until(lambda: agree() and pill.inner_text() != first, what="both to go down")
    teller.tell(1, "more")
    wait_until(agree, what="both to go on together")
    log.evaluate("log => log.scrollTo(0, 0)")
    wait_until(agree, what="both to stay")
    pill.click()
    expect(kai.message("more 001")).to_be_in_viewport()
    expect(pill).to_have_count(0)
    expect(kai.entry("Teller of Kai")).not_to_have_accessible_name(re.compile("unread"))


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_who_is_at_the_end_stays_there_however_high_their_words_grow(people, viewport):
    number = next(_numbers)
    ina, joe = people(f"Ina Tall {number}", viewport=viewport).join(), people(f"Joe Tall {number}").join()
    ina.find(joe.name)
    joe.open(ina.name)
    for line in range(25):
        joe.say(f"line {line:03}")
    expect(ina.message("line 024")).to_be_in_viewport(ratio=1)
    log = ina.page.get_by_role("log", name="Messages")
    low = box_of(ina.composer)["height"]
    for words in ("Somebody writes a little more than there is room for " * 3, "and goes on writing " * 40, "."):
        ina.composer.fill(words)
        wait_until(lambda: log.evaluate(_BELOW) < 1, what="the last line to stay above the composer")
        ina.composer.press("x")  # as high as before, and measured anew
        wait_until(lambda: log.evaluate(_BELOW) < 1, what="the last line to stay where it is")
    ina.composer.fill("")
    wait_until(lambda: box_of(ina.composer)["height"] == low, what="the composer to be low again")
    wait_until(lambda: log.evaluate(_BELOW) < 1, what="the last line to come down with it")
