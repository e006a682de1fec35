"""A phone: what lies over the page goes with the back button, and nothing is cut off."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_media import choose, file, png
from tests.support.callers import MAKE_GROUP, put_away
from tests.support.person import PHONE, Person, box_of
from tests.support.server import wait_until

_numbers = itertools.count(1)
TOUCH = {"viewport": PHONE, "has_touch": True, "is_mobile": True}

SIDEWAYS = """() => [...document.querySelectorAll(".app, .main, .sidebar, .log, dialog[open], .details, main")]
  .concat(document.scrollingElement)
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "hidden")
  .map((one) => `${one.className || one.tagName} ${one.scrollWidth} > ${one.clientWidth}`)"""
# A busy browser takes its time for a step in the history.
_SLOW_STEPS = """
window.addEventListener("popstate", () => void (window.stepped = true), true);
const go = History.prototype.go;
History.prototype.go = function (entries) { setTimeout(() => go.call(this, entries), 400); };
"""
_MOVED = """async () => {
  const moves = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(moves.map((one) => one.finished));
  await new Promise(requestAnimationFrame);
}"""


@pytest.fixture
def pocket(people) -> tuple[Person, Person]:
    """Ana on a phone looks at what Ben wrote on a desk."""
    number = next(_numbers)
    ana, ben = people(f"Ana Pocketed {number}", **TOUCH).join(), people(f"Ben Desk {number}").join()
    ben.find(ana.name)
    for number in range(12):
        ben.say(f"Line {number} with a link https://example.org/{number}")
        expect(ben.composer).to_have_value("")
    ana.entry(ben.name).tap()
    expect(ana.message("Line 11")).to_be_visible()
    return ana, ben


def _bottom(part: Locator) -> float:
    box = box_of(part)
    return box["y"] + box["height"]


def lasting(page: Page, *checks: str) -> list[str]:
    """What is wrong, once all that moves has come to its end: a dialog on its way in is smaller than it will be."""
    page.evaluate(_MOVED)
    return [wrong for check in checks for wrong in page.evaluate(check)]


def nothing_lies_over(page: Page) -> None:
    """Wait until what was closed has left the history, too: its step back would undo a load that begins meanwhile."""
    page.wait_for_function("() => !history.state?.layer")


def test_who_is_picked_is_opened_however_long_a_step_back_takes(people) -> None:
    """The dialog's entry of the history goes while the conversation comes: the step back must not undo that."""
    ana, ben = people("Ana Steps", **TOUCH), people("Ben Picked").join()
    ana.context.add_init_script(_SLOW_STEPS)
    ana.join()
    ana.find(ben.name)
    ana.page.wait_for_function("() => window.stepped")
    ana.is_at(ben.name)
    ana.say("Here I am")
    expect(ben.entry(ana.name)).to_contain_text("Here I am")
    ana.page.go_back()
    expect(ana.entry(ben.name)).to_be_visible()
    expect(ana.page).to_have_url(f"{ana.url}/chat/")


def test_back_closes_what_lies_over_the_page_first(pocket) -> None:
    ana, ben = pocket
    page = ana.page
    here = page.url
    details = page.get_by_role("complementary", name="Details")
    page.get_by_role("button", name="Details", exact=True).tap()
    expect(details).to_be_visible()
    page.get_by_role("complementary").get_by_role("button", name="Report").tap()
    dialog = page.get_by_role("dialog", name="Report")
    expect(dialog).to_be_visible()
    page.wait_for_function("() => history.state.layer === 2")
    page.go_back()
    expect(dialog).to_be_hidden()
    expect(details).to_be_visible()
    page.go_back()
    expect(details).to_be_hidden()
    expect(page).to_have_url(here)
    expect(ana.message("Line 11")).to_be_visible()
    # Closed by its own button, a layer leaves nothing behind: one step back is the list.
    page.get_by_role("button", name="Emoji", exact=True).tap()
    expect(page.get_by_role("dialog", name="Emoji, stickers and GIFs")).to_be_visible()
    page.wait_for_function("() => history.state.layer === 1")
    page.get_by_role("button", name="Emoji", exact=True).tap()
    expect(page.get_by_role("dialog", name="Emoji, stickers and GIFs")).to_be_hidden()
    nothing_lies_over(page)
    page.go_back()
    expect(ana.entry(ben.name)).to_be_visible()
    page.get_by_role("button", name="Settings").tap()
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    page.wait_for_function("() => history.state.layer === 1")
    page.go_back()
    expect(page.get_by_role("dialog", name="Settings")).to_be_hidden()
    expect(ana.entry(ben.name)).to_be_visible()


def test_back_leaves_a_call_and_the_cutting_of_a_picture_one_at_a_time(pocket) -> None:
    ana, ben = pocket
    page = ana.page
    ana.say("May I call?")
    expect(ben.message("May I call?")).to_be_visible()
    here = page.url
    ana.context.grant_permissions(["microphone"])
    page.get_by_role("button", name="Voice call", exact=True).tap()
    call = page.get_by_role("dialog", name=f"Call with {ben.name}")
    expect(call).to_be_visible()
    page.wait_for_function("() => history.state.layer === 1")
    page.go_back()
    expect(call).to_be_hidden()
    page.get_by_role("button", name="Back to the call").tap()
    page.wait_for_function("() => history.state.layer === 1")
    call.get_by_role("button", name="Hang up").tap()
    expect(call).to_be_hidden()
    nothing_lies_over(page)
    page.evaluate("localStorage.setItem('webchat.call.preview', 'on')")
    page.get_by_role("button", name="Voice call", exact=True).tap()
    preview = page.get_by_role("dialog", name="Preview")
    expect(preview).to_be_visible()
    page.wait_for_function("() => history.state.layer === 1")
    page.go_back()
    expect(preview).to_be_hidden()
    expect(page).to_have_url(here)
    page.go_back()
    page.get_by_role("button", name="Settings").tap()
    settings = page.get_by_role("dialog", name="Settings")
    with page.expect_file_chooser() as chooser:
        settings.get_by_role("button", name="Choose picture").tap()
    chooser.value.set_files({"name": "me.png", "mimeType": "image/png", "buffer": png("red")})
    editor = page.get_by_role("dialog", name="Edit picture")
    expect(editor).to_be_visible()
    page.wait_for_function("() => history.state.layer === 2")
    page.go_back()
    expect(editor).to_be_hidden()
    expect(settings).to_be_visible()
    page.go_back()
    expect(settings).to_be_hidden()


def test_back_silences_a_call_that_rings_and_leaves_nothing_else(pocket) -> None:
    ana, ben = pocket
    page = ana.page
    ben.context.grant_permissions(["microphone"])
    ana.say("Is anybody there?")
    choose(ben, file("me.png", png("red")))
    ben.composer.press("Enter")
    opener = page.get_by_role("link", name="me.png")
    expect(opener).to_be_visible()
    here = page.url
    incoming = page.get_by_role("dialog", name="Incoming call")
    large = page.get_by_role("dialog", name="Media")
    for is_large in (False, True):
        if is_large:
            opener.tap()
            expect(large).to_be_visible()
        ben.page.get_by_role("button", name="Voice call", exact=True).click()
        expect(incoming).to_be_visible()
        page.wait_for_function("() => history.state.layer === 1")
        page.go_back()
        expect(incoming).to_have_count(0)
        expect(page).to_have_url(here)
        # Nobody is told: at the other end it goes on ringing.
        expect(ben.page.locator(".call-status")).to_have_text("Ringing…")
        ben.page.get_by_role("button", name="Hang up").click()
        put_away(ben.page)
        expect(large).to_have_count(int(is_large))
    page.go_back()
    expect(large).to_have_count(0)
    expect(page).to_have_url(here)
    expect(opener).to_be_focused()


def test_a_keyboard_on_the_screen_covers_no_composer(pocket) -> None:
    ana, _ = pocket
    meta = ana.page.locator("meta[name=viewport]")
    expect(meta).to_have_count(1)
    expect(meta).to_have_attribute("content", re.compile("viewport-fit=cover, interactive-widget=resizes-content$"))
    ana.say("At the end")
    expect(ana.message("At the end")).to_be_in_viewport()
    # A browser that lays its keyboard over the page tells only the visual viewport.
    covered = 500
    ana.page.evaluate(
        "(height) => { Object.defineProperty(visualViewport, 'height', { value: height, configurable: true });"
        " visualViewport.dispatchEvent(new Event('resize')); }",
        covered,
    )
    expect(ana.page.locator(".app")).to_have_css("height", f"{covered}px")
    wait_until(lambda: _bottom(ana.composer) <= covered, what="the field above the keyboard")
    expect(ana.message("At the end")).to_be_in_viewport()
    # It grows to 40 % of what is seen.
    ana.composer.fill("\n".join(f"Line {number}" for number in range(60)))
    expect(ana.composer).to_have_css("height", f"{0.4 * covered:g}px")
    ana.composer.fill("")
    # A dialog keeps to what is seen, too.
    ana.page.get_by_role("button", name="Add", exact=True).tap()
    ana.page.get_by_role("menuitem", name="Poll").tap()
    dialog = ana.page.get_by_role("dialog", name="Poll")
    expect(dialog).to_be_visible()
    wait_until(lambda: box_of(dialog)["y"] >= 0 and _bottom(dialog) <= covered, what="the dialog above the keyboard")
    ana.page.keyboard.press("Escape")
    ana.page.evaluate("delete visualViewport.height; visualViewport.dispatchEvent(new Event('resize'))")
    expect(ana.page.locator(".app")).to_have_css("height", f"{PHONE['height']}px")


# Nothing of the field is cut, and nothing is empty.
FITS = """async (field) => {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return field.scrollHeight === field.clientHeight;
}"""


def test_enlarged_to_twice_its_size_nothing_is_lost(people) -> None:
    """A window of 1280 x 800 at 200 %."""
    zoomed = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}
    ana, ben = people("Ana Enlarged", **zoomed).join(), people("Ben Enlarged").join()
    ben.find(ana.name)
    ben.say("A line of some length, so that it has to be broken where there is little room for it " * 3)
    ana.open(ben.name)
    ana.message("A line of some length").get_by_role("button", name="More").focus()
    ana.page.keyboard.press("Enter")
    ana.page.get_by_role("menuitem", name="Pin").click()
    expect(ana.page.get_by_text("Pinned message")).to_be_in_viewport()
    expect(ana.messages).to_have_count(1)
    for part in (ana.composer, ana.page.get_by_role("button", name="Details", exact=True)):
        expect(part).to_be_in_viewport(ratio=1)
    assert not lasting(ana.page, SIDEWAYS)
    ana.page.get_by_role("button", name="Emoji", exact=True).click()
    expect(ana.page.get_by_role("gridcell").first).to_be_in_viewport(ratio=1)
    expect(ana.page.get_by_role("row").nth(1).get_by_role("gridcell").first).to_be_in_viewport(ratio=1)
    ana.page.keyboard.press("Escape")
    for size in ({"width": 1280, "height": 800}, zoomed["viewport"]):
        ana.page.set_viewport_size(size)
        wait_until(lambda: ana.composer.evaluate(FITS), what="a field as high as its line")
    ana.page.get_by_role("button", name="Details", exact=True).click()
    report = ana.page.get_by_role("complementary", name="Details").get_by_role("button", name="Report")
    report.scroll_into_view_if_needed()
    expect(report).to_be_in_viewport(ratio=1)
    assert not lasting(ana.page, SIDEWAYS)
    ana.page.keyboard.press("Escape")
    ana.page.get_by_role("button", name="Back").first.click()
    ana.page.get_by_role("button", name="Settings").click()
    last = ana.page.get_by_role("dialog", name="Settings").get_by_role("button", name="Delete my account")
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=1)
    assert not lasting(ana.page, SIDEWAYS)


_CUT = """() => [...document.querySelectorAll("dialog[open] .listed .words > *")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"""


def test_links_and_integrations_are_read_to_their_end(people) -> None:
    ana = people("Ana Maximiliane with Long Names", viewport=PHONE).join()
    number = ana.page.evaluate(MAKE_GROUP, ["Small rooms", []])
    ana.load(f"{ana.url}/chat/{number}/")
    ana.page.get_by_role("button", name="Details", exact=True).click()
    panel = ana.page.get_by_role("complementary", name="Details")
    panel.get_by_role("button", name="Invite links").click()
    dialog = ana.page.get_by_role("dialog", name="Invite links")
    dialog.get_by_role("button", name="Create link").click()
    expect(dialog.get_by_role("list").get_by_role("listitem")).to_contain_text("until")
    assert not lasting(ana.page, _CUT)
    ana.page.keyboard.press("Escape")
    panel.get_by_role("button", name="Integrations").click()
    dialog = ana.page.get_by_role("dialog", name="Integrations")
    dialog.get_by_role("textbox", name="Name").fill("Build server of the whole company, main branch")
    dialog.get_by_role("button", name="Create integration").click()
    row = dialog.get_by_role("list", name="Integrations").get_by_role("listitem")
    expect(row).to_contain_text("Writes here")
    assert not lasting(ana.page, _CUT)
    renew, remove = (row.get_by_role("button", name=name) for name in ("New address", "Delete"))
    assert box_of(renew)["y"] == box_of(remove)["y"]


def test_there_is_one_main_part_of_the_page_and_it_is_what_is_seen(pocket: tuple[Person, Person]) -> None:
    ana, ben = pocket
    main = ana.page.get_by_role("main")
    expect(main).to_have_count(1)
    expect(main.get_by_role("log")).to_be_visible()
    ana.page.get_by_role("button", name="Back").first.click()
    expect(main).to_have_count(1)
    expect(main.get_by_role("navigation", name="Conversations")).to_be_visible()
    expect(ben.page.get_by_role("main")).to_have_count(1)
    expect(ben.page.get_by_role("complementary").get_by_role("navigation", name="Conversations")).to_be_visible()


def test_a_message_menu_opened_with_keys_stays_while_the_messages_move(pocket) -> None:
    """A telephone with a keyboard: what gets the focus is scrolled to, and news move what is above them."""
    ana, ben = pocket
    page = ana.page
    menu = page.get_by_role("menu", name="Message")
    for line in ("Line 0", "Line 11", "Line 5"):
        ana.message(f"{line} with").get_by_role("button", name="More").focus()
        page.keyboard.press("Enter")
        expect(menu.get_by_role("menuitem").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(menu).to_have_count(0)
    ana.message("Line 11 with").get_by_role("button", name="More").focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    ben.say("And one more")
    expect(ana.message("And one more")).to_be_in_viewport()
    expect(menu.get_by_role("menuitem").first).to_be_focused()
