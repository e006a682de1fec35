"""What changes on a page by time alone; the page's clock is turned on, everything else is real."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.support.person import Person
from tests.support.server import wait_until

# Less than the two minutes without a sign of the server after which the socket gives the line up.
_A_WHILE_MS = 100_000
_CLOSED = 3  # of a WebSocket's readyState
_KEEP_SOCKET = """window.WebSocket = class extends WebSocket {
  constructor(...given) { super(...given); window.line = this; }
}"""


def _timed(people: Callable[..., Person], name: str) -> Person:
    """Somebody whose page has a clock that a test can turn on."""
    person = people(name)
    person.page.clock.install()
    return person.join()


def test_last_seen_goes_on_in_a_page_where_nothing_happens(people: Callable[..., Person]) -> None:
    ana, ben = _timed(people, "Ana Looks On"), people("Ben Goes").join()
    ana.find(ben.name)
    about = ana.page.locator(".head .subtitle")
    expect(about).to_have_text("online")
    ben.page.close()
    expect(about).to_have_text("last seen just now", timeout=90_000)
    ana.page.clock.fast_forward(_A_WHILE_MS)
    expect(about).to_have_text(re.compile(r"^last seen \d min ago$"))


def test_five_idle_minutes_are_away_until_the_next_sign(people: Callable[..., Person]) -> None:
    ana, ben = _timed(people, "Ana Idle"), people("Ben Watches").join()
    ben.find(ana.name)
    about = ben.page.locator(".head .subtitle")
    ana.page.mouse.move(200, 200)
    expect(about).to_have_text("online")
    ana.page.clock.fast_forward("04:00")
    ana.page.mouse.move(210, 210)  # a sign: the five minutes begin anew
    ana.page.clock.fast_forward("04:00")
    ana.page.keyboard.press("Shift")  # and this is one, too
    ana.page.clock.fast_forward("05:01")
    expect(about).to_have_text("away")
    ana.page.mouse.move(220, 220)
    expect(about).to_have_text("online")


def test_a_short_break_of_the_line_is_not_spoken_of(people: Callable[..., Person]) -> None:
    ana = people("Ana Blinks")
    ana.context.add_init_script(_KEEP_SOCKET)
    ana.page.clock.install()
    ana.join()
    ana.load()  # the line is open: a turned clock would close one that is only being opened, for good
    banner = ana.page.get_by_role("alert").filter(has_text="Reconnecting…")
    ana.page.clock.pause_at(ana.page.evaluate("Date.now() / 1000 + 10"))
    ana.page.evaluate("window.broken = line, line.close()")
    wait_until(lambda: ana.page.evaluate("broken.readyState") == _CLOSED, what="the line to break")
    ana.context.set_offline(True)
    ana.page.clock.run_for(4_900)
    expect(ana.page.get_by_role("navigation", name="Conversations")).to_be_visible()
    expect(banner).to_have_count(0)
    ana.page.clock.run_for(200)
    expect(banner).to_be_visible()
    ana.context.set_offline(False)
    ana.page.clock.resume()
    expect(banner).to_have_count(0)
