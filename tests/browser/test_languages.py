"""The interface in other languages: chosen before the first paint, laid out in their direction, and whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.axe import findings
from tests.support.person import PHONE, Person, box_of
from tests.support.server import wait_until
from webchat.settings import PROJECT

# Whatever is not between these brackets did not go through t(). What people wrote stands in elements with dir="auto".
_UNTRANSLATED = """() => {
  const names = '[dir="auto"], [dir="ltr"], [role="gridcell"], .avatar, option, h1.own-name';
  const theirs = (node) => node.closest?.(`${names}, script, style`);
  const left = (text) => {
    let now = text ?? "";
    for (let before = ""; before !== now; ) (before = now), (now = now.replace(/⟦[^⟦⟧]*⟧/g, ""));
    return /\\p{L}{2}/u.test(now) ? text.trim() : "";
  };
  const found = new Set();
  for (const one of document.body.querySelectorAll("*")) {
    if (theirs(one)) continue;
    if (one.checkVisibility()) {
      const texts = [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      for (const { data } of texts) if (left(data)) found.add(left(data));
    }
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {
      if (left(one.getAttribute(name))) found.add(`${name}: ${left(one.getAttribute(name))}`);
    }
  }
  return [...found];
}"""


def _pseudo(route: Route) -> None:
    """The German catalogue with each English text in brackets."""
    texts = json.loads((PROJECT / "assets" / "i18n" / "de.json").read_text())
    said = {
        text: f"⟦{text}⟧" if isinstance(form, str) else dict.fromkeys(form, f"⟦{text}⟧") for text, form in texts.items()
    }
    route.fulfill(json=said)


def _named(page: Page, name: str):
    return page.get_by_role("button", name=f"⟦{name}⟧", exact=True).first


def _open_menu(page: Page) -> None:
    """Of the last message."""
    message = page.get_by_role("log").get_by_role("article").last
    message.hover()
    message.get_by_role("button", name="⟦More⟧").click()


def test_all_that_is_seen_went_through_the_catalogue(people: Callable[..., Person], browser) -> None:
    ana = people("Ana Catalogue").join()
    ben = people("Ben Catalogue").join()
    ben.find(ana.name)
    ben.say("Ein Satz von mir")
    ana.open(ben.name)
    ana.say("Ein Satz")
    expect(ben.messages).to_have_count(2)
    context = browser.new_context(locale="de-DE", storage_state=ana.context.storage_state(), permissions=["microphone"])
    context.route("**/i18n/de.json", _pseudo)
    page = context.new_page()
    seen: dict[str, list[str]] = {}

    def look(where: str) -> None:
        if found := [text for text in page.evaluate(_UNTRANSLATED) if not _is_theirs(text)]:
            seen[where] = found

    page.goto(f"{ana.url}/link/")
    expect(page.get_by_role("heading", name="⟦Continue here⟧")).to_be_visible()
    look("link")
    page.goto(ana.page.url)
    expect(page.get_by_role("log").get_by_role("article")).to_have_count(2)
    look("chat")
    _open_menu(page)
    look("menu of a message")
    page.keyboard.press("Escape")
    _named(page, "Details").click()
    expect(page.get_by_role("heading", name="⟦Details⟧")).to_be_visible()
    look("details")
    for name in ("Settings", "New conversation", "Saved messages", "Calls"):
        _named(page, name).click()
        expect(page.get_by_role("dialog").get_by_role("heading", name=f"⟦{name}⟧")).to_be_visible()
        look(name)
        page.keyboard.press("Escape")
    _named(page, "Add").click()
    look("menu of what to add")
    page.get_by_role("menuitem", name="⟦Poll⟧").click()
    expect(page.get_by_role("heading", name="⟦Poll⟧")).to_be_visible()
    look("poll")
    page.keyboard.press("Escape")
    for where in _further(page):
        look(where)
    context.close()
    assert seen == {}


def _further(page: Page) -> Iterator[str]:
    """What lies deeper, or is there for a moment only."""
    _named(page, "Emoji").click()
    expect(page.get_by_role("gridcell").first).to_be_visible()
    yield "emoji"
    page.get_by_role("tab", name="⟦Stickers⟧").click()
    expect(page.get_by_role("tabpanel").get_by_role("button").first).to_be_visible()
    yield "stickers"
    _named(page, "Emoji").click()
    _open_menu(page)
    page.get_by_role("menuitem", name="⟦Save message⟧").click()
    expect(page.get_by_text("⟦Saved⟧")).to_be_visible()
    yield "toast"
    for door in ("New group", "Public groups"):
        _named(page, "New conversation").click()
        page.get_by_role("dialog").get_by_role("button", name=f"⟦{door}⟧").click()
        expect(page.get_by_role("dialog").get_by_role("heading", name=f"⟦{door}⟧")).to_be_visible()
        yield door
        page.keyboard.press("Escape")
    field = page.get_by_role("searchbox", name="⟦Search⟧")
    field.click()
    yield "search, empty"
    for asked, sign in (("Satz", ".results .hit"), ("zzz nobody", ".results .nothing")):
        field.fill(asked)
        expect(page.locator(sign).first).to_be_visible()
        yield f"search, {asked}"
    _named(page, "Close search").click()
    _named(page, "Voice call").click()
    expect(page.locator(".call-window")).to_be_visible()
    yield "call"
    _named(page, "Devices").click()
    expect(page.locator(".call-devices label").first).to_be_visible()
    yield "devices of the call"
    _named(page, "Hang up").click()
    expect(page.locator('article[data-kind="call"]')).to_be_visible()
    yield "a call that is over"


def _is_theirs(text: str) -> bool:
    """Names and what the browser itself writes: hours, files of the product's name."""
    return bool(re.search(r"Catalogue|^WebChat$|Ein Satz|^(Heute|Gestern)|^(Mo|Di|Mi|Do|Fr|Sa|So)\.?$", text))


@pytest.mark.parametrize("asked", ["ar-EG", "de-DE"])
def test_the_first_paint_is_in_the_language_of_the_browser(people: Callable[..., Person], asked: str) -> None:
    """No English is ever drawn, the direction is right from the start, and React takes the page without complaint."""
    ana = people(f"Ana {asked}", locale=asked)
    complaints: list[str] = []
    ana.page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    ana.context.add_init_script(
        """window.drawn = new Set();
        new MutationObserver(() => {
          const button = document.querySelector('button[type="submit"]');
          if (button?.checkVisibility({ visibilityProperty: true })) {
            window.drawn.add(`${document.documentElement.lang} ${document.documentElement.dir} ${button.textContent}`);
          }
        }).observe(document, { childList: true, subtree: true, attributes: true, characterData: true });"""
    )
    ana.page.goto(ana.url)
    wanted = {"ar-EG": "ar rtl ابدأ الدردشة", "de-DE": "de ltr Loslegen"}[asked]
    expect(ana.page.get_by_role("button", name=wanted.split(" ", 2)[2])).to_be_visible()
    assert ana.page.evaluate("[...window.drawn]") == [wanted]
    assert complaints == []


# How far the first letter of the last message stands inside its place in the list, which cuts what does not fit.
_FIRST_LETTER_INSIDE = """(line) => {
  const text = line.lastElementChild;
  const letter = document.createRange();
  letter.setStart(text.firstChild, 0);
  letter.setEnd(text.firstChild, 1);
  return letter.getBoundingClientRect().left - text.getBoundingClientRect().left;
}"""


def test_a_language_is_chosen_in_the_settings_and_kept(people: Callable[..., Person]) -> None:
    ana = people("Ana Chooses").join()
    page = ana.page
    page.get_by_role("button", name="New conversation").first.click()
    page.get_by_role("button", name="Notes to self").click()
    ana.say("What I write in English is longer than its line in the list is wide.")
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("combobox", name="Language").select_option(label="العربية")
    expect(page.get_by_role("navigation", name="المحادثات")).to_be_visible()
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    page.reload()
    expect(page.get_by_role("navigation", name="المحادثات")).to_be_visible()
    # What the server says comes in the same language.
    refused = page.evaluate("fetch('/api/groups/999999').then((answer) => answer.status)")
    assert refused == 404
    # The list stands at the right, on a phone too, and axe has nothing to say.
    wait_until(
        lambda: box_of(page.get_by_role("navigation", name="المحادثات"))["x"] > 600, what="the list at the right"
    )
    line = page.get_by_role("navigation", name="المحادثات").locator(".row p")
    expect(line).to_contain_text("أنت: What I write")
    assert line.evaluate(_FIRST_LETTER_INSIDE) >= 0
    # What is empty begins at the right, too; what is written then goes its own way.
    field = page.get_by_role("textbox", name="رسالة", exact=True)
    expect(field).to_have_css("direction", "rtl")
    field.fill("English")
    expect(field).to_have_css("direction", "ltr")
    field.fill("")
    page.get_by_role("button", name="الإعدادات").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []
    page.set_viewport_size(PHONE)
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("combobox", name="اللغة").select_option("")
    expect(ana.composer).to_be_visible()


def test_without_its_catalogue_the_page_speaks_english(people: Callable[..., Person]) -> None:
    ana = people("Ana Offline", locale="de-DE")
    ana.context.route("**/i18n/de.json", lambda route: route.abort())
    ana.page.goto(ana.url)
    expect(ana.page.get_by_role("button", name="Start chatting")).to_be_visible()
    assert ana.page.evaluate("document.documentElement.lang") == "en"


# The sides of the bubble at which the paragraphs of its text begin.
_SIDES = """(bubble) => [...bubble.querySelectorAll(".body > p")].map((block) => {
  const words = document.createRange();
  words.selectNodeContents(block);
  const [text, box] = [words.getBoundingClientRect(), bubble.getBoundingClientRect()];
  return text.left - box.left < box.right - text.right ? "left" : "right";
})"""


def test_each_block_of_a_message_stands_at_the_side_of_its_own_writing(people: Callable[..., Person]) -> None:
    ana, ben = people("Ana Sides").join(), people("Ben Sides").join()
    ana.find(ben.name)
    ben.open(ana.name)
    list_in_english = "What we need:\n- bread\n- a map of the mountains, which is the longest line\n\nThat is all."
    in_arabic = "نحتاج:\n- خبز\n- خريطة الجبال التي هي أطول سطر في هذه الرسالة\n\nهذا كل شيء."
    mixed = "A short line\n\nثم سطر قصير\n\n12:30\n\n```\na line that is longer than others\n```\nand the end"
    for text in (list_in_english, in_arabic, mixed):
        ana.say(text)
    for language, direction in (("", "ltr"), ("ar", "rtl")):
        for person in (ana, ben):
            person.page.evaluate("(language) => webchatLanguage.choose(language)", language)
            person.page.reload()
            expect(person.page.locator("html")).to_have_attribute("dir", direction)
            shown = person.page.locator('[role="log"] article')
            expect(shown).to_have_count(3)
            sides = [one.evaluate(_SIDES) for one in shown.all()]
            told = (direction, person.name)
            assert sides == [["left"] * 2, ["right"] * 2, ["left", "right", "left", "left"]], told
