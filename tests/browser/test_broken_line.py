"""What was asked just before the line broke is asked again; an answer that comes late does no harm."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.test_groups import details, new_group
from tests.browser.test_over_dialogs import delete
from tests.support.person import PHONE, Person
from tests.support.server import wait_until


class Line:
    """The line of a page: what it says can be lost, and what it hears can be kept waiting."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.said: list[str] = []
        self.heard: list[str] = []
        self.lost = ""
        self.late = ""
        self.unheard: list = []
        self._ends: tuple = ()
        person.page.route_web_socket(re.compile("/_event"), self._open)
        person.page.reload()
        self.wait_for("report_attention")  # the server knows the page: before that it shows what was kept

    def _open(self, page) -> None:
        server = page.connect_to_server()
        self._ends = (page, server)

        def to_server(frame) -> None:
            self.said.append(str(frame))
            if not (self.lost and self.lost in str(frame)):
                server.send(frame)

        def to_page(frame) -> None:
            if self.late and self.late in str(frame):
                self.unheard.append(lambda: page.send(frame))
            else:
                page.send(frame)
                self.heard.append(str(frame))

        page.on_message(to_server)
        server.on_message(to_page)

    def wait_for(self, sign: str) -> None:
        """Until the page has said such a thing."""
        page = self.person.page
        wait_until(lambda: page.evaluate("1") and any(sign in frame for frame in self.said), what=sign)

    def wait_for_answer(self, sign: str) -> None:
        """Until the page has heard such a thing."""
        page = self.person.page
        wait_until(lambda: page.evaluate("1") and any(sign in frame for frame in self.heard), what=sign)

    def loses_what_is_late(self) -> None:
        """As soon as it was said: others may have heard of it before."""
        page = self.person.page
        wait_until(lambda: page.evaluate("1") and bool(self.unheard), what=self.late)
        self.late = ""
        self.unheard.clear()

    def breaks(self) -> None:
        """What is on its way is lost; the page comes back by itself."""
        self.lost = ""
        for end in self._ends:
            end.close()


def test_people_are_found_though_the_line_broke_while_they_were_looked_for(pair: tuple[Person, Person], people) -> None:
    ana, ben = pair
    people("Zoe Unheard").join()
    line = Line(ana)
    ana.page.get_by_role("button", name="New conversation").first.click()
    listed = ana.page.get_by_role("dialog").locator(".person")
    expect(listed.nth(1)).to_be_visible()
    line.lost = f'"{ben.name}"'
    ana.page.get_by_role("textbox", name="Search people").fill(ben.name)
    line.wait_for(line.lost)
    line.breaks()
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text(ben.name)


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


def test_what_is_changed_as_the_line_breaks_is_changed_for_everybody(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ana.say("Meet at five")
    ana.say("Tell nobody")
    ben.shows("Meet at five", "Tell nobody")
    line = Line(ana)
    ana.is_at(ben.name)
    line.lost = "delete_messages"
    delete(ana, "Tell nobody")
    line.wait_for(line.lost)
    line.breaks()
    expect(ben.message("Tell nobody")).to_have_count(0)
    line.lost = "edit_message"
    ana.composer.press("ArrowUp")
    expect(ana.composer).to_have_value("Meet at five")
    ana.composer.fill("Meet at six")
    ana.composer.press("Enter")
    line.wait_for(line.lost)
    expect(ana.message("Meet at six")).to_be_visible()
    line.heard.clear()
    line.breaks()
    expect(ben.message("Meet at six")).to_be_visible()
    line.wait_for_answer('"done')  # the others may hear of it first
    said = [frame for frame in line.said if "edit_message" in frame or "delete_messages" in frame]
    line.breaks()
    line.said.clear()
    line.wait_for("report_attention")
    assert len(said) == 4
    assert not [frame for frame in line.said if "edit_message" in frame or "delete_messages" in frame]
    expect(ana.message("Meet at six")).to_be_visible()


def test_what_was_to_be_forwarded_as_the_line_broke_can_be_forwarded_again(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    new_group(ana, "Forwarded To", ben)
    ana.open(ben.name)
    ana.say("Pass it on")
    line = Line(ana)
    ana.is_at(ben.name)
    line.lost = "forward_messages"
    ana.message("Pass it on").hover()
    ana.message("Pass it on").get_by_role("button", name="More").click()
    ana.page.get_by_role("menuitem", name="Forward").click()
    asked = ana.page.get_by_role("dialog", name="Forward")
    asked.get_by_text("Forwarded To").click()
    forward = asked.get_by_role("button", name="Forward", exact=True)
    forward.click()
    line.wait_for(line.lost)
    line.said.clear()
    line.breaks()
    line.wait_for("report_attention")
    forward.click()
    expect(asked).to_have_count(0)
    expect(ben.entry("Forwarded To")).to_contain_text("Pass it on")


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


def test_a_name_that_was_asked_for_as_the_line_broke_is_learnt(people) -> None:
    ana, ben, cleo = people("Ana Unheard").join(), people("Ben Unheard").join(), people("Cleo Unheard").join()
    new_group(ana, "Unheard Crew", ben, cleo)
    ana.say("Shall we?")
    cleo.open("Unheard Crew")
    cleo.message("Shall we?").hover()
    cleo.message("Shall we?").get_by_role("button", name="React").click()
    cleo.page.get_by_role("dialog", name="React").get_by_role("button", name="React with 👍").click()
    ben.open("Unheard Crew")
    chip = ben.message("Shall we?").get_by_role("button", name="👍 1", exact=True)
    expect(chip).to_be_visible()
    line = Line(ben)
    line.lost = ".name_people"
    chip.hover()
    line.wait_for(line.lost)
    line.breaks()
    expect(ben.page.get_by_role("tooltip")).to_contain_text(f"{cleo.name} reacted")


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
    line.breaks()
    wait_until(lambda: _scrolled(eva, hits) and hits.count() > 20, what="more results")


def _scrolled(person: Person, hits) -> bool:
    hits.first.scroll_into_view_if_needed()
    hits.last.scroll_into_view_if_needed()
    return True


def test_a_vote_that_was_lost_is_told_again(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    asked = {"question": "Where do we eat?", "options": ["Here", "There"]}
    ana.page.evaluate(
        """async ({ question, options }) => {
          const conversation_id = Number(location.pathname.match(/\\d+/)[0]);
          const body = JSON.stringify({ conversation_id, kind: "poll", payload: { question, options } });
          const headers = { "Content-Type": "application/json" };
          const answer = await fetch("/api/messages/", { method: "POST", headers, body });
          if (!answer.ok) throw new Error(await answer.text());
        }""",
        asked,
    )
    line = Line(ana)
    here = ana.messages.get_by_role("radio", name=re.compile("^Here"))
    expect(here).to_be_visible()
    line.lost = "vote"
    here.click()
    expect(here).to_be_checked()
    line.wait_for(line.lost)
    line.breaks()
    expect(ben.messages.get_by_role("radio", name=re.compile("^Here"))).to_have_accessible_name("Here, 1 vote, 100%")
    expect(here).to_be_checked()


def test_a_group_that_ended_while_the_line_was_away_is_named(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    new_group(ana, "Ended Meanwhile", ben)
    ben.open("Ended Meanwhile")
    line = Line(ben)
    line.late = '"missing"'
    details(ana).get_by_role("button", name="Delete group").click()
    ana.page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    wait_until(lambda: ben.page.evaluate("1") and bool(line.unheard), what="the word of it")
    line.late = ""
    line.breaks()
    expect(ben.page.get_by_role("heading", name="You are not in Ended Meanwhile any more")).to_be_visible()
    expect(ben.entry("Ended Meanwhile")).to_have_count(0)


def test_names_are_offered_for_what_was_typed_before_the_line_was_there(people) -> None:
    ana, ben = people("Ana Typed Early").join(), people("Ben Typed Early").join()
    new_group(ana, "Early Typists", ben)
    offered = ana.page.get_by_role("listbox", name="Suggestions").get_by_role("option", name=ben.name)
    line = Line(ana)
    ana.is_at("Early Typists")
    line.lost = "40/_event"  # the page is there before the server knows it
    ana.page.reload()
    line.wait_for(line.lost)
    ana.composer.press_sequentially("Ask @ben")
    expect(offered).to_have_count(0)
    line.breaks()
    expect(offered).to_be_visible()
    ana.composer.press("Enter")
    expect(ana.composer).to_have_value(f"Ask @{ben.name} ")
    ana.composer.fill("")
    line.lost = "complete_members"  # asked for as the line broke
    ana.composer.press_sequentially("@")
    line.wait_for(line.lost)
    line.said.clear()
    line.breaks()
    line.wait_for("complete_members")
    expect(offered).to_be_visible()
    ana.composer.press("Escape")
    line.said.clear()
    line.breaks()
    line.wait_for("report_attention")
    assert not [frame for frame in line.said if "complete_members" in frame]  # who closed it does not want it
