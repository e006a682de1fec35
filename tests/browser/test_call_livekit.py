"""A large call in a browser, up to the door of a LiveKit server; media over one needs a real one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support.callers import Caller, browser
from tests.support.livekit import LiveKitDoor, livekit_door
from tests.support.person import WIDE
from tests.support.program import Program
from tests.support.server import RunningServer, wait_until

__all__ = ["browser"]

_OTHERS = 7  # with Ana two more than a mesh holds with video


def choir(ana: Caller, url: str) -> tuple[list[Program], int]:
    """Programs, and a group of theirs in which Ana is."""
    programs = [Program(url, f"Voice {number}") for number in range(_OTHERS)]
    first = programs[0].rest
    found = first.get("/api/users/", params={"q": ana.name}).json()["items"]
    (hers,) = [one["id"] for one in found if one["display_name"] == ana.name]
    members = [*(one.id for one in programs[1:]), hers]
    group = first.post("/api/groups/", json={"title": "Choir", "member_ids": members}).raise_for_status().json()["id"]
    return programs, group


def join(ana: Caller) -> None:
    ana.page.get_by_role("region", name="Call", exact=True).get_by_role("button", name="Join call").click()


def chunks(ana: Caller) -> list[str]:
    """The parts of LiveKit's client that this page has loaded."""
    names = ana.page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    return [one for one in names if "livekit-client" in one and one.endswith(".js")]


@pytest.fixture
def door(tmp_path: Path) -> Iterator[tuple[LiveKitDoor, RunningServer]]:
    """A door, and a WebChat that sends its large calls there."""
    with livekit_door() as found:
        own = RunningServer(tmp_path / "data", WEBCHAT_RATE_LIMITS="off", **found.environment)
        try:
            own.start()
            yield found, own
        finally:
            own.stop()


def test_a_large_call_goes_to_livekit_and_says_what_keeps_one_out(
    browser: Browser, door: tuple[LiveKitDoor, RunningServer]
) -> None:
    livekit, server = door
    ana = Caller(browser.new_context(viewport=WIDE, reduced_motion="reduce"), server.url, "Ana Large")
    ana.join()
    programs, group = choir(ana, server.url)
    caller = programs[0]
    ana.page.goto(f"{server.url}/chat/{group}/")
    asked = {"conversation_id": group, "kind": "video"}
    call = caller.rest.post("/api/calls", json=asked).raise_for_status().json()
    assert call["media"] == "livekit"
    assert not chunks(ana)

    def mine() -> dict[str, str]:
        """Ana's part in the call, as the others see it."""
        now = caller.rest.get(f"/api/calls/{call['id']}").json()
        return next(one for one in now["participants"] if one["display_name"] == ana.name)

    join(ana)
    expect(ana.status).to_have_text("The server for large calls cannot be reached.")
    assert len(chunks(ana)) == 1
    came = livekit.entered[0]
    assert came["asks_to_join"]
    assert came["video"]["room"] == f"call-{call['id']}"
    assert came["video"]["roomJoin"]
    assert came["video"]["canPublish"]
    wait_until(lambda: mine()["state"] == "left", what="Ana to be out of the call")
    assert came["sub"] == str(mine()["user_id"])

    livekit.refuses = True
    ana.press("Close")
    join(ana)
    expect(ana.status).to_have_text("The server for large calls does not let you in.")
    wait_until(lambda: mine()["state"] == "left", what="Ana to be out again")
    assert not ana.problems
    ana.context.close()
    for one in programs:
        one.rest.close()
