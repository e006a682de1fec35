"""Taking back: several deletions by one Undo, an edit that leaves no words, a file whose upload is cancelled."""

from __future__ import annotations

import re
import uuid

from playwright.sync_api import Locator, expect

from tests.browser.test_broken_line import Line
from tests.browser.test_groups import new_group
from tests.browser.test_media import choose, file, png
from tests.browser.test_offline import saved
from tests.browser.test_over_dialogs import delete
from tests.support.axe import findings
from tests.support.person import Person
from tests.support.server import wait_until


def _edit_last(person: Person, text: str) -> None:
    expect(person.messages.last).not_to_have_attribute("data-status", "pending")
    person.composer.press("ArrowUp")
    expect(person.composer).to_have_value(text)


def _choose_edit(person: Person, text: str) -> None:
    bubble = person.message(text)
    bubble.hover()
    bubble.get_by_role("button", name="More").click()
    person.page.get_by_role("menuitem", name="Edit", exact=True).click()


def _question(person: Person) -> Locator:
    return person.page.get_by_role("dialog", name="Delete")


def test_one_undo_brings_back_all_that_was_deleted_in_a_row(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    said = [f"thought number {number}" for number in range(1, 7)]
    for one in said:
        ana.say(one)
    ben.shows(*said)
    for one in said[:5]:
        delete(ana, one)
        expect(ana.message(one)).to_have_count(0)
    told = ana.page.get_by_role("status", name="Notices")
    expect(told.get_by_role("button", name="Undo")).to_have_count(1)
    expect(told).to_contain_text("5 messages deleted")
    expect(ben.message("Message deleted")).to_have_count(5)
    told.get_by_role("button", name="Undo").click()
    for person in pair:
        person.shows(*said)
    delete(ana, said[5])
    expect(told).to_contain_text("1 message deleted")  # those before were brought back


def test_what_offers_a_way_back_outlasts_what_only_says_something(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ana.say("not to be kept")
    expect(ben.message("not to be kept")).to_be_visible()
    delete(ana, "not to be kept")
    told = ana.page.get_by_role("status", name="Notices")
    refuse = ("alpha", "beta", "gamma", "delta")
    for name in refuse:
        with ana.page.expect_file_chooser() as chooser:
            ana.page.get_by_role("button", name="Attach files").click()
        chooser.value.set_files([file(f"{name}.txt", b"", "text/plain")])
        expect(told).to_contain_text(f"{name}.txt is empty.")
    told.get_by_role("button", name="Undo").click()
    expect(ben.message("not to be kept")).to_be_visible()


def test_an_edit_that_leaves_no_words_asks_whether_todelete(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ana.say("All of this is wrong")
    expect(ben.message("All of this")).to_be_visible()
    _edit_last(ana, "All of this is wrong")
    ana.composer.fill("")
    ana.composer.press("Enter")
    expect(_question(ana)).to_contain_text("Delete this message?")
    assert not findings(ana.page)
    _question(ana).get_by_role("button", name="Cancel").click()
    expect(ana.page.get_by_text("Editing", exact=True)).to_be_visible()
    expect(ana.composer).to_be_focused()
    expect(ben.message("All of this")).to_be_visible()
    ana.page.get_by_role("button", name="Send", exact=True).click()
    _question(ana).get_by_role("button", name="Delete").click()
    expect(ben.message("Message deleted")).to_be_visible()
    expect(ana.page.get_by_text("Editing", exact=True)).to_have_count(0)
    ana.page.get_by_role("button", name="Undo").click()
    expect(ben.message("All of this is wrong")).to_be_visible()


def test_a_caption_can_be_taken_away(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    choose(ana, file("sea.png", png("blue")))
    ana.say("By the sea")
    expect(ben.message("By the sea").get_by_role("link", name="sea.png")).to_be_visible()
    _edit_last(ana, "By the sea")
    ana.composer.fill("")
    ana.composer.press("Enter")
    for person in pair:
        expect(person.message("By the sea")).to_have_count(0)
        expect(person.messages.last.get_by_role("link", name="sea.png")).to_be_visible()


def test_the_words_of_a_cancelled_file_are_a_draft_again(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ben.say("Can you show me?")
    expect(ana.message("Can you show me?")).to_be_visible()
    ana.page.route("**/api/uploads/**", lambda route: route.abort())
    ana.message("Can you show me?").hover()
    ana.message("Can you show me?").get_by_role("button", name="Reply").click()
    choose(ana, file("wrong.png", png("red")))
    ana.say("This is the one")
    ana.composer.fill("or perhaps another")
    ana.message("This is the one").get_by_role("button", name="Cancel upload").click()
    expect(ana.composer).to_have_value("This is the one\nor perhaps another")
    expect(ana.composer).to_be_focused()
    expect(ana.page.get_by_text(f"Reply to {ben.name}")).to_be_visible()
    expect(ana.messages).to_have_count(1)
    ana.page.reload()
    expect(ana.composer).to_have_value("This is the one\nor perhaps another")
    ana.composer.press("Enter")
    expect(ben.message("or perhaps another").locator(".quote")).to_contain_text("Can you show me?")
    expect(ben.messages).to_have_count(2)  # nothing was sent before


def _delete_elsewhere(person: Person, text: str) -> None:
    _delete(person, person.message(text).get_attribute("data-message-id"))


def _delete(person: Person, number: str | None) -> None:
    """On another device of theirs."""
    gone = person.page.request.delete(f"{person.url}/api/messages/{number}", headers={"Origin": person.url})
    assert gone.ok, gone.text()


def test_new_words_for_what_is_deleted_meanwhile_are_a_draft(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    bar, told = ana.page.locator(".answer-bar"), ana.page.get_by_text("This message was deleted.")
    ana.say("the first plan")
    _edit_last(ana, "the first plan")
    _delete_elsewhere(ana, "the first plan")
    expect(told).to_be_visible()
    expect(bar).to_have_count(0)
    expect(ana.composer).to_have_value("")
    ana.say("the second plan")
    _edit_last(ana, "the second plan")
    ana.composer.fill("a far better plan")
    _delete_elsewhere(ana, "the second plan")
    expect(bar).to_have_count(0)
    expect(ana.composer).to_have_value("a far better plan")
    ana.page.reload()
    expect(ana.composer).to_have_value("a far better plan")
    ana.composer.press("Enter")
    expect(ben.message("a far better plan")).to_be_visible()


def test_an_edit_waits_while_one_looks_elsewhere(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    bar = ana.page.locator(".answer-bar")
    new_group(ana, "Elsewhere", ben)

    def look_elsewhere(words: str, meanwhile: str | None = None) -> None:
        ana.composer.fill(words)
        ana.open("Elsewhere")
        expect(bar).to_have_count(0)
        expect(ana.composer).to_have_value("")
        if meanwhile:
            _delete(ana, meanwhile)
            expect(ana.entry(ben.name)).to_contain_text("Message deleted")
        ana.open(ben.name)
        expect(ana.composer).to_have_value(words)

    ana.open(ben.name)
    ana.say("half a plan")
    _edit_last(ana, "half a plan")
    look_elsewhere("a whole plan")
    expect(bar).to_contain_text("half a plan")
    ana.composer.press("Enter")
    expect(ana.composer).to_have_value("")
    ben.shows("a whole plan")
    _edit_last(ana, "a whole plan")
    number = ana.message("a whole plan").get_attribute("data-message-id")
    look_elsewhere("another plan", number)
    expect(bar).to_have_count(0)  # they are a draft
    ana.composer.press("Enter")
    ben.shows("Message deleted", "another plan")


def test_what_is_deleted_beside_it_ends_no_edit(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ana.say("said in vain")
    ana.say("said badly")
    _edit_last(ana, "said badly")
    ana.composer.fill("said well")
    delete(ana, "said in vain")
    expect(ana.message("Message deleted")).to_be_visible()
    ana.composer.press("Enter")
    ben.shows("Message deleted", "said well")


def test_a_half_written_edit_outlives_a_reload_and_waits_at_its_message(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    bar = ana.page.locator(".answer-bar")
    ana.say("first line")
    ana.say("second line")
    ana.composer.fill("a draft besides")
    _choose_edit(ana, "first line")
    ana.composer.fill("first line, better")
    _choose_edit(ana, "second line")
    expect(ana.composer).to_have_value("second line")
    ana.composer.press("Escape")
    expect(ana.composer).to_have_value("a draft besides")
    for _ in range(2):
        ana.load()
        expect(bar).to_contain_text("first line")
        expect(ana.composer).to_have_value("first line, better")
    ana.composer.press("Escape")  # given up
    expect(ana.composer).to_have_value("a draft besides")
    _choose_edit(ana, "first line")
    expect(ana.composer).to_have_value("first line")
    ana.composer.fill("first line, best")
    ana.load()
    expect(ana.composer).to_have_value("first line, best")
    ana.composer.press("Enter")
    ben.shows("first line, best", "second line")
    ana.load()
    expect(bar).to_have_count(0)
    expect(ana.composer).to_have_value("a draft besides")


def test_a_half_written_edit_is_one_tabs_own_while_that_is_open(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ana.say("at noon")
    _edit_last(ana, "at noon")
    ana.composer.press_sequentially(" or so")
    beside = ana.context.new_page()
    beside.goto(ana.page.url)
    bar, composer = beside.locator(".answer-bar"), beside.get_by_role("textbox", name="Message", exact=True)
    bubble = beside.get_by_role("log", name="Messages").get_by_role("article").filter(has_text="at noon")
    expect(bubble).to_have_attribute("data-message-id", re.compile("[1-9]"))
    expect(composer).to_be_focused()
    composer.press("ArrowUp")
    expect(composer).to_have_value("at noon")  # as it is, not as the other tab writes it
    composer.press("Escape")
    expect(composer).to_have_value("")
    expect(bar).to_have_count(0)
    ana.composer.press_sequentially(", sharp")
    beside.reload()
    expect(bubble).to_be_visible()
    expect(composer).to_be_focused()
    expect(bar).to_have_count(0)
    ana.page.goto("about:blank")  # the tab that wrote it is gone
    expect(bar).to_contain_text("at noon")
    expect(composer).to_have_value("at noon or so, sharp")
    composer.press("Enter")
    ben.shows("at noon or so, sharp")


def test_a_half_written_edit_replaces_nothing_unseen(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    bar = ana.page.locator(".answer-bar")
    ana.say("at noon")
    ben.shows("at noon")
    number = ana.message("at noon").get_attribute("data-message-id")

    def say_elsewhere(body: str) -> None:
        said = ana.page.request.patch(
            f"{ana.url}/api/messages/{number}", headers={"Origin": ana.url}, data={"body": body}
        )
        assert said.ok, said.text()
        ben.shows(body)

    _edit_last(ana, "at noon")
    ana.composer.fill("at midnight")
    say_elsewhere("at one")
    expect(bar).to_contain_text("changed meanwhile")
    expect(bar).to_contain_text("at one")
    expect(ana.composer).to_have_value("at midnight")
    ana.page.goto(f"{ana.url}/chat/")
    say_elsewhere("at two")
    ana.open(ben.name)
    expect(bar).to_contain_text("changed meanwhile")
    expect(bar).to_contain_text("at two")
    expect(ana.composer).to_have_value("at midnight")
    ana.page.goto(f"{ana.url}/chat/")
    _delete(ana, number)
    ben.shows("Message deleted")
    ana.open(ben.name)
    expect(bar).to_have_count(0)
    expect(ana.composer).to_have_value("at midnight")  # a draft
    ana.composer.press("Enter")
    ben.shows("Message deleted", "at midnight")


def _say_elsewhere(person: Person, number: str | None, body: str) -> None:
    said = person.page.request.patch(
        f"{person.url}/api/messages/{number}", headers={"Origin": person.url}, data={"body": body}
    )
    assert said.ok, said.text()


def _number(person: Person, text: str) -> str | None:
    bubble = person.message(text)
    expect(bubble).to_have_attribute("data-message-id", re.compile("[1-9]"))
    return bubble.get_attribute("data-message-id")


def test_new_words_that_are_refused_are_gone_on_with(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    bar, told = ana.page.locator(".answer-bar"), ana.page.get_by_role("status", name="Notices")
    ana.say("at noon")
    number = _number(ana, "at noon")
    line = Line(ana)
    ana.composer.fill("a draft besides")
    _choose_edit(ana, "at noon")
    line.late = "at one"  # her page does not hear of what she said on another device
    _say_elsewhere(ana, number, "at one")
    ben.shows("at one")
    line.loses_what_is_late()
    ana.composer.fill("at midnight")
    ana.composer.press("Enter")
    expect(told).to_contain_text("This message was changed meanwhile.")
    ana.shows("at one")
    expect(bar).to_contain_text("changed meanwhile")
    expect(ana.composer).to_have_value("at midnight")
    line.said.clear()
    ana.page.reload()
    line.wait_for("report_attention")
    expect(ana.composer).to_have_value("at midnight")
    expect(bar).to_contain_text("changed meanwhile")
    ana.composer.press("Enter")  # she has seen it
    ben.shows("at midnight")
    expect(ana.composer).to_have_value("a draft besides")

    _choose_edit(ana, "at midnight")
    line.late = f'"id":{number},'
    _delete(ana, number)
    ben.shows("Message deleted")
    line.loses_what_is_late()
    ana.composer.fill("at dawn")
    ana.composer.press("Enter")
    expect(told).to_contain_text("This message was deleted.")
    expect(bar).to_have_count(0)
    expect(ana.composer).to_have_value("at dawn\na draft besides")


def test_new_words_outlive_a_reload_right_after_enter(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ana.say("first words")
    ben.shows("first words")
    line = Line(ana)
    for lost, late, before, words in (
        ("edit_message", "", "first words", "second words"),  # the server never heard of them
        ("", '"refused":""', "second words", "third words"),  # its answer did not come
    ):
        _edit_last(ana, before)
        line.lost, line.late = lost, late
        ana.composer.fill(words)
        ana.composer.press("Enter")
        line.wait_for("edit_message")
        ana.shows(words)
        if late:
            ben.shows(words)
        line.lost = line.late = ""
        line.said.clear()
        ana.page.reload()
        line.wait_for("edit_message")
        ben.shows(words)
        ana.shows(words)
        ana.page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('webchat.edit.'))")
        expect(ana.page.locator(".answer-bar")).to_have_count(0)
        expect(ana.composer).to_have_value("")


def test_new_words_without_a_line_are_shown_as_on_their_way_also_after_a_reload(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    for said in ("one", "two"):
        ana.say(said)
    ben.shows("one", "two")
    line = Line(ana)
    ana.shows("one", "two")
    wait_until(lambda: saved(ana, "two"), what="the conversation to be kept")
    line.breaks()
    line.lost = "40/_event"  # from now on she has none
    expect(ana.page.get_by_role("alert", name="Reconnecting…")).to_be_visible()
    for edited, words in (("one", "uno"), ("two", "dos"), ("dos", "due")):
        _choose_edit(ana, edited)
        ana.composer.fill(words)
        ana.composer.press("Enter")
        expect(ana.message(words)).to_have_attribute("data-status", "pending")
    expect(ana.page.get_by_role("status", name="Notices")).to_be_empty()
    expect(ana.entry(ben.name)).to_contain_text("You: due")
    _choose_edit(ana, "due")
    ana.composer.fill("nothing of the kind")
    ana.composer.press("Escape")
    for _ in range(2):
        ana.page.reload()
        ana.shows("uno", "due")
        for words in ("uno", "due"):
            expect(ana.message(words)).to_have_attribute("data-status", "pending")
        expect(ana.entry(ben.name)).to_contain_text("You: due")
    _choose_edit(ana, "uno")
    ana.composer.fill("nothing of the kind")
    ana.composer.press("Escape")
    ana.shows("uno", "due")
    _choose_edit(ana, "due")
    ana.composer.fill("deux")
    ana.composer.press("Enter")
    ana.shows("uno", "deux")
    line.breaks()
    ben.shows("uno", "deux")
    for words in ("uno", "deux"):
        expect(ana.message(words)).to_have_attribute("data-status", "read")
    expect(ana.composer).to_have_value("")


def test_a_half_written_edit_of_a_message_far_back_goes_on(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    bar = ana.page.locator(".answer-bar")
    ana.say("where it began")
    number = _number(ana, "where it began")
    _edit_last(ana, "where it began")
    ana.composer.fill("where it all began")
    place = int(ana.page.url.rstrip("/").rsplit("/", 1)[1])
    lines = [{"conversation_id": place, "client_id": str(uuid.uuid4()), "body": f"line {one:02}"} for one in range(70)]
    said = ben.page.request.post(f"{ben.url}/api/messages/batch", headers={"Origin": ben.url}, data={"items": lines})
    assert said.ok, said.text()
    expect(ana.message("line 69")).to_be_visible()
    ana.load()
    expect(ana.message("line 69")).to_be_visible()
    expect(ana.message("where it began")).to_have_count(0)  # further back than the page
    expect(bar).to_contain_text("where it began")
    expect(ana.composer).to_have_value("where it all began")
    ana.composer.press("Enter")
    expect(ana.composer).to_have_value("")
    expect(ana.page.locator(".answer-bar")).to_have_count(0)
    ben.page.wait_for_function(
        f"async () => (await (await fetch('/api/messages/{number}')).json()).body === 'where it all began'"
    )


def test_what_is_answered_is_shown_as_it_is_now(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ben.say("at five")
    ana.message("at five").hover()
    ana.message("at five").get_by_role("button", name="Reply").click()
    bar = ana.page.locator(".answer-bar")
    _edit_last(ben, "at five")
    ben.composer.fill("at six")
    ben.composer.press("Enter")
    expect(bar).to_contain_text("at six")
    ana.composer.fill("half an answer")
    new_group(ana, "Beside The Answer")
    ana.open(ben.name)
    expect(ana.composer).to_have_value("half an answer")
    expect(bar).to_contain_text("at six")
