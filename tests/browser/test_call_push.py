"""A call's notification: of a page that nobody looks at, and over Web Push while none is open."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from playwright.sync_api import expect

from tests.browser.test_notifications import QUIET_NOW
from tests.support.callers import Caller, acquainted, browser, callers, talks
from tests.support.server import wait_until
from tests.support.worker import Worker, asking
from webchat.domain.call_views import CallView, ParticipantView
from webchat.domain.notifications import missed_notice, ring_notice

__all__ = ["browser", "callers"]

_CALL = "async () => (await (await fetch('/api/calls/')).json()).items[0]"
# The worker cannot be loaded as long as the test says so.
_NO_WORKER = """
window.refuses = true;
const register = ServiceWorkerContainer.prototype.register;
ServiceWorkerContainer.prototype.register = function (...given) {
  return window.refuses ? Promise.reject(new TypeError("no line")) : register.apply(this, given);
};
"""
_FORGET = "async () => { for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister(); }"
_WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"
_TITLES = asking("shown.map(({ title }) => title)")
_ACTIONS = asking("shown.map((one) => [one.requireInteraction, ...one.actions.map(({ title }) => title)])")


def view_of(caller: Caller) -> CallView:
    """The call that somebody has begun, as the server's own push would tell of it."""
    told: dict[str, Any] = caller.page.evaluate(_CALL)
    known = {field.name for field in fields(ParticipantView)}
    people = (ParticipantView(**{name: one[name] for name in known}) for one in told["participants"])
    return CallView(**{field.name: told[field.name] for field in fields(CallView)} | {"participants": tuple(people)})


def test_a_ring_is_answered_with_the_page_closed(callers) -> None:
    kai, liv = callers("Kai"), callers("Liv")
    acquainted(kai, liv)
    liv.context.grant_permissions(["notifications", "microphone", "camera"], origin=liv.url)
    liv.page.reload()
    expect(liv.message("Yes")).to_be_visible()
    worker = Worker(liv)
    liv.page.goto(f"{liv.url}/api/health")  # no page of the chat is left, and this one can look into the worker

    def rings(*before: tuple[str, str]) -> CallView:
        kai.call()
        expect(kai.status).to_have_text("Calling…")  # no page says that it rings
        call = view_of(kai)
        worker.hear(ring_notice(call, None))
        worker.shows(*before, (f"{kai.name} is calling", "Voice call"))
        wait_until(lambda: [True, "Accept", "Decline"] in liv.page.evaluate(_ACTIONS), what="its buttons")
        return call

    call = rings()
    worker.press(f"call{call.id}", "decline")
    expect(kai.status).to_have_text("Declined")
    worker.shows()
    kai.put_away()

    call = rings()
    kai.press("Hang up")
    expect(kai.card).to_contain_text("Cancelled voice call")
    worker.hear(missed_notice(call, None, 4, unread=1))
    missed = (kai.name, "Missed voice call")
    worker.shows(missed)
    wait_until(lambda: liv.page.evaluate(_ACTIONS) == [[False]], what="it to have none")
    kai.put_away()

    call = rings(missed)
    liv.page.goto(f"{liv.url}/chat/{call.conversation_id}/")  # an address accepts nothing
    expect(liv.incoming()).to_be_visible()
    liv.page.goto(f"{liv.url}/api/health")
    worker.press(f"call{call.id}", "accept")
    wait_until(lambda: liv.page.evaluate("caches.has('webchat-answer')"), what="the answer to be left for the page")
    liv.page.goto(f"{liv.url}/chat/{call.conversation_id}/")  # no script may open it, only a real press
    talks(liv)
    talks(kai)
    liv.press("Hang up")
    expect(kai.card).to_contain_text(re.compile(r"Voice call, \d:\d\d"))


def away(person: Caller) -> None:
    """This person's browser may show notifications, and its page knows nobody; nobody looks at it."""
    person.context.grant_permissions(["notifications", "microphone", "camera"], origin=person.url)
    person.load(f"{person.url}/chat/")
    person.page.evaluate("document.hasFocus = () => false")  # headless pages always have it


def rings_as(caller: Caller, person: Caller) -> None:
    """A call of the caller is told by name where the person does not look at the page."""
    caller.call()
    expect(person.incoming()).to_be_visible()
    wait_until(lambda: person.page.evaluate(_TITLES) == [f"{caller.name} is calling"], what="who calls", patience=30)
    caller.press("Hang up")
    wait_until(lambda: person.page.evaluate(_TITLES) == [], what="the notification to go")


def test_it_names_a_caller_whom_the_page_has_not_seen_yet(callers) -> None:
    mia, nico = callers("Mia"), callers("Nico")
    acquainted(mia, nico)
    away(nico)
    rings_as(mia, nico)


def test_it_is_shown_where_its_worker_could_not_be_loaded_at_first(callers) -> None:
    ola, pere = callers("Ola"), callers("Pere")
    acquainted(ola, pere)
    pere.page.evaluate(_FORGET)
    pere.context.add_init_script(_NO_WORKER)
    away(pere)
    wait_until(lambda: pere.page.evaluate(_WORKERS) == 0, what="the first page's worker to be gone with it")
    pere.page.evaluate("window.refuses = false")
    rings_as(ola, pere)


# It takes until the test says so.
_SLOWLY = """
const show = ServiceWorkerRegistration.prototype.showNotification;
ServiceWorkerRegistration.prototype.showNotification = async function (...given) {
  if (!window.goesOn) await new Promise((done) => (window.goesOn = done));
  return show.apply(this, given);
};
"""


def test_of_a_ring_that_ended_before_it_was_shown_nothing_stays(callers) -> None:
    sia, timo = callers("Sia"), callers("Timo")
    acquainted(sia, timo)
    timo.context.add_init_script(_SLOWLY)
    away(timo)
    sia.call()
    wait_until(lambda: timo.page.evaluate("Boolean(window.goesOn)"), what="it to be about to be shown")
    sia.press("Hang up")
    expect(timo.incoming()).to_have_count(0)
    timo.page.evaluate("goesOn()")
    sia.put_away()
    rings_as(sia, timo)  # by itself


_LOCKS = """async () => {
  const { held, pending } = await navigator.locks.query();
  return [...held, ...pending].map(({ name }) => name).filter((name) => name.startsWith("webchat.ring."));
}"""


def test_in_quiet_hours_a_call_is_seen_and_not_heard(callers) -> None:
    """As with messages, and as the settings say; the next day it rings again."""
    quin, rosa = callers("Quin"), callers("Rosa")
    acquainted(quin, rosa)
    away(rosa)
    rosa.page.evaluate(QUIET_NOW)
    wishes = rosa.page.get_by_role("region", name="Notifications")
    rosa.page.get_by_role("button", name="Settings").click()
    expect(wishes.get_by_role("switch", name="Quiet hours")).to_be_checked()
    quin.call()
    expect(rosa.incoming()).to_be_visible()
    assert rosa.page.evaluate(_LOCKS) == []  # nobody waits to ring
    assert rosa.page.evaluate(_TITLES) == []
    quin.press("Hang up")
    expect(rosa.incoming()).to_have_count(0)
    wishes.get_by_role("switch", name="Quiet hours").click()
    expect(wishes.get_by_role("switch", name="Quiet hours")).not_to_be_checked()
    rings_as(quin, rosa)
