"""Wherever one points with a finger: everything can be hit, and no field is so small that the browser zooms in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.test_kinds import ask
from tests.browser.test_media import choose, file, png, sound
from tests.browser.test_phone import SIDEWAYS, TOUCH, lasting, nothing_lies_over
from tests.browser.test_text import site
from tests.browser.test_voice import record, spoken_for
from tests.support.person import PHONE, Person

__all__ = ["site"]

SIZES = {"phone": PHONE, "phone on its side": {"width": 844, "height": 390}, "tablet": {"width": 1024, "height": 768}}

# WCAG 2.5.8 and our own 44 px: what is smaller than that, with the exceptions that it names. "Inline": a link in a
# sentence. "Equivalent": the time's ticks and "edited" open what the message's menu opens too; the strip over a bubble
# is for pointers, a long press opens the menu instead; the first links of the page are for keyboards.
# What is smaller for the eye only is hit beside it, too: there its own ::after lies.
_SMALL = """() => {
  const exempt = ".message-text a, .body a, .meta button, .tools button, .skips button";
  const seen = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const middle = ({ left, top, width, height }) => [left + width / 2, top + height / 2];
  // All of it, for a half may lie under something else.
  const reached = (one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const [x, y] = middle(one.getBoundingClientRect());
    return [[x, y], [left + 1, y], [right - 1, y], [x, top + 1], [x, bottom - 1]].every((point) => {
      const hit = document.elementFromPoint(...point);
      return hit && (one.contains(hit) || hit.contains(one));
    });
  };
  const scroller = (one) => {
    let up = one.parentElement;
    while (up && !["auto", "scroll"].includes(getComputedStyle(up).overflowY)) up = up.parentElement;
    return (up ?? document.documentElement).getBoundingClientRect();
  };
  const between = (at, from, to, most) => at > Math.max(from, 0) + 1 && at < Math.min(to, most) - 1;
  const inside = ({ left, right, top, bottom }, x, y) =>
    between(x, left, right, innerWidth) && between(y, top, bottom, innerHeight);
  // Not where it is scrolled out of sight, nor where the pill to the end floats over it.
  const hits = (one, x, y) => {
    const hit = document.elementFromPoint(x, y);
    return !inside(scroller(one), x, y) || one.contains(hit) || Boolean(hit?.closest(".jump"));
  };
  const isSmall = (one, box) => {
    const [x, y] = middle(box);
    const wide = box.width > 43.5 || [-21, 21].every((by) => hits(one, x + by, y));
    const high = box.height > 43.5 || [-21, 21].every((by) => hits(one, x, y + by));
    return !(wide && high);
  };
  const target = (one) => (one.matches("input") ? one.closest("label") ?? one : one);
  const pressed = "button, a[href], input, select, textarea, [role=tab], [role=menuitem], [role=slider]";
  return [...document.querySelectorAll(pressed)]
    .filter((one) => seen(one) && !one.closest(exempt) && reached(one))
    .map((one) => [target(one), target(one).getBoundingClientRect()])
    .filter(([one, box]) => box.width && isSmall(one, box))
    .map(([one, box]) => `${one.outerHTML.slice(0, 120)} ${box.width.toFixed(0)}x${box.height.toFixed(0)}`);
}"""
_TINY_TEXT = """() => [...document.querySelectorAll("input, textarea, select")]
  .filter((one) => !["checkbox", "radio", "range"].includes(one.type))
  .filter((one) => one.checkVisibility() && parseFloat(getComputedStyle(one).fontSize) < 16)
  .map((one) => `${one.outerHTML.slice(0, 100)} ${getComputedStyle(one).fontSize}`)"""
# What can be pressed in messages.
_PRESSED = (
    ".copy-code", ".fold", ".answer", ".sound-download", ".speed", ".chip", ".link-card button",
    ".upload.failed button", ".bars", ".tile-motion",
)  # fmt: skip


def _gif() -> bytes:
    frames = [Image.new("RGB", (300, 200), color) for color in ("red", "blue")]
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:], duration=400, loop=0)
    return written.getvalue()


@pytest.fixture
def talk(people, own_server, site) -> tuple[Person, Person]:
    """Ana, with her fingers, and Ben: one of everything that can be pressed in a message."""
    own_server.environment |= {"WEBCHAT_LINK_PREVIEWS": "on", "WEBCHAT_PRIVATE_HOSTS": site}
    own_server.start()
    ana = people("Ana Fingers", url=own_server.url, reduced_motion="reduce", **TOUCH).join()
    ben = people("Ben Mouse", url=own_server.url, permissions=["microphone"]).join()
    ben.find(ana.name)
    for text in ("Look:\n```py\nprint('hello')\n```", "A long story. " * 150):
        ben.say(text)
        expect(ben.composer).to_have_value("")
    ask(ben, "Where do we eat?", "Here", "There")
    choose(ben, file("moving.gif", _gif(), "image/gif"))
    ben.composer.press("Enter")
    choose(ben, file("hum.wav", sound(), "audio/wav"))
    ben.composer.press("Enter")
    record(ben).click()
    spoken_for(ben, 1)
    ben.page.get_by_role("button", name="Send voice message").click()
    expect(ben.messages).to_have_count(6)
    ana.open(ben.name)
    ana.say(f"See http://{site}/sea")
    shown = ben.message("See http")
    expect(shown).to_be_visible()
    thumb = f"{own_server.url}/api/messages/{shown.get_attribute('data-message-id')}/reactions/{quote('👍')}"
    assert ben.page.request.put(thumb, headers={"Origin": own_server.url}).ok
    choose(ana, file("broken.jpg", b"\xff\xd8\xff\xe0 no picture", "image/jpeg"))
    ana.say("This one is broken")
    expect(ana.message("This one is broken").get_by_role("alert")).to_contain_text("cannot be read")
    return ana, ben


def _conversation(page: Page) -> Iterator[str]:
    for part in _PRESSED:
        page.locator(f'[role="log"] {part}').first.evaluate("one => one.scrollIntoView({ block: 'center' })")
        yield f"conversation, {part}"


def _tray(person: Person) -> Iterator[str]:
    names = ("one.png", "two.png")
    choose(person, *(file(name, png("red")) for name in names))
    yield "tray"
    for name in names:
        person.page.get_by_role("button", name=f"Remove {name}").tap()
    expect(person.page.get_by_role("list", name="Files to send")).to_have_count(0)


def _beside(page: Page) -> Iterator[str]:
    page.get_by_role("button", name="Details", exact=True).tap()
    expect(page.get_by_role("complementary", name="Details").get_by_role("button", name="Report")).to_be_visible()
    yield "details"
    page.get_by_role("button", name="Close details").tap()
    page.get_by_role("button", name="Emoji", exact=True).tap()
    expect(page.get_by_role("gridcell").first).to_be_visible()
    yield "emoji"
    page.get_by_role("button", name="Emoji", exact=True).tap()
    nothing_lies_over(page)


def _list(page: Page) -> Iterator[str]:
    page.get_by_role("button", name="Search in conversation").tap()
    expect(page.get_by_role("button", name="Search everywhere instead of in")).to_be_visible()
    yield "search in one conversation"
    page.get_by_role("button", name="Close search").tap()
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()
    yield "list"
    page.get_by_role("searchbox", name="Search").tap()
    page.get_by_role("searchbox", name="Search").fill("story")
    expect(page.locator(".results .hit").first).to_be_visible()
    yield "search"
    page.get_by_role("button", name="Close search").tap()


def _dialogs(person: Person, other: str) -> Iterator[str]:
    page = person.page
    page.get_by_role("button", name="New conversation").tap()
    expect(page.get_by_role("dialog").locator(".person").first).to_be_visible()
    yield "new conversation"
    page.get_by_role("button", name="New group").tap()
    page.get_by_role("textbox", name="Search people").fill(other)
    page.get_by_role("dialog").get_by_role("group", name="People").get_by_role("button", name=other).tap()
    expect(page.get_by_role("button", name=f"Take out {other}")).to_be_visible()
    yield "new group"
    page.get_by_role("button", name="Close").tap()
    page.get_by_role("button", name="Settings").tap()
    expect(page.get_by_role("textbox", name="Shown name")).to_be_enabled()
    expect(page.get_by_role("switch", name="Read receipts")).to_be_visible()
    yield "settings"
    page.get_by_role("button", name="Keyboard shortcuts").tap()
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("Everywhere")
    yield "shortcuts"
    page.get_by_role("button", name="Close").tap()
    nothing_lies_over(page)


def _screens(person: Person, other: str) -> Iterator[str]:
    """Go through what fingers meet; gives the name of each."""
    yield from _conversation(person.page)
    yield from _tray(person)
    yield from _beside(person.page)
    yield from _list(person.page)
    yield from _dialogs(person, other)


def test_fingers_hit_everything_and_no_field_makes_the_page_jump(talk: tuple[Person, Person]) -> None:
    ana, ben = talk
    here, found = ana.page.url, {}
    for size, window in SIZES.items():
        ana.page.set_viewport_size(window)
        ana.page.goto(here)
        expect(ana.message("This one is broken").get_by_role("alert")).to_be_visible()
        for name in _screens(ana, ben.name):
            found[f"{name} ({size})"] = lasting(ana.page, _SMALL, _TINY_TEXT, SIDEWAYS)
    wrongs = {wrong: name for name, some in found.items() for wrong in some}  # each once
    assert not wrongs, "\n".join(f"{name}: {wrong}" for wrong, name in wrongs.items())


@pytest.mark.parametrize("size", SIZES)
def test_the_first_page(people, size: str) -> None:
    other = people("Someone New", **(TOUCH | {"viewport": SIZES[size]}))
    other.page.goto(other.url)
    expect(other.page.get_by_role("textbox", name="Your name")).to_be_visible()
    assert not lasting(other.page, _SMALL, _TINY_TEXT, SIDEWAYS)
