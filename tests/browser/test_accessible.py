"""axe finds nothing serious on any screen, in light and dark, with each accent."""

from __future__ import annotations

import itertools

from playwright.sync_api import expect

from tests.support.axe import findings
from tests.support.person import PHONE

# Colours on their way from one theme to the other are no finding.
STILL = {"reduced_motion": "reduce"}
_numbers = itertools.count(1)
TALK = (
    "A plain line",
    "**Bold**, _italic_, `code` and https://example.org/\n\n> a quote\n\n- one\n- two\n\n```\nprint('hello')\n```",
    "Not meant for you",
)


def _two(people, **options):
    number = next(_numbers)
    ana = people(f"Axe Ana {number}", **STILL, **options).join()
    ben = people(f"Axe Ben {number}", **STILL).join()
    return ana, ben


def _talk(ana, ben):
    """Both have written the same lines, and all of them are read."""
    ben.find(ana.name)
    for person in (ben, ana):
        if person is ana:
            ana.open(ben.name)
        for line in TALK:
            person.composer.fill(line)
            person.composer.press("Enter")
            expect(person.composer).to_have_value("")
    expect(ben.messages).to_have_count(2 * len(TALK))
    expect(ana.messages).to_have_count(2 * len(TALK))
    expect(ana.messages.last).to_have_attribute("data-status", "read")


def _menu(person):
    bubble = person.messages.last
    bubble.hover()
    bubble.get_by_role("button", name="More").click()
    expect(person.page.get_by_role("menuitem", name="Delete")).to_be_visible()


def test_first_page(people):
    taken = people("Axe Taken", **STILL).join()
    other = people("Axe Taken", **STILL)
    other.page.goto(other.url)
    expect(other.page.get_by_role("textbox", name="Your name")).to_be_visible()
    assert not findings(other.page)
    other.page.get_by_role("textbox", name="Your name").fill(taken.name)
    other.page.get_by_role("button", name="Start chatting").click()
    expect(other.page.locator(".suggestion")).to_have_count(3)
    expect(other.page.get_by_role("textbox", name="Your name")).to_be_focused()
    assert not findings(other.page)


def test_chat_with_nothing_open_and_its_dialogs(people):
    ana, ben = _two(people)
    assert not findings(ana.page)
    ana.page.get_by_role("button", name="New conversation").first.click()
    ana.page.get_by_role("textbox", name="Search people").fill(ben.name)
    expect(ana.page.get_by_role("dialog").get_by_role("button", name=ben.name)).to_be_visible()
    assert not findings(ana.page)
    ana.page.get_by_role("textbox", name="Search people").fill("nobody has this name")
    expect(ana.page.get_by_text("Nobody of this name")).to_be_visible()
    assert not findings(ana.page)
    ana.page.get_by_role("button", name="Close").click()
    ana.page.get_by_role("button", name="Settings").click()
    expect(ana.page.get_by_role("radio", name="Dark")).to_be_visible()
    assert not findings(ana.page)


def test_conversation_its_menu_and_a_tombstone(people):
    ana, ben = _two(people)
    _talk(ana, ben)
    assert not findings(ana.page)
    _menu(ana)
    assert not findings(ana.page)
    ana.page.get_by_role("menuitem", name="Delete").click()
    expect(ben.message("Message deleted")).to_be_visible()
    ana.composer.fill("x" * 8001)
    expect(ana.page.get_by_text("8,001 of 8,000")).to_be_visible()
    for person in (ana, ben):
        assert not findings(person.page)


def test_phone(people):
    ana, ben = _two(people, viewport=PHONE, has_touch=True, is_mobile=True)
    _talk(ana, ben)
    assert not findings(ana.page)
    ana.page.go_back()
    expect(ana.page.get_by_role("navigation", name="Conversations")).to_be_visible()
    ben.say("One more")
    expect(ana.entry(ben.name)).to_contain_text("One more")
    assert not findings(ana.page)


def test_new_messages_are_said_once_and_not_by_the_log(pair):
    ana, ben = pair
    log = ana.page.get_by_role("log", name="Messages")
    expect(log).to_have_attribute("aria-live", "off")
    said = ana.page.locator('.only-read[role="status"]').last
    ben.say("Can you hear me?")
    expect(said).to_have_text(f"{ben.name}: Can you hear me?")
    # One's own are not said: the next one that is said is Ben's.
    ana.say("Yes, and I know what I wrote")
    expect(ben.message("Yes, and I know what I wrote")).to_be_visible()
    ben.say("Good")
    expect(said).to_have_text(f"{ben.name}: Good")
    # What was missed is summed up.
    ana.page.get_by_role("button", name="New conversation").first.click()
    ana.page.get_by_role("button", name="Notes to self").click()
    expect(ana.page.get_by_role("heading", name="Notes to self").first).to_be_visible()
    for number in range(5):
        ben.say(f"Missed {number}")
        expect(ben.composer).to_have_value("")
    expect(ana.entry(ben.name)).to_contain_text("Missed 4")
    ana.open(ben.name)
    expect(ana.message("Missed 4")).to_be_visible()
    expect(said).to_have_text("5 new messages")


def test_nothing_moves_for_those_who_asked_for_that(people):
    ana, ben = _two(people)
    _talk(ana, ben)
    ana.page.get_by_role("button", name="Settings").click()
    expect(ana.page.get_by_role("radio", name="Dark")).to_be_visible()
    moving = """() => document.getAnimations().filter((one) => {
      const { duration, iterations } = one.effect.getTiming();
      return duration > 10 || iterations > 1;
    }).map((one) => one.animationName ?? one.transitionProperty)"""
    assert ana.page.evaluate(moving) == []


def test_a_long_text_is_counted_for_the_eye_and_told_once_it_is_too_long(pair):
    ana, _ = pair
    told = ana.page.locator(".composer").get_by_role("status")
    ana.composer.fill("a" * 7_999)
    expect(ana.page.get_by_text("7,999 of 8,000")).to_be_visible()
    expect(told).to_have_text("")
    ana.composer.press("b")
    expect(ana.page.get_by_text("8,000 of 8,000")).to_be_visible()
    expect(told).to_have_text("")
    ana.composer.press("c")
    expect(told).to_have_text("This is too long to be sent.")
    ana.composer.press("d")
    expect(ana.page.get_by_text("8,002 of 8,000")).to_be_visible()
    expect(told).to_have_text("This is too long to be sent.")
