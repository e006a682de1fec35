"""Emoji, stickers and names in the composer: picked, completed, sent."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_groups import new_group
from tests.support.axe import findings
from tests.support.person import PHONE, Person, box_of
from tests.support.server import wait_until

STILL = {"reduced_motion": "reduce"}
_numbers = itertools.count(1)


@pytest.fixture
def talk(people):
    """Two people with a conversation; options are for Ana's browser."""

    def made(**options) -> tuple[Person, Person]:
        number = next(_numbers)
        ana = people(f"Emoji Ana {number}", **STILL, **options).join()
        ben = people(f"Emoji Ben {number}", **STILL).join()
        ben.find(ana.name)
        ben.say("Hello")
        ana.open(ben.name)
        expect(ana.message("Hello")).to_be_visible()
        return ana, ben

    return made


def _panel(person: Person) -> Locator:
    return person.page.get_by_role("dialog", name="Emoji, stickers and GIFs")


def _open_panel(person: Person) -> Locator:
    person.page.get_by_role("button", name="Emoji", exact=True).click()
    expect(_panel(person)).to_be_visible()
    return _panel(person)


def _offers(person: Person) -> Locator:
    return person.page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def test_an_emoji_goes_where_the_caret_stands(talk):
    ana, ben = talk()
    ana.composer.fill("good morning")
    ana.composer.press("Home")
    for _ in range(4):
        ana.composer.press("ArrowRight")
    panel = _open_panel(ana)
    expect(panel.get_by_role("searchbox", name="Search emoji")).to_be_focused()
    ana.page.keyboard.type("party popper")
    expect(panel.get_by_role("gridcell")).to_have_count(1)
    ana.page.keyboard.press("Enter")
    expect(ana.composer).to_have_value("good🎉 morning")
    assert not findings(ana.page)
    ana.page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(ana.composer).to_be_focused()
    ana.composer.press("Enter")
    expect(ben.message("good🎉 morning")).to_be_visible()
    expect(_open_panel(ana).get_by_text("Used last")).to_be_visible()


def test_a_draft_with_an_emoji_survives_a_reload(talk):
    ana, _ = talk()
    panel = _open_panel(ana)
    panel.get_by_role("gridcell", name="grinning face", exact=True).first.click()
    expect(ana.composer).to_have_value("😀")
    ana.page.reload()
    expect(ana.composer).to_have_value("😀")


def test_the_skin_tone_is_remembered(talk):
    ana, _ = talk()
    panel = _open_panel(ana)
    panel.get_by_role("button", name="Skin tone").click()
    panel.get_by_role("radio", name="dark", exact=True).click()
    panel.get_by_role("searchbox").fill("waving hand")
    panel.get_by_role("gridcell", name="waving hand").first.click()
    expect(ana.composer).to_have_value("👋🏿")
    ana.page.reload()
    panel = _open_panel(ana)
    panel.get_by_role("searchbox").fill("thumbs up")
    panel.get_by_role("gridcell", name="thumbs up").first.click()
    expect(ana.composer).to_have_value("👋🏿👍🏿")


def test_stickers_and_what_there_is_of_gifs(talk):
    ana, ben = talk()
    panel = _open_panel(ana)
    panel.get_by_role("tab", name="Emoji").focus()
    ana.page.keyboard.press("ArrowRight")
    ana.page.keyboard.press("ArrowRight")
    ana.page.keyboard.press("Enter")
    expect(panel.get_by_text("GIF search is off")).to_be_visible()
    assert not findings(ana.page)
    panel.get_by_role("tab", name="Stickers").click()
    expect(panel.get_by_role("button", name="Party")).to_be_visible()
    assert not findings(ana.page)
    panel.get_by_role("button", name="Party").click()
    expect(panel).to_have_count(0)
    picture = ben.page.get_by_role("article").get_by_role("img", name="Party")
    expect(picture).to_have_js_property("naturalWidth", 160)
    expect(ben.page.get_by_role("article").last).to_have_attribute("data-kind", "sticker")
    expect(ana.entry(ben.name)).to_contain_text("Sticker 🎉")
    assert not findings(ben.page)


def test_emoji_are_completed(talk):
    ana, ben = talk()
    ana.composer.press_sequentially("so :t")
    expect(_offers(ana)).to_have_count(0)
    ana.composer.press_sequentially("ada")
    expect(_offers(ana).first).to_have_text(re.compile(r"🎉\s*:tada:"))
    expect(ana.composer).to_have_attribute("aria-activedescendant", re.compile("."))
    assert not findings(ana.page)
    ana.composer.press("Enter")
    expect(ana.composer).to_have_value("so 🎉")
    expect(_offers(ana)).to_have_count(0)
    ana.composer.press("Enter")
    expect(ben.message("so 🎉")).to_be_visible()
    ana.composer.press_sequentially(":heart")
    expect(_offers(ana).first).to_be_visible()
    second = _offers(ana).nth(1)
    ana.composer.press("ArrowDown")
    expect(second).to_have_attribute("aria-selected", "true")
    sign = second.locator(".sign").inner_text()
    ana.composer.press("Tab")
    expect(ana.composer).to_have_value(sign)
    ana.composer.press("Control+z")
    expect(ana.composer).to_have_value(":heart")


def test_escape_closes_and_enter_then_sends(talk):
    ana, ben = talk()
    ana.composer.press_sequentially(":smile")
    expect(_offers(ana).first).to_be_visible()
    ana.composer.press("Escape")
    expect(_offers(ana)).to_have_count(0)
    ana.composer.press_sequentially("y is not a name")
    ana.composer.press("Enter")
    expect(ana.composer).to_have_value("")
    expect(ben.message("is not a name")).to_be_visible()


def test_an_input_method_keeps_its_enter(talk):
    ana, _ = talk()
    ana.composer.press_sequentially(":tada")
    expect(_offers(ana).first).to_be_visible()
    taken = ana.composer.evaluate("""(field) => {
      const key = new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true });
      field.dispatchEvent(key);
      return key.defaultPrevented;
    }""")
    assert not taken
    expect(ana.composer).to_have_value(":tada")


def test_people_are_named(talk):
    ana, ben = talk()
    ana.composer.press_sequentially("Hi @")
    expect(_offers(ana)).to_have_count(1)
    expect(_offers(ana)).to_contain_text(ben.name)
    ana.composer.press_sequentially("emoji")
    expect(_offers(ana)).to_contain_text(ben.name)
    _offers(ana).click()
    expect(ana.composer).to_have_value(f"Hi @{ben.name} ")
    ana.composer.press("Control+z")
    expect(ana.composer).to_have_value("Hi @emoji")
    ana.composer.press("Control+Shift+z")
    expect(ana.composer).to_have_value(f"Hi @{ben.name} ")
    ana.composer.press("Enter")
    expect(ben.message("Hi").locator(".mention")).to_have_text(f"@{ben.name}")
    ana.composer.press_sequentially("@nobody-of-this-name")
    expect(_offers(ana)).to_have_count(0)


def test_in_code_nothing_is_completed(talk):
    ana, _ = talk()
    ana.composer.press_sequentially("`:tada")
    ana.composer.press_sequentially(" :tad")
    expect(_offers(ana)).to_have_count(0)
    ana.composer.press_sequentially("a` :tada")
    expect(_offers(ana).first).to_be_visible()


def test_on_a_phone(talk):
    ana, ben = talk(viewport=PHONE, has_touch=True, is_mobile=True)
    ana.page.get_by_role("button", name="Emoji", exact=True).tap()
    panel = _panel(ana)
    expect(panel).to_be_visible()
    expect(panel.get_by_role("gridcell").first).to_be_visible()

    def fits() -> bool:
        composer, box = box_of(ana.composer), box_of(panel)
        return composer["y"] + composer["height"] <= box["y"] and box["y"] + box["height"] <= PHONE["height"] + 1

    wait_until(fits, what="the panel below the field")
    panel.get_by_role("gridcell", name="grinning face", exact=True).tap()
    expect(ana.composer).to_have_value("😀")
    assert not findings(ana.page)
    panel.get_by_role("tab", name="Stickers").tap()
    panel.get_by_role("button", name="Love").tap()
    expect(ben.page.get_by_role("img", name="Love")).to_be_visible()
    ana.composer.fill("")
    ana.composer.press_sequentially(":rocket")
    _offers(ana).first.tap()
    expect(ana.composer).to_have_value("🚀")
    assert ana.page.evaluate("document.querySelector('.main').scrollWidth") <= PHONE["width"]


def test_emoji_are_called_as_the_reader_calls_them(people):
    ana = people("Emoji Anna", locale="de-DE", **STILL)
    ana.page.goto(ana.url)
    ana.page.locator("#name").fill(ana.name)
    ana.page.locator("#name").press("Enter")
    ana.page.get_by_role("button", name="Neue Unterhaltung").first.click()
    ana.page.get_by_role("dialog").get_by_role("button", name=re.compile("Notizen an mich")).click()
    composer = ana.page.get_by_role("textbox", name="Nachricht", exact=True)
    ana.page.get_by_role("button", name="Emoji", exact=True).click()
    search = ana.page.get_by_role("searchbox", name="Emoji suchen")
    expect(ana.page.get_by_role("button", name="Essen & Trinken")).to_be_visible()
    # By its German name, by a German word, and in English.
    for words in ("konfettibombe", "böller", "party popper"):
        search.fill(words)
        expect(ana.page.get_by_role("gridcell", name="Konfettibombe")).to_have_count(1)
    ana.page.keyboard.press("Escape")
    options = ana.page.get_by_role("listbox").get_by_role("option")
    composer.press_sequentially(":konfet")
    expect(options.filter(has_text="Konfettibombe")).to_contain_text("🎉")
    composer.fill("")
    composer.press_sequentially(":tada")  # its short name still counts
    expect(options.first).to_contain_text("🎉")
    composer.press("Enter")
    expect(composer).to_have_value("🎉")


def test_a_name_of_several_words_is_completed_to_its_end(people):
    ana = people("Emoji Owner Words", **STILL).join()
    others = [people(name, **STILL).join() for name in ("مها بن علي", "مها بن سعد", "Maria del Mar Oak")]
    new_group(ana, "Several Words", *others)
    ana.composer.press_sequentially("Hi @maria d")
    expect(_offers(ana)).to_have_count(1)
    ana.composer.press_sequentially("el ")
    expect(_offers(ana)).to_have_text([re.compile("Maria del Mar Oak")])
    ana.composer.press("Enter")
    expect(ana.composer).to_have_value("Hi @Maria del Mar Oak ")
    ana.composer.press_sequentially("and @مها بن س")
    expect(_offers(ana)).to_have_text([re.compile("مها بن سعد")])
    ana.composer.press("Tab")
    expect(ana.composer).to_have_value("Hi @Maria del Mar Oak and @مها بن سعد ")
    ana.composer.press_sequentially("look")
    expect(_offers(ana)).to_have_count(0)
    ana.composer.press("Enter")
    for other in (others[1], others[2]):
        other.open("Several Words")
        expect(other.message("look").locator(".mention")).to_have_text(["@Maria del Mar Oak", "@مها بن سعد"])


def test_what_was_said_to_be_no_name_stays_none(talk):
    ana, ben = talk()
    ana.composer.press_sequentially("@emoji")
    expect(_offers(ana)).to_have_count(1)
    ana.composer.press("Escape")
    expect(_offers(ana)).to_have_count(0)
    ana.composer.press_sequentially(" ben")
    ana.composer.press("Enter")
    expect(ben.message("@emoji ben")).to_be_visible()


def test_behind_a_whole_name_and_a_space_nothing_is_offered(talk):
    ana, ben = talk()
    answers: list[str] = []
    ana.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: answers.append(str(frame))))
    ana.load()
    ana.composer.press_sequentially(f"cc @{ben.name} ")
    asked = f'"query":"{ben.name} "'
    wait_until(lambda: ana.page.title() and any(asked in one for one in answers), what="the answer")
    ana.composer.press("Enter")
    expect(ben.message("cc @").locator(".mention")).to_have_text(f"@{ben.name}")
