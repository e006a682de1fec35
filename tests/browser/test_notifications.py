"""Being told of messages: one sound, one notification, none of what is looked at, taken back once it is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.support.person import Person
from tests.support.server import wait_until
from tests.support.worker import Worker, shown, worker_of
from webchat.domain.notifications import Notice, closing_notice, message_notice
from webchat.domain.views import MessageView, SenderView

# Counts the sounds that a page makes; headless pages have no focus of their own, so the test gives and takes it.
_EARS = """
window.sounds = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...args) { window.sounds += 0.5; return start.apply(this, args); };
window.focused = true;
document.hasFocus = () => window.focused;
"""


def look(page: Page, looks: bool) -> None:
    """The person turns to the page, or to something else."""
    page.evaluate(
        "(looks) => { window.focused = looks; window.dispatchEvent(new Event(looks ? 'focus' : 'blur')); }", looks
    )


def sounds(page: Page) -> float:
    return page.evaluate("window.sounds")


@pytest.fixture
def listener(people: Callable[..., Person]) -> Callable[[str], Person]:
    """People who let the browser show notifications, on a page where sounds are counted."""

    def make(name: str) -> Person:
        person = people(name)
        person.context.grant_permissions(["notifications"], origin=person.url)
        person.context.add_init_script(_EARS)
        return person.join()

    return make


def test_one_sound_and_one_notification_however_many_tabs(people: Callable[..., Person], listener) -> None:
    ana, ben = people("Ana Loud").join(), listener("Ben Ears")
    ana.find(ben.name)
    ana.say("first")
    expect(ben.entry(ana.name)).to_contain_text("first")
    pages = [ben.page, ben.context.new_page()]
    pages[1].goto(f"{ben.url}/chat/")
    expect(pages[1].get_by_role("navigation", name="Conversations").get_by_role("link")).to_have_count(1)
    for page in pages:
        page.mouse.click(5, 5)
        look(page, False)
    before = sum(map(sounds, pages))
    ana.say("one for both tabs")
    wait_until(lambda: any(one["body"] == "one for both tabs" for one in shown(ben.page)), what="a notification")
    (only,) = shown(ben.page)
    assert (only["title"], only["path"].endswith("?m=2")) == (ana.name, True)
    wait_until(lambda: sum(map(sounds, pages)) == before + 1, what="one sound")
    # Reading it, in whichever tab, takes it back.
    look(pages[1], True)
    pages[1].get_by_role("navigation", name="Conversations").get_by_role("link").click()
    wait_until(lambda: shown(ben.page) == [], what="the notification to be taken back")
    # What is looked at is not told; what comes after it from elsewhere is, so it was not merely late.
    look(pages[1], False)
    pages[1].wait_for_timeout(1_200)  # what is read is told once a second: from now on at once
    ana.say("you are reading this")
    expect(pages[1].get_by_role("log").get_by_role("article").filter(has_text="reading this")).to_be_visible()
    cleo = people("Cleo Loud").join()
    cleo.find(ben.name)
    cleo.say("and I wrote, too")
    wait_until(lambda: [one["title"] for one in shown(ben.page)] == [cleo.name], what="the one notification")
    wait_until(lambda: sum(map(sounds, pages)) == before + 2, what="one sound more")


def notice_of(room: int, seq: int, body: str, *, group: str | None = None, previews: bool = True) -> Notice:
    """What the server would push."""
    ana = SenderView(1, "ana", "Ana")
    message = MessageView(seq, room, seq, 1, uuid4(), ana, "text", body, "", datetime.now(UTC))
    return message_notice(message, group, named=False, previews=previews)


def test_what_comes_with_the_page_closed_is_shown_and_taken_back(listener) -> None:
    ben = listener("Ben Closed")
    worker = Worker(ben)
    worker.hear(notice_of(7, 1, "the page is in front of the person"))
    worker.shows()
    ben.page.goto(f"{ben.url}/api/health")  # no page of the chat is left, and this one can look into the worker
    worker.hear(notice_of(7, 2, "are you there?"))
    worker.shows(("Ana", "are you there?"))
    worker.hear(notice_of(7, 2, "the same again, from a page"))
    worker.hear(notice_of(7, 3, "in the group", group="Kitchen"))
    worker.shows(("Kitchen", "Ana: in the group"))
    worker.hear(notice_of(8, 1, "secret", previews=False))
    worker.shows(("Ana", "New message"), ("Kitchen", "Ana: in the group"))
    worker.hear(closing_notice(7))
    worker.shows(("Ana", "New message"))


def test_a_click_lands_on_the_message(people: Callable[..., Person], listener) -> None:
    ana, ben = people("Ana Landing").join(), listener("Ben Landing")
    ana.find(ben.name)
    ana.say("land here")
    expect(ana.message("land here")).to_have_attribute("data-status", "delivered")
    path = f"{ana.page.url.removeprefix(ana.url)}?m=1"
    worker = worker_of(ben)
    worker.evaluate(
        """async (path) => {
          await self.registration.showNotification("Ana", { tag: "c1", data: { path, seq: 1 } });
          const [notification] = await self.registration.getNotifications();
          self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
        }""",
        path,
    )
    expect(ben.message("land here")).to_be_visible()
    wait_until(lambda: shown(ben.page) == [], what="the clicked one to close")


def test_settings_are_the_persons_own_on_all_devices(listener) -> None:
    ben = listener("Ben Settings")
    other = ben.context.new_page()
    other.goto(f"{ben.url}/chat/")
    for page in (ben.page, other):
        page.get_by_role("button", name="Settings").click()
    section = other.get_by_role("region", name="Notifications")
    expect(section.get_by_role("switch", name="Notifications in this browser")).to_be_checked()
    mine = ben.page.get_by_role("region", name="Notifications")
    mine.get_by_role("switch", name="Sound").click()
    mine.get_by_role("switch", name="Quiet hours").click()
    expect(section.get_by_role("switch", name="Sound")).not_to_be_checked()
    expect(section.get_by_label("From")).to_have_value("22:00")
    section.get_by_label("From").fill("21:30")
    section.get_by_label("Until").focus()
    ben.page.reload()
    ben.page.get_by_role("button", name="Settings").click()
    expect(ben.page.get_by_role("region", name="Notifications").get_by_label("From")).to_have_value("21:30")


def test_the_bar_offers_notifications_once(people: Callable[..., Person]) -> None:
    ana, ben = people("Ana Bar").join(), people("Ben Bar").join()
    bar = ben.page.get_by_role("region", name="Notifications")
    expect(bar).to_have_count(0)
    ana.find(ben.name)
    ana.say("hello")
    bar.get_by_role("button", name="Not now").click()
    expect(bar).to_have_count(0)
    ben.page.reload()
    expect(ben.entry(ana.name)).to_be_visible()
    expect(bar).to_have_count(0)
