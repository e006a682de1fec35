"""People who call each other: a browser whose camera and microphone are made up, and what flows between two of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import ARGUMENTS, chromium_path
from tests.support.person import WIDE, Person
from tests.support.server import wait_until

_numbers = itertools.count(1)
_SCRIPTS = Path(__file__).parent / "scripts"
MAKE_GROUP, KEEP_CONNECTIONS, _FLOWS, _PITCH, _COLOUR = (
    (_SCRIPTS / f"{name}.js").read_text() for name in ("make_group", "keep_connections", "flows", "pitch", "colour")
)


@pytest.fixture(scope="module")
def browser(browser: Browser) -> Iterator[Browser]:
    """A second browser, in which every page may use the camera and the microphone, which beeps."""
    flags = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=fps=10,device-count=4"]
    ours = browser.browser_type.launch(executable_path=chromium_path(), args=[*ARGUMENTS, *flags])
    yield ours
    ours.close()


class Caller(Person):
    """A person who calls; `watched` from the first page on."""

    def watched(self) -> Caller:
        """Keep the browser's connections where a test finds them."""
        self.context.add_init_script(KEEP_CONNECTIONS)
        return self

    def call(self, kind: str = "Voice call") -> None:
        """Press the button in the head of the open conversation."""
        self.page.get_by_role("button", name=kind, exact=True).click()

    def incoming(self, page: Page | None = None) -> Locator:
        """The dialog of a call that comes in."""
        return (page or self.page).get_by_role("dialog", name="Incoming call")

    def answer(self, how: str, page: Page | None = None) -> None:
        """Accept, decline or ignore."""
        self.incoming(page).get_by_role("button", name=how, exact=True).click()

    def press(self, name: str) -> None:
        """A button of the call."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def put_away(self) -> None:
        """Close what is left of a call that is over."""
        put_away(self.page)

    @property
    def status(self) -> Locator:
        return self.page.locator(".call-status")

    @property
    def pictures(self) -> Locator:
        """What is seen of others, large."""
        return self.page.locator(".call-stage video")

    @property
    def card(self) -> Locator:
        """The last call in the timeline."""
        return self.page.locator('article[data-kind="call"]').last


@pytest.fixture
def callers(browser: Browser, server) -> Iterator[Callable[..., Caller]]:
    """Make people who have joined; at the end no page of theirs may have thrown."""
    made: list[Caller] = []

    def caller(name: str, **options) -> Caller:
        context = browser.new_context(**{"viewport": WIDE, **options})
        made.append(Caller(context, server.url, f"{name} Calls {next(_numbers)}").watched())
        made[-1].join()
        return made[-1]

    yield caller
    problems = {one.name: one.problems for one in made if one.problems}
    for one in made:
        one.context.close()
    assert not problems, problems


def put_away(page: Page) -> None:
    """Close what is left of a call that is over, unless it went by itself meanwhile."""
    page.evaluate("() => document.querySelector('.call-window [aria-label=\"Close\"]')?.click()")
    expect(page.locator(".call-window")).to_have_count(0)


def acquainted(one: Caller, other: Caller) -> None:
    """Both have written, so that each may call the other; both look at their conversation."""
    one.find(other.name)
    one.say("May I call?")
    other.open(one.name)
    other.say("Yes")
    expect(one.message("Yes")).to_be_visible()


def talks(person: Caller, page: Page | None = None, others: int = 1) -> None:
    """Wait until media flows both ways between this page and so many others."""
    shown = page or person.page
    expect(shown.locator(".call-status .duration")).to_be_visible()

    def flows() -> bool:
        found = shown.evaluate(_FLOWS)
        return len(found) == others and all(one["audio_in"] > 0 and one["audio_out"] > 0 for one in found)

    wait_until(flows, what=f"media between {person.name} and {others} others")


def way_of(person: Caller) -> list[str]:
    """Over which kind of address each connection goes."""
    return [one["local"] for one in person.page.evaluate(_FLOWS)]


def pitch(person: Caller, which: str) -> dict[str, float]:
    """How loud (0 to 255) and high (Hz) the sound is that is "sent" or "heard"."""
    return person.page.evaluate(_PITCH, which)


def is_green(video: Locator) -> bool:
    """Whether a picture is the green one of Chromium's made-up camera."""
    red, green, blue = video.evaluate(_COLOUR)
    return green > 80 and green > 2 * max(red, blue)
