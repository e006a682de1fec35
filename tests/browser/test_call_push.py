"""A call that comes over Web Push while no page of the chat is open: declined, accepted, missed."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from playwright.sync_api import expect

from tests.support.callers import Caller, acquainted, browser, callers, talks
from tests.support.server import wait_until
from tests.support.worker import Worker
from webchat.domain.call_views import CallView, ParticipantView
from webchat.domain.notifications import missed_notice, ring_notice

__all__ = ["browser", "callers"]

_CALL = "async () => (await (await fetch('/api/calls/')).json()).items[0]"
_ACTIONS = """async () => {
  const shown = await (await navigator.serviceWorker.ready).getNotifications();
  return shown.map(({ actions, requireInteraction }) => [requireInteraction, ...actions.map(({ title }) => title)]);
}"""


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
