"""Calls in which things happen in another order than usual: both call at once, a list comes late, tabs disagree."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.support.callers import MAKE_GROUP, Caller, acquainted, browser, callers, talks
from tests.support.person import WIDE
from tests.support.server import wait_until

__all__ = ["browser", "callers"]

_VERBS = """async ([call, verbs]) => {
  for (const verb of verbs) await fetch(`/api/calls/${call}/${verb}`, { method: "POST" });
}"""


class Line:
    """What the server says to a page, as it comes; it can be kept waiting."""

    def __init__(self, page: Page) -> None:
        self.waits = False
        self._waiting: list[str | bytes] = []
        self._first = re.compile("")
        self._late = re.compile("(?!)")
        self.passed = ""
        self._page: WebSocketRoute | None = None
        page.route_web_socket(re.compile("/_event"), self._open)

    def _open(self, page: WebSocketRoute) -> None:
        self._page, server = page, page.connect_to_server()
        server.on_message(self._take)

    def _take(self, message: str | bytes) -> None:
        if self.waits and self._first.pattern and self._first.search(str(message)) and "listed" not in str(message):
            self._page.send(message)  # it overtakes
            self.let_go()
        elif self.waits or (self._first.pattern and '"listed"' in str(message)):
            self.waits = True
            self._waiting.append(message)
        elif self._late.search(str(message)):
            self._waiting.append(message)
        else:
            self.passed += str(message)
            self._page.send(message)

    @property
    def waiting(self) -> bool:
        """Whether something is kept waiting."""
        return bool(self._waiting)

    def let_go(self) -> None:
        """All that waited comes now, in its order."""
        self.waits, self._first, self._late = False, re.compile(""), re.compile("(?!)")
        for message in self._waiting:
            self._page.send(message)
        self._waiting.clear()

    def hold_back(self, what: str) -> None:
        """Messages of this kind wait, the others overtake them."""
        self._late = re.compile(what)

    def let_overtake(self, entry: str) -> None:
        """From the next list of calls on everything waits, until an update of this entry has overtaken it."""
        self._first = re.compile(re.escape(json.dumps(entry)))


def _over_a_line(callers: Callable[..., Caller], one: str, other: str) -> tuple[Caller, Caller, Line]:
    """Two who may call each other, and the line to the first one."""
    first, second = callers(one), callers(other)
    line = Line(first.page)
    first.page.reload()
    acquainted(first, second)
    return first, second, line


def test_a_list_that_comes_after_what_it_does_not_know_of(callers) -> None:
    fred, gina = callers("Fred"), callers("Gina")
    line = Line(gina.page)
    gina.page.reload()
    acquainted(fred, gina)
    fred.call()
    gina.answer("Accept")
    talks(fred)
    talks(gina)
    call = gina.page.evaluate("sessionStorage.getItem('webchat.call.now')")
    line.let_overtake(f"c:{call}")
    gina.page.reload(wait_until="commit")
    wait_until(lambda: gina.page.evaluate("1") and line.waits, what="the list of calls")
    fred.page.evaluate(_VERBS, [int(call), ["reconnecting", "connected"]])
    talks(gina)  # back without a question
    talks(fred)


def test_both_call_each_other_at_the_same_moment(callers) -> None:
    ana, ben = callers("Ana"), callers("Ben")
    line = Line(ben.page)
    ben.page.reload()
    acquainted(ana, ben)
    line.waits = True  # he does not know of her call when he calls
    ana.call()
    expect(ana.status).to_have_text("Calling…")
    ben.call()
    expect(ana.status).to_have_text("Connecting…")
    line.let_go()
    talks(ana)
    talks(ben)
    for one in (ana, ben):
        expect(one.incoming()).to_have_count(0)
        expect(one.page.locator('article[data-kind="call"]')).to_have_count(1)
    ben.press("Hang up")
    expect(ana.card).to_contain_text(re.compile(r"Voice call, \d:\d\d"))
    expect(ben.card).to_contain_text(re.compile(r"Voice call, \d:\d\d"))


def test_a_call_that_rings_before_its_caller_knows_of_it_is_heard(callers) -> None:
    amy, bea, line = _over_a_line(callers, "Amy", "Bea")
    line.hold_back('"answer"')
    amy.call()
    expect(bea.incoming()).to_be_visible()
    wait_until(lambda: amy.page.evaluate("1") and re.search('"state": ?"ringing"', line.passed), what="the ringing")
    line.let_go()
    expect(amy.status).to_have_text("Ringing…")
    expect(amy.page.locator("html[data-call-sound='ringback']")).to_have_count(1)
    amy.press("Hang up")


def test_who_gives_up_as_the_other_one_accepts_leaves_nobody_in_the_call(callers) -> None:
    ada, bob, line = _over_a_line(callers, "Ada", "Bob")
    ada.call()
    expect(bob.incoming()).to_be_visible()
    line.waits = True  # she does not know that he has accepted
    bob.answer("Accept")
    expect(bob.status).to_have_text("Connecting…")
    ada.press("Hang up")
    line.let_go()
    expect(bob.page.get_by_role("button", name="Hang up")).to_have_count(0)
    expect(ada.card).to_contain_text("Cancelled voice call")
    expect(bob.card).to_contain_text("Missed voice call")


def test_a_call_outlives_a_restart_of_the_server(callers, server) -> None:
    ada, bob = callers("Ada"), callers("Bob")
    acquainted(ada, bob)
    ada.call()
    bob.answer("Accept")
    for person in (ada, bob):
        talks(person)
        person.press("Minimise")
    server.restart()
    ada.say("Still there?")
    expect(bob.message("Still there?")).to_be_visible()
    bob.say("Of course")
    expect(ada.message("Of course")).to_be_visible()
    ada.press("Hang up")
    expect(bob.card).to_contain_text(re.compile(r"Voice call, \d:\d\d"))


def test_who_calls_again_right_after_hanging_up_makes_a_new_call(callers) -> None:
    kim, leo, line = _over_a_line(callers, "Kim", "Leo")
    kim.call()
    expect(leo.incoming()).to_be_visible()
    expect(kim.status).to_have_text("Ringing…")
    line.waits = True  # she does not know that the first call is over for everyone
    kim.press("Hang up")
    expect(leo.incoming()).to_have_count(0)
    kim.put_away()
    kim.call()
    expect(kim.status).to_have_text("Starting…")
    line.let_go()
    expect(leo.incoming()).to_be_visible()
    expect(kim.status).to_have_text("Ringing…")
    expect(kim.page.locator('article[data-kind="call"]')).to_have_count(2)
    kim.press("Hang up")


def test_who_calls_again_before_the_first_call_was_answered_for_makes_a_new_call(callers) -> None:
    kay, lou, line = _over_a_line(callers, "Kay", "Lou")
    line.hold_back('"answer"')
    kay.call()
    expect(lou.incoming()).to_be_visible()
    kay.press("Hang up")  # she does not know yet which call that is
    kay.call()
    expect(kay.status).to_have_text("Starting…")
    line.let_go()
    expect(kay.page.locator('article[data-kind="call"]')).to_have_count(2)
    expect(lou.incoming()).to_be_visible()
    expect(kay.status).to_have_text("Ringing…")
    kay.press("Hang up")


def test_ignore_silences_one_browser_and_the_first_accept_all(callers, browser) -> None:
    ida, jon = callers("Ida"), callers("Jon")
    acquainted(ida, jon)
    tab = jon.context.new_page()
    phone = browser.new_context(viewport=WIDE, storage_state=jon.context.storage_state()).new_page()
    for page in (tab, phone):
        page.goto(jon.page.url)
        expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    ida.call()
    for page in (jon.page, tab, phone):
        expect(jon.incoming(page)).to_be_visible()
    jon.answer("Ignore")
    for page in (jon.page, tab):  # the tabs of one browser are one device to who does not want to hear it
        expect(jon.incoming(page)).to_have_count(0)
        expect(page.locator("html[data-call-sound]")).to_have_count(0)
    expect(phone.locator("html[data-call-sound='ring']")).to_have_count(1)
    expect(ida.status).to_have_text("Ringing…")  # nobody told her
    jon.answer("Accept", phone)
    expect(jon.incoming(phone)).to_have_count(0)
    talks(ida)
    expect(jon.page.get_by_text("You are in this call on another device")).to_be_visible()
    phone.get_by_role("button", name="Hang up", exact=True).click()
    expect(ida.status).to_have_text("Call ended")

    ida.put_away()
    ida.call()
    for page in (jon.page, tab, phone):
        expect(jon.incoming(page)).to_be_visible()
    jon.answer("Accept", tab)
    for page in (jon.page, phone):
        expect(jon.incoming(page)).to_have_count(0)
        expect(page.locator("html[data-call-sound]")).to_have_count(0)
    phone.context.close()


def test_a_call_that_rings_already_when_the_page_comes_says_who_calls(callers) -> None:
    una, vic = callers("Una"), callers("Vic")
    number = una.page.evaluate(MAKE_GROUP, ["The band", [vic.name]])
    for one in (una, vic):
        one.page.goto(f"{one.url}/chat/{number}/")
        one.say("Here I am")
    expect(una.message("Here I am")).to_have_count(2)
    vic.page.goto(f"{vic.url}/chat/")
    una.call()
    expect(vic.incoming()).to_contain_text(una.name)
    vic.page.reload()
    expect(vic.incoming()).to_contain_text(una.name)


def test_an_answered_call_is_not_unread_behind_a_message_that_is(callers) -> None:
    lea, max_, nora = callers("Lea"), callers("Max"), callers("Nora")
    acquainted(lea, max_)
    acquainted(nora, max_)  # he looks at another conversation
    lea.say("May I call again?")
    entry = max_.entry(lea.name)
    expect(entry.locator(".badge")).to_have_text("1")
    lea.call()
    max_.answer("Accept")
    talks(lea)
    expect(entry.locator(".badge")).to_have_text("1")  # the message, not the call
    lea.press("Hang up")
    expect(lea.card).to_contain_text(re.compile(r"Voice call, \d:\d\d"))
    expect(entry).to_contain_text(re.compile(r"Voice call, \d:\d\d"))
    expect(entry.locator(".badge")).to_have_text("1")
    lea.put_away()
    lea.call()
    expect(max_.incoming()).to_be_visible()
    lea.press("Hang up")
    expect(entry.locator(".badge")).to_have_text("2")  # and the missed one
