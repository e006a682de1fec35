"""Searching: people, conversations and messages while typing, and back from what was found."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_groups import new_group
from tests.browser.test_over_dialogs import delete
from tests.support.axe import findings
from tests.support.person import PHONE, box_of


def field(person):
    return person.page.get_by_role("searchbox", name="Search")


def results(person):
    return person.page.get_by_role("region", name="Search results")


# Safari's Enter that ends what an input method composed.
_LET_ENTER_PASS = """field => field.dispatchEvent(
  new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true, cancelable: true })
)"""


def test_words_are_marked_and_opened_and_the_results_stay(pair):
    ana, ben = pair
    ben.say("The **Größe** of the `umbrella`, ~~quite~~ exactly")
    ben.say("something else")
    expect(ana.message("something else")).to_be_visible()
    ana.page.keyboard.press("Control+k")
    expect(field(ana)).to_be_focused()
    field(ana).press_sequentially("grosse umbr")
    hit = results(ana).get_by_role("link").filter(has_text="quite exactly")
    expect(hit.locator("mark")).to_have_text(["Größe", "umbr"])
    expect(hit).to_contain_text("The Größe of the umbrella, quite exactly")
    assert field(ana).evaluate(_LET_ENTER_PASS)
    field(ana).press("ArrowDown")
    expect(hit).to_be_focused()
    ana.page.keyboard.press("Enter")
    expect(ana.message("quite exactly")).to_be_visible()
    expect(field(ana)).to_have_value("grosse umbr")
    expect(hit).to_have_attribute("aria-current", "true")
    ana.page.keyboard.press("Escape")
    ana.page.keyboard.press("Escape")
    expect(ana.entry(ben.name)).to_be_visible()
    expect(field(ana)).to_have_value("")


def test_people_chats_and_messages_together(people):
    ana = people("Ana Seeks").join()
    people("Kim Found").join()
    lou = people("Lou Foundling").join()
    lou.find("Ana Seeks")
    lou.say("what was found is foundation")
    expect(ana.entry("Lou Foundling")).to_be_visible()
    field(ana).fill("found")
    expect(results(ana).get_by_role("heading")).to_have_text(["Chats", "People", "Messages"])
    expect(results(ana).get_by_role("link").first).to_contain_text("Lou Foundling")
    assert not findings(ana.page)
    results(ana).get_by_role("button", name=re.compile("^Kim Found")).click()
    expect(ana.page.get_by_role("heading", name="Kim Found").first).to_be_visible()
    field(ana).fill("no such words anywhere")
    expect(results(ana).get_by_text("Nothing found")).to_be_visible()


# In one moment, as quick fingers do it: no answer comes in between.
_TYPED_WITH_ENTER = """(field, text) => {
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
}"""


def test_enter_opens_what_is_written_also_before_the_answer_comes(people):
    ana = people("Ana Hurries").join()
    kim, lou = people("Kim Quickly").join(), people("Lou Quickly").join()
    for other in (kim, lou):
        other.find(ana.name)
        other.say(f"heron of {other.name}")
        expect(ana.entry(other.name)).to_be_visible()
    ana.page.keyboard.press("Control+k")
    field(ana).evaluate(_TYPED_WITH_ENTER, "lou quick")
    ana.is_at(lou.name)
    field(ana).fill("quickly")
    expect(results(ana).get_by_role("link").filter(has_text=lou.name).first).to_be_visible()
    field(ana).evaluate(_TYPED_WITH_ENTER, "kim quickly")
    ana.is_at(kim.name)
    field(ana).focus()
    field(ana).evaluate(_TYPED_WITH_ENTER, "heron lou")
    ana.is_at(lou.name)
    expect(results(ana).locator("[aria-current=true]")).to_contain_text("heron of Lou")
    field(ana).focus()
    field(ana).evaluate(_TYPED_WITH_ENTER, "")
    field(ana).evaluate(_TYPED_WITH_ENTER, "nobody of this name")
    expect(results(ana)).to_contain_text("Nothing found")
    ana.is_at(lou.name)


def test_operators_are_completed_and_a_conversation_is_searched_alone(people):
    ana = people("Ana Narrows").join()
    for name in ("Bo Narrows", "Cy Narrows"):
        other = people(name).join()
        other.find("Ana Narrows")
        other.say(f"apples from {name}")
        expect(ana.entry(name)).to_be_visible()
    field(ana).fill("apples f")
    ana.page.get_by_role("button", name="from:", exact=True).click()
    ana.page.get_by_role("button", name="Bo Narrows", exact=True).click()
    expect(field(ana)).to_have_value('apples from:"Bo Narrows" ')
    expect(results(ana).get_by_role("link")).to_have_count(1)
    expect(results(ana).get_by_role("link")).to_contain_text("from Bo Narrows")
    field(ana).fill("apples has:anything")
    expect(results(ana).get_by_text("Nothing found")).to_be_visible()
    ana.page.get_by_role("button", name="link", exact=True).click()
    expect(field(ana)).to_have_value("apples has:link ")
    ana.page.get_by_role("button", name="Close search").click()
    ana.open("Cy Narrows")
    ana.page.get_by_role("button", name="Search in conversation").click()
    field(ana).fill("apples")
    expect(results(ana).get_by_role("link")).to_have_count(1)
    expect(results(ana).get_by_role("link")).to_contain_text("from Cy Narrows")
    ana.page.get_by_role("button", name=re.compile("^Search everywhere")).click()
    expect(results(ana).get_by_role("link")).to_have_count(2)


def test_a_phone_types_at_once_what_is_searched_in_a_conversation(people):
    ida = people("Ida Types", viewport=PHONE, has_touch=True, is_mobile=True).join()
    people("Jan Typed").join()
    ida.find("Jan Typed")
    ida.page.get_by_role("button", name="Search in conversation").tap()
    expect(field(ida)).to_be_focused()


def test_more_results_come_by_pages_and_a_phone_finds_its_way_back(people):
    eva = people("Eva Pages", viewport=PHONE, has_touch=True, is_mobile=True).join()
    finn = people("Finn Pages").join()
    finn.find("Eva Pages")
    for number in range(45):
        finn.say(f"grape {number}")
    expect(eva.entry("Finn Pages")).to_contain_text("grape 44")
    field(eva).fill("grape")
    hits = results(eva).get_by_role("link")
    expect(hits).to_have_count(20)
    hits.last.scroll_into_view_if_needed()
    expect(hits).to_have_count(40)
    hits.nth(30).scroll_into_view_if_needed()
    text = hits.nth(30).inner_text()
    hits.nth(30).tap()
    expect(eva.composer).to_be_visible()
    eva.page.get_by_role("button", name="Back to results").tap()
    expect(hits.nth(30)).to_be_in_viewport()
    assert hits.nth(30).inner_text() == text


def test_hits_say_who_wrote_them_and_what_their_readers_see(people):
    ana, ben = people("Ana Sees").join(), people("Ben Sees").join()
    new_group(ana, "Rose Garden", ben)
    ben.open("Rose Garden")
    ben.say("The **new *rose* bush**, see [the plan of roses](https://example.org/rose) and `a_rose`")
    ana.say("_roses_ need water")
    expect(ana.message("the plan of roses")).to_be_visible()
    ana.page.get_by_role("button", name="Search in conversation").click()
    field(ana).fill("rose")
    hits = results(ana).get_by_role("link")
    own, other = hits.filter(has_text="water"), hits.filter(has_text="bush")
    expect(ana.page.get_by_role("status").filter(has_text="result")).to_have_text("2 results")
    expect(own.locator(".title")).to_have_text("You")
    expect(own.locator(".snippet")).to_have_text("roses need water")
    expect(other.locator(".title")).to_have_text("Ben Sees")
    expect(other.locator(".snippet")).to_have_text("The new rose bush, see the plan of roses and a_rose")
    expect(other.locator("mark")).to_have_text(["rose", "rose", "rose"])
    expect(results(ana).get_by_text("Rose Garden")).to_have_count(0)
    assert box_of(other.locator(".snippet"))["height"] > box_of(own.locator(".snippet"))["height"]  # on two lines
    assert not findings(ana.page)
    ana.page.get_by_role("button", name=re.compile("^Search everywhere")).click()
    expect(other.locator(".title")).to_have_text("Rose Garden")
    expect(other.locator(".sender")).to_have_text("Ben Sees: ")
    expect(own.locator(".sender")).to_have_text("You: ")
    expect(other.locator("mark")).to_have_text(["rose", "rose", "rose"])


def test_more_results_that_do_not_come_in_time_are_asked_for_again(pair, server):
    ana, ben = pair
    for number in range(25):
        ben.say(f"medlar {number}")
    expect(ana.entry(ben.name)).to_contain_text("medlar 24")
    field(ana).fill("medlar")
    hits, problem = results(ana).get_by_role("link"), results(ana).get_by_role("alert")
    expect(hits).to_have_count(20)
    with server.database() as database, database.cursor() as cursor:
        cursor.execute("LOCK TABLE message")
        hits.last.scroll_into_view_if_needed()
        expect(problem).to_contain_text("That is too much to look through.")
        expect(hits).to_have_count(20)
    problem.get_by_role("button", name="Try again").click()
    expect(hits).to_have_count(25)
    expect(problem).to_have_count(0)


@pytest.mark.parametrize("sign", ["🎉", "❤️", "👍🏽"])
def test_a_sign_alone_is_looked_for_in_messages(pair, sign: str):
    ana, ben = pair
    ben.say(f"Congratulations{sign}")
    ben.say("no sign here")
    expect(ana.message("no sign here")).to_be_visible()
    field(ana).fill(sign)
    hit = results(ana).get_by_role("link").filter(has_text="Congratulations")
    expect(hit).to_have_count(1)
    expect(hit.locator("mark")).to_have_text(sign)
    expect(results(ana).get_by_role("link").filter(has_text="no sign")).to_have_count(0)


def test_what_is_deleted_is_not_found_any_more_also_where_it_was_found_before(pair):
    ana, ben = pair
    for said in ("a secret quince", "quince jam", "said in between"):
        ana.say(said)
    expect(ben.message("said in between")).to_be_visible()
    ben.page.goto(f"{ben.url}/chat/")  # nothing is open
    field(ben).fill("quince")
    hits = results(ben).get_by_role("link")
    expect(hits).to_have_count(2)
    delete(ana, "a secret quince")
    expect(hits).to_have_count(1)
    expect(hits).to_contain_text("quince jam")
    ana.page.get_by_role("button", name="Undo").click()
    expect(hits).to_have_count(2)
    hits.filter(has_text="secret").click()
    for deleted in ("a secret quince", "quince jam"):
        delete(ana, deleted)
    expect(ben.message("Message deleted")).to_have_count(2)
    expect(results(ben)).to_contain_text("Nothing found")
