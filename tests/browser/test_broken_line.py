"""What is asked before the server knows the page, or when the line breaks before the answer, is asked again."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.person import PHONE, Person
from tests.support.server import wait_until


class Line:
    """The line of a page: what it says can be kept waiting or lost, what it hears can be kept waiting."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.said: list[str] = []
        self.lost = ""
        self.late = ""
        self.waits = False
        self._unsaid: list = []
        self.unheard: list = []
        person.page.route_web_socket(re.compile("/_event"), self._open)
        person.page.reload()

    def _open(self, page) -> None:
        server = page.connect_to_server()
        self._unsaid = []

        def to_server(frame) -> None:
            self.said.append(str(frame))
            if self.waits:
                self._unsaid.append((server, frame))
            elif not (self.lost and self.lost in str(frame)):
                server.send(frame)

        def to_page(frame) -> None:
            if self.late and self.late in str(frame):
                self.unheard.append(lambda: page.send(frame))
            else:
                page.send(frame)

        page.on_message(to_server)
        server.on_message(to_page)

    def wait_for(self, sign: str) -> None:
        """Until the page has said such a thing."""
        page = self.person.page
        wait_until(lambda: page.evaluate("1") and any(sign in frame for frame in self.said), what=sign)

    def go_on(self) -> None:
        """What waits is said now."""
        self.waits = False
        for server, frame in self._unsaid:
            server.send(frame)

    def breaks(self) -> None:
        """What is on its way is lost, and the line is back at once."""
        self.person.lose_line()
        self.lost = ""
        self.person.context.set_offline(False)


def test_people_are_found_who_were_looked_for_before_there_was_a_line(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    line = Line(ana)
    line.waits = True
    ana.page.goto(f"{ana.url}/chat/")
    ana.page.get_by_role("button", name="New conversation").first.click()
    people = ana.page.get_by_role("dialog")
    ana.page.get_by_role("textbox", name="Search people").fill(ben.name)
    expect(people.get_by_role("button", name=ben.name)).to_have_count(0)
    line.go_on()
    expect(people.get_by_role("button", name=ben.name)).to_be_visible()


def test_a_dialog_whose_answer_was_lost_gets_another(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ana.say("Who has read this?")
    expect(ana.message("Who has read this?")).to_have_attribute("data-status", "read")
    line = Line(ana)
    ana.is_at(ben.name)
    for lost, item, dialog, told in (
        ("load_receipts", "Info", "Message info", "Read by · 1"),
        ("load_history", "edited", "Edit history", "Who has read this?"),
    ):
        bubble = ana.messages.first
        expect(bubble).to_have_attribute("data-message-id", re.compile("[1-9]"))
        line.lost = lost
        bubble.hover()
        if item == "edited":
            bubble.get_by_role("button", name=item).click()
        else:
            bubble.get_by_role("button", name="More").click()
            ana.page.get_by_role("menuitem", name=item, exact=True).click()
        line.wait_for(lost)
        opened = ana.page.get_by_role("dialog", name=dialog)
        expect(opened).to_be_visible()
        line.breaks()
        expect(opened).to_contain_text(told)
        ana.page.keyboard.press("Escape")
        expect(opened).to_be_hidden()
        if item == "Info":
            ana.composer.press("ArrowUp")
            expect(ana.composer).to_have_value("Who has read this?")
            ana.composer.fill("Who has read it?")
            ana.composer.press("Enter")
            expect(ben.message("Who has read it?")).to_be_visible()


def test_a_draft_that_was_sent_does_not_come_back(pair: tuple[Person, Person]) -> None:
    """The server's word on what was saved a moment ago may come when that is sent already."""
    ana, ben = pair
    line = Line(ana)
    ana.is_at(ben.name)
    line.late = f'"d:{ana.page.url.rstrip("/").rsplit("/", 1)[1]}"'
    ana.composer.press_sequentially("half a thought")
    wait_until(lambda: ana.page.evaluate("1") and line.unheard, what="the draft to be saved")
    ana.composer.press("Enter")
    expect(ben.message("half a thought")).to_be_visible()
    line.unheard.pop(0)()
    ben.say("Go on")
    expect(ana.message("Go on")).to_be_visible()
    expect(ana.composer).to_have_value("")
    ana.composer.press_sequentially("and on")
    line.late = ""
    for heard in line.unheard:
        heard()
    ana.composer.press("Enter")
    expect(ben.message("and on")).to_be_visible()
    expect(ana.composer).to_have_value("")
    ben.shows("half a thought", "Go on", "and on")


def test_each_folder_is_asked_for_however_quickly_one_passes(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    line = Line(ana)
    expect(ana.entry(ben.name)).to_be_visible()
    ana.page.evaluate("""() => {
      for (const name of ["Groups", "Direct"]) {
        [...document.querySelectorAll("[role=tab]")].find((tab) => tab.textContent.startsWith(name)).click();
      }
    }""")
    for folder in ("groups", "direct"):
        wait_until(
            lambda: ana.page.evaluate("1") and any("load_more" in one and f'"{folder}"' in one for one in line.said),  # noqa: B023
            what=f"{folder} to be asked for",
        )


def test_more_results_come_after_the_line_broke(people) -> None:
    eva, finn = people("Eva Early", viewport=PHONE).join(), people("Finn Early").join()
    finn.find(eva.name)
    for number in range(25):
        finn.say(f"quince {number}")
    expect(eva.entry(finn.name)).to_contain_text("quince 24")
    line = Line(eva)
    expect(eva.entry(finn.name)).to_contain_text("quince 24")
    eva.page.get_by_role("searchbox", name="Search").fill("quince")
    hits = eva.page.get_by_role("region", name="Search results").get_by_role("link")
    expect(hits).to_have_count(20)
    line.lost = "look_further"
    hits.last.scroll_into_view_if_needed()
    line.wait_for("look_further")
    before = len(line.said)
    line.breaks()
    wait_until(lambda: eva.page.evaluate("1") and any("arrive" in one for one in line.said[before:]), what="the line")
    wait_until(lambda: _scrolled(eva, hits) and hits.count() > 20, what="more results")


def _scrolled(person: Person, hits) -> bool:
    hits.first.scroll_into_view_if_needed()
    hits.last.scroll_into_view_if_needed()
    return True
