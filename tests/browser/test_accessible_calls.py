"""axe finds nothing serious in a call: when it comes, before it, in it, after it; and in the list of calls."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.axe import findings
from tests.support.callers import Caller, acquainted, browser, callers, talks
from tests.support.person import PHONE, WIDE

__all__ = ["browser", "callers"]

WINDOWS = {"wide": {"viewport": WIDE}, "phone": {"viewport": PHONE, "has_touch": True, "is_mobile": True}}
ONE = ("blue",)  # a call has colours of its own; the accents are looked at in test_accessible.py
_PREVIEW = "localStorage.setItem('webchat.call.preview', 'on')"


@pytest.mark.parametrize("kind", ["Voice call", "Video call"])
@pytest.mark.parametrize("window", WINDOWS)
def test_a_call_from_its_preview_to_its_line(callers, window: str, kind: str) -> None:
    una, vic = (callers(name, reduced_motion="reduce", **WINDOWS[window]) for name in ("Una", "Vic"))
    acquainted(una, vic)
    una.page.evaluate(_PREVIEW)
    una.call(kind)
    preview = una.page.get_by_role("dialog", name="Preview")
    expect(preview.get_by_role("combobox", name="Microphone")).to_be_visible()
    assert not findings(una.page, ONE)
    preview.get_by_role("button", name="Start call").click()
    expect(una.status).to_have_text("Ringing…")
    assert not findings(una.page, ONE)
    expect(vic.incoming()).to_be_visible()
    assert not findings(vic.page, ONE)
    vic.answer("Accept")
    for one in (una, vic):
        talks(one)
        # How long it has lasted is seen, and not said every second.
        expect(one.status.get_by_role("status")).to_have_text("")
    una.press("Devices")
    expect(una.page.get_by_role("combobox", name="Microphone")).to_be_visible()
    assert not findings(una.page, ONE)
    una.press("Devices")
    una.press("Minimise")
    expect(una.page.get_by_role("button", name="Back to the call")).to_be_visible()
    assert not findings(una.page, ONE)
    una.press("Hang up")
    expect(vic.page.get_by_role("button", name="Call again")).to_be_visible()
    assert not findings(vic.page, ONE)
    vic.put_away()
    _look_at_calls(una, vic.name)


def _look_at_calls(one: Caller, other: str) -> None:
    if one.page.viewport_size == PHONE:
        one.page.get_by_role("button", name="Back").first.click()
    one.page.get_by_role("button", name="Calls", exact=True).click()
    calls = one.page.get_by_role("dialog", name="Calls")
    expect(calls.get_by_role("button", name=f"Call {other} back")).to_be_visible()
    assert not findings(one.page, ONE)
