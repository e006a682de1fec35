"""With the keyboard alone: nothing here is clicked."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.test_call_order import Line
from tests.support.person import Person, at_rest
from tests.support.server import wait_until

_FOCUS = "document.activeElement"


def _press(person: Person, *keys: str) -> None:
    for key in keys:
        person.page.keyboard.press(key)


def _tab_to(person: Person, wanted: Locator, key: str = "Tab", most: int = 60) -> None:
    """Press Tab until the focus is there."""
    for _ in range(most):
        if wanted.evaluate(f"one => one === {_FOCUS}"):
            return
        _press(person, key)
    raise AssertionError(f"Tab does not reach it: {wanted}")


def _has_ring(person: Person) -> bool:
    return person.page.evaluate(
        f"() => {{ const {{ outlineStyle, outlineWidth }} = getComputedStyle({_FOCUS});"
        " return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2; }"
    )


def test_a_conversation_is_found_held_and_left_without_a_mouse(people) -> None:
    ben = people("Keys Ben").join()
    ana = people("Keys Ana")
    page = ana.page
    page.goto(ana.url)
    expect(page.locator("html[data-drawn]")).to_have_count(0)  # else Enter is the browser's own
    expect(page.get_by_role("textbox", name="Your name")).to_be_focused()
    page.keyboard.type(ana.name)
    _press(ana, "Enter")
    start = page.get_by_role("button", name="New conversation")
    expect(start).to_be_visible()
    _tab_to(ana, start)
    assert _has_ring(ana)
    _press(ana, "Enter")
    expect(page.get_by_role("textbox", name="Search people")).to_be_focused()
    page.keyboard.type(ben.name)
    found = page.get_by_role("dialog").get_by_role("button", name=re.compile(f"^{ben.name}"))
    expect(found).to_be_visible()
    _tab_to(ana, found)
    _press(ana, "Enter")
    expect(ana.composer).to_be_focused()
    page.keyboard.type("Typed, never clicked")
    _press(ana, "Enter")
    expect(ana.composer).to_have_value("")
    expect(ana.composer).to_be_focused()
    expect(ana.message("Typed, never clicked")).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    # Up edits it, Esc leaves it, Up and other words change it.
    _press(ana, "ArrowUp")
    expect(ana.composer).to_have_value("Typed, never clicked")
    _press(ana, "Escape")
    expect(ana.composer).to_have_value("")
    _press(ana, "ArrowUp")
    expect(ana.composer).to_have_value("Typed, never clicked")
    page.keyboard.type(" twice")
    _press(ana, "Enter")
    expect(ana.message("Typed, never clicked twice")).to_be_visible()
    # The message's menu, back from it, and an answer out of it.
    more = ana.messages.last.get_by_role("button", name="More")
    _tab_to(ana, more, "Shift+Tab")
    _press(ana, "Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    _press(ana, "Escape")
    expect(more).to_be_focused()
    _press(ana, "Enter")
    reply = page.get_by_role("menuitem", name="Reply")
    for _ in range(12):
        if reply.evaluate(f"one => one === {_FOCUS}"):
            break
        _press(ana, "ArrowDown")
    _press(ana, "Enter")
    expect(ana.composer).to_be_focused()
    page.keyboard.type("And answered")
    _press(ana, "Enter")
    expect(ana.message("And answered").locator(".quote")).to_be_visible()


def test_people_are_found_and_chosen_with_the_arrows_and_enter(people) -> None:
    """Enter means who fits what is written, also before the answer is there; it makes no group of half its members."""
    names = ("Arrow Kim", "Arrow Kay", "Arrow Kit")
    kim = people(names[0])
    for one in (kim, people(names[1]), people(names[2])):
        one.join()
    page = kim.page
    page.get_by_role("button", name="New conversation").first.click()
    search = page.get_by_role("textbox", name="Search people")
    expect(search).to_be_focused()
    page.keyboard.type(names[1])
    _press(kim, "Enter")
    kim.is_at(names[1])
    expect(kim.composer).to_be_focused()

    page.get_by_role("button", name="New conversation").first.click()
    search.fill("Arrow K")
    found = page.get_by_role("dialog").get_by_role("button", name=re.compile("^Arrow K"))
    expect(found).to_have_count(2)
    _press(kim, "ArrowDown")
    expect(found.first).to_be_focused()
    _press(kim, "ArrowDown")
    expect(found.last).to_be_focused()
    assert _has_ring(kim)
    _press(kim, "ArrowUp", "ArrowUp")
    expect(search).to_be_focused()
    search.fill("")
    page.get_by_role("button", name="New group").click()
    page.get_by_role("textbox", name="Group name").fill("Arrows")
    search.focus()
    for name in names[1:]:
        page.keyboard.type(name)
        _press(kim, "Enter")
        expect(page.get_by_role("button", name=f"Take out {name}")).to_be_visible()
        expect(search).to_be_focused()
    page.get_by_role("button", name="Create group").click()
    kim.is_at("Arrows")
    expect(page.locator(".head")).to_contain_text("3 members")

    kim.say("Pass it on")
    passed_on = kim.message("Pass it on")
    expect(passed_on).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    passed_on.hover()
    passed_on.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Forward").click()
    places = page.get_by_role("dialog", name="Forward")
    expect(places.get_by_role("textbox")).to_be_focused()
    for name in names[1:]:
        page.keyboard.type(name)
        _press(kim, "Enter")
        expect(places.get_by_role("checkbox", name=name)).to_be_checked()
    places.get_by_role("button", name="Forward (2)").click()
    for name in names[1:]:
        expect(kim.entry(name)).to_contain_text("Pass it on")


def test_enter_waits_for_the_answer_to_what_is_written(people) -> None:
    """An answer to what was asked before it, or nothing, comes first."""
    names = ("Waiting Amy", "Waiting Bob", "Waiting Cleo")
    amy, *_ = [people(name).join() for name in names]
    line = Line(amy.page)
    amy.load()
    start = amy.page.get_by_role("button", name="New conversation").first
    start.click()
    amy.page.get_by_role("textbox", name="Search people").fill("Waiting")
    expect(amy.page.get_by_role("dialog").get_by_role("button", name=re.compile("^Waiting"))).to_have_count(2)
    _press(amy, "Escape")
    line.waits = True
    start.click()
    amy.page.keyboard.type(names[2])
    _press(amy, "Enter")
    wait_until(lambda: amy.page.evaluate("1") and line.waiting, what="an answer")
    line.let_go()
    amy.is_at(names[2])


def test_the_list_of_shortcuts(pair: tuple[Person, Person]) -> None:
    ana, _ = pair
    shortcuts = ana.page.get_by_role("dialog", name="Keyboard shortcuts")
    # While one types it is a question mark.
    expect(ana.composer).to_be_focused()
    _press(ana, "?")
    expect(ana.composer).to_have_value("?")
    _press(ana, "Backspace")
    _tab_to(ana, ana.page.get_by_role("button", name="Settings"), "Shift+Tab")
    _press(ana, "?")
    expect(shortcuts).to_be_visible()
    for line in ("Search people, chats and messages", "Next conversation", "Edit your last message"):
        expect(shortcuts.get_by_text(line)).to_be_visible()
    _press(ana, "Escape")
    expect(shortcuts).to_be_hidden()
    settings = ana.page.get_by_role("button", name="Settings")
    expect(settings).to_be_focused()
    # The other door stands in the settings; the focus comes back to where it began.
    _press(ana, "Enter")
    door = ana.page.get_by_role("dialog", name="Settings").get_by_role("button", name="Keyboard shortcuts")
    expect(door).to_be_visible()
    _tab_to(ana, door)
    _press(ana, "Enter")
    expect(shortcuts).to_be_visible()
    _press(ana, "Escape")
    expect(shortcuts).to_be_hidden()
    expect(settings).to_be_focused()


def test_from_one_conversation_to_the_next(people) -> None:
    cleo = people("Keys Cleo").join()
    names = ["Keys First", "Keys Second", "Keys Third"]
    for name in names:
        other = people(name).join()
        other.find(cleo.name)
        other.say(f"I am {name}")
        expect(cleo.entry(name)).to_be_visible()
    heading = cleo.page.get_by_role("heading", level=2)

    def is_open(name: str) -> None:
        expect(cleo.entry(name)).to_have_attribute("aria-current", "page")
        expect(heading.filter(has_text=name).first).to_be_visible()
        expect(cleo.composer).to_be_focused()

    _press(cleo, "Alt+ArrowDown")
    is_open("Keys Third")
    # A draft stays where it is, and Alt+Up in the field edits nothing.
    cleo.page.keyboard.type("half a")
    _press(cleo, "Alt+ArrowDown")
    is_open("Keys Second")
    _press(cleo, "Alt+ArrowDown")
    is_open("Keys First")
    _press(cleo, "Alt+ArrowDown")
    is_open("Keys First")
    _press(cleo, "Alt+ArrowUp", "Alt+ArrowUp")
    is_open("Keys Third")
    expect(cleo.composer).to_have_value("half a")
    # Ctrl+K, and Enter opens the first that is found.
    _press(cleo, "Control+k")
    expect(cleo.page.get_by_role("searchbox", name="Search")).to_be_focused()
    cleo.page.keyboard.type("Keys Second")
    expect(cleo.page.locator(".results .hit").first).to_contain_text("Keys Second")
    _press(cleo, "Enter")
    expect(heading.filter(has_text="Keys Second").first).to_be_visible()


def test_escape_leaves_one_layer_after_the_other(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    page = ana.page
    ben.say("Something to choose")
    expect(ana.message("Something to choose")).to_be_visible()
    details = page.get_by_role("complementary", name="Details")
    _tab_to(ana, page.get_by_role("button", name="Details", exact=True), "Shift+Tab")
    _press(ana, "Enter")
    expect(details).to_be_focused()
    # An answer, begun while the details are open.
    more = ana.message("Something to choose").get_by_role("button", name="Reply")
    _tab_to(ana, more, "Shift+Tab")
    _press(ana, "Enter")
    expect(ana.composer).to_be_focused()
    bar = page.locator(".answer-bar")
    expect(bar).to_be_visible()
    _tab_to(ana, page.get_by_role("button", name="Emoji", exact=True))
    _press(ana, "Enter")
    panel = page.get_by_role("dialog", name="Emoji, stickers and GIFs")
    expect(panel.get_by_role("searchbox")).to_be_focused()
    _press(ana, "Escape")
    expect(panel).to_be_hidden()
    expect(ana.composer).to_be_focused()
    expect(details).to_be_visible()
    expect(bar).to_be_visible()
    _press(ana, "Escape")
    expect(bar).to_be_hidden()
    expect(details).to_be_visible()
    _press(ana, "Escape")
    expect(details).to_be_hidden()


def test_the_first_stops_skip_what_stands_before_the_messages(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    page = ana.page
    page.goto(f"{ana.url}/chat/")
    expect(ana.entry(ben.name)).to_be_visible()
    skip = page.get_by_role("button", name="Skip to conversations")
    _press(ana, "Tab")
    expect(skip).to_be_focused()
    assert _has_ring(ana)
    box = at_rest(skip)
    assert box["width"] > 44
    assert box["y"] >= 0
    _press(ana, "Enter")
    expect(ana.entry(ben.name)).to_be_focused()
    _press(ana, "Enter")
    expect(ana.composer).to_be_focused()
    _tab_to(ana, page.get_by_role("button", name="Skip to messages"), "Shift+Tab")
    _press(ana, "Enter")
    expect(page.get_by_role("log", name="Messages")).to_be_focused()
    _tab_to(ana, page.get_by_role("button", name="Skip to the message field"), "Shift+Tab")
    _press(ana, "Enter")
    expect(ana.composer).to_be_focused()


def test_the_focus_comes_back_from_the_search(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    page = ana.page
    search = page.get_by_role("searchbox", name="Search")
    expect(ana.composer).to_be_focused()
    page.keyboard.type("half a")
    _press(ana, "Control+k")
    expect(search).to_be_focused()
    page.keyboard.type(ben.name)
    expect(page.locator(".results .hit").first).to_be_visible()
    # By the results and back into the field.
    _press(ana, "ArrowDown")
    expect(search).not_to_be_focused()
    _press(ana, "Escape")
    expect(search).to_be_focused()
    _press(ana, "Escape")
    expect(page.locator(".results")).to_have_count(0)
    expect(ana.composer).to_be_focused()
    page.keyboard.type(" line")
    expect(ana.composer).to_have_value("half a line")


def test_the_focus_stays_on_the_page_where_a_message_goes(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    page = ana.page
    ana.say("Not for long")
    expect(ben.message("Not for long")).to_be_visible()
    _tab_to(ana, ana.message("Not for long").get_by_role("button", name="More"), "Shift+Tab")
    _press(ana, "Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    # Up from the first is the last: to delete.
    _press(ana, "End")
    expect(page.get_by_role("menuitem", name="Delete")).to_be_focused()
    _press(ana, "Enter")
    expect(ana.message("Message deleted")).to_be_visible()
    expect(page.get_by_role("log", name="Messages")).to_be_focused()
