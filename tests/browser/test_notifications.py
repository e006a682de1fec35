"""Being told of messages: one sound, one notification, none of what is looked at, taken back once it is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_groups import new_group
from tests.support.person import Person
from tests.support.server import wait_until
from tests.support.worker import Worker, shown, worker_of
from webchat.domain.message_views import MessageView
from webchat.domain.notifications import Notice, NotificationSettings, closing_notice, message_notice
from webchat.domain.user_views import SenderView

# Counts the sounds that a page makes, and keeps what it says on the screen and on the app's icon; headless pages have
# no focus of their own, so the test gives and takes it.
_EARS = """
window.sounds = 0;
window.told = [];
if (window.isSecureContext) {
  const show = ServiceWorkerRegistration.prototype.showNotification;
  ServiceWorkerRegistration.prototype.showNotification = function (title, options) {
    window.told.push(options.body);
    return show.call(this, title, options);
  };
}
navigator.setAppBadge = async (count) => void (window.badge = count);
navigator.clearAppBadge = async () => void (window.badge = 0);
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
    ana.say("you are reading this")
    expect(pages[1].get_by_role("log").get_by_role("article").filter(has_text="reading this")).to_be_visible()
    cleo = people("Cleo Loud").join()
    cleo.find(ben.name)
    cleo.say("and I wrote, too")
    wait_until(lambda: [one["title"] for one in shown(ben.page)] == [cleo.name], what="the one notification")
    wait_until(lambda: sum(map(sounds, pages)) == before + 2, what="one sound more")


def test_one_sound_also_where_there_are_no_locks(people: Callable[..., Person], listener) -> None:
    """At an address without https browsers have none."""
    ana, ben = people("Ana Plain").join(), listener("Ben Plain")
    ana.find(ben.name)
    ana.say("first")
    expect(ben.entry(ana.name)).to_contain_text("first")
    ben.context.add_init_script("Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })")
    pages = [ben.page, ben.context.new_page()]
    for page in pages:
        page.goto(f"{ben.url}/chat/")
        expect(page.get_by_role("navigation", name="Conversations").get_by_role("link")).to_have_count(1)
        page.mouse.click(5, 5)
        look(page, False)
    for body in ("for both tabs", "and once more"):
        ana.say(body)
        wait_until(lambda body=body: any(one["body"] == body for one in shown(ben.page)), what="a notification")
    wait_until(lambda: sum(map(sounds, pages)) >= 2, what="both sounds")
    assert sum(map(sounds, pages)) == 2


_WORDED = "async () => Boolean(await (await caches.open('webchat-words')).match('/words'))"


def notice_of(room: int, seq: int, body: str, *, group: str | None = None, unread: int = 1, **wishes: bool) -> Notice:
    """What the server would push."""
    ana = SenderView(1, "ana", "Ana")
    message = MessageView(seq, room, seq, 1, uuid4(), ana, "text", body, "", datetime.now(UTC))
    return message_notice(message, group, NotificationSettings(**wishes), named=False, unread=unread)


def test_what_comes_with_the_page_closed_is_shown_and_taken_back(listener) -> None:
    ben = listener("Ben Closed")
    worker = Worker(ben)
    worker.hear(notice_of(7, 1, "the page is in front of the person"))
    worker.shows()
    wait_until(lambda: ben.page.evaluate(_WORDED), what="the worker's words")
    ben.page.goto(f"{ben.url}/api/health")  # no page of the chat is left, and this one can look into the worker
    worker.hear(notice_of(7, 2, "are you there?"))
    worker.shows(("Ana", "are you there?"))
    worker.hear(notice_of(7, 2, "the same again, from a page"))
    worker.hear(notice_of(7, 3, "in the group", group="Kitchen"))
    worker.shows(("Kitchen", "Ana: in the group"))
    worker.hear(notice_of(8, 1, "secret", previews=False))
    worker.shows(("Ana", "New message"), ("Kitchen", "Ana: in the group"))
    worker.hear(closing_notice(7, 1))
    worker.shows(("Ana", "New message"))
    about = {"kind": "image", "seq": 2, "sender": "Ana", "previews": True, "files": {"image": 2, "video": 1}}
    worker.hear(Notice("c8", "/chat/8/?m=2", data=about))
    worker.shows(("Ana", "2 photos, 1 video"))


def test_a_pushed_message_sounds_as_wished_and_brings_the_apps_number(listener) -> None:
    ben = listener("Ben Number")
    worker = Worker(ben)
    worker.look_away()
    ben.page.goto(f"{ben.url}/api/health")
    worker.hear(notice_of(7, 1, "loud", unread=3))
    worker.shows(("Ana", "loud"))
    assert [one["silent"] for one in shown(ben.page)] == [False]
    assert worker.badge() == 3
    worker.hear(notice_of(7, 2, "silent", sound=False, unread=4))
    worker.shows(("Ana", "silent"))
    assert [one["silent"] for one in shown(ben.page)] == [True]
    assert worker.badge() == 4
    worker.hear(closing_notice(7, 0))
    worker.shows()
    assert worker.badge() == 0


def test_of_page_and_push_one_sounds(people: Callable[..., Person], listener) -> None:
    ana, ben = people("Ana Twice").join(), listener("Ben Twice")
    ana.find(ben.name)
    ana.say("first")
    expect(ben.entry(ana.name)).to_contain_text("first")
    room = int(re.findall(r"/chat/(\d+)/", ana.page.url)[0])
    worker = Worker(ben)
    worker.look_away()
    # A page that nobody has touched may make no sound; each look of this test into it would count as a touch.
    ben.context.add_init_script(
        "Object.defineProperty(navigator, 'userActivation', { get: () => ({ hasBeenActive: window.touched }) })"
    )
    ben.page.reload()
    expect(ben.entry(ana.name)).to_contain_text("first")
    look(ben.page, False)
    worker.hear(notice_of(room, 2, "sounds by the push"))
    worker.shows(("Ana", "sounds by the push"))
    assert [one["silent"] for one in shown(ben.page)] == [False]
    ben.page.evaluate("window.touched = true")
    ana.say("sounds by the push")
    held = "navigator.locks.query().then(({ held }) => held.map(({ name }) => name))"
    wait_until(lambda: f"webchat.notice.{room}.2" in ben.page.evaluate(held), what="the page to have decided")
    worker.hear(notice_of(room, 3, "sounds by the page"))
    worker.shows(("Ana", "sounds by the page"))
    assert [one["silent"] for one in shown(ben.page)] == [True]
    ana.say("sounds by the page")
    wait_until(lambda: f"webchat.notice.{room}.3" in ben.page.evaluate(held), what="the page to have decided")
    wait_until(lambda: sounds(ben.page) > 0, what="a sound")
    assert sounds(ben.page) == 1


# The first one that is shown takes until the test says so, in whichever tab; nobody loses patience meanwhile.
_SLOWLY = """
const timeout = AbortSignal.timeout;
AbortSignal.timeout = (ms) => timeout.call(AbortSignal, 60 * ms);
const { showNotification: show, getNotifications: list } = ServiceWorkerRegistration.prototype;
ServiceWorkerRegistration.prototype.showNotification = async function (...given) {
  localStorage.shows = "yes";
  while (!localStorage.goesOn) await new Promise((done) => setTimeout(done, 20));
  return show.apply(this, given);
};
ServiceWorkerRegistration.prototype.getNotifications = function (...given) {
  if (localStorage.shows && !localStorage.goesOn) localStorage.asked = "meanwhile";
  return list.apply(this, given);
};
"""
_IN_LINE = "async () => (await navigator.locks.query()).pending.filter(({ name }) => name === 'webchat.shown').length"


def test_nobody_asks_what_is_shown_while_another_tab_shows_something(people: Callable[..., Person], listener) -> None:
    """Chromium would forget it: it stays on the screen, and nothing takes it back."""
    ana, ben = people("Ana Quick").join(), listener("Ben Quick")
    ana.find(ben.name)
    ana.say("first")
    expect(ben.entry(ana.name)).to_contain_text("first")
    ben.context.add_init_script(_SLOWLY)
    pages = [ben.page, ben.context.new_page()]
    for page in pages:
        page.goto(f"{ben.url}/chat/")
        expect(page.get_by_role("navigation", name="Conversations").get_by_role("link")).to_have_count(1)
        look(page, False)
    ana.say("read at once")
    wait_until(lambda: ben.page.evaluate("localStorage.shows") == "yes", what="it to be about to be shown")
    ben.entry(ana.name).click()  # as it would be by a tab that looks
    look(ben.page, True)
    wait_until(lambda: ben.page.evaluate(_IN_LINE) == 2, what="both tabs to wait with taking it back")
    assert ben.page.evaluate("localStorage.asked") is None
    ben.page.evaluate("localStorage.goesOn = 'yes'")
    wait_until(lambda: ben.page.evaluate(_IN_LINE) == 0 and shown(ben.page) == [], what="it to be taken back")


def test_what_is_pushed_waits_for_its_turn_and_not_for_ever(listener) -> None:
    ben = listener("Ben Turn")
    worker = Worker(ben)
    worker.look_away()
    ben.page.evaluate("void navigator.locks.request('webchat.shown', () => new Promise((go) => (window.go = go)))")
    worker.take(notice_of(7, 1, "after the other one"))
    wait_until(lambda: ben.page.evaluate(_IN_LINE) == 1, what="the worker to wait")
    ben.page.evaluate("go()")
    worker.shows(("Ana", "after the other one"))
    ben.page.evaluate("void navigator.locks.request('webchat.shown', () => new Promise(() => {}))")
    worker.hear(notice_of(8, 1, "that page sleeps"))
    ben.page.goto(f"{ben.url}/api/health")  # the sleeping page and its turn are gone
    worker.shows(("Ana", "after the other one"), ("Ana", "that page sleeps"))


QUIET_NOW = """async () => {
  const hour = (ahead) => new Date(Date.now() + ahead * 3600_000).toISOString().slice(11, 16);
  const wishes = { quiet_from: hour(-2), quiet_until: hour(3), time_zone: "UTC" };
  const options = { method: "PATCH", headers: { "Content-Type": "application/json" }, body: JSON.stringify(wishes) };
  await fetch("/api/users/me/notifications", options);
  return wishes.quiet_from;
}"""


def test_only_what_somebody_wants_to_hear_of_is_told(people: Callable[..., Person], listener) -> None:
    ana, ben = people("Ana Wanted").join(), listener("Benwanted")
    new_group(ana, "Wanted", ben)
    expect(ben.entry("Wanted")).to_be_visible()
    ben.entry("Wanted").click(button="right")
    ben.page.get_by_role("menuitem", name="Mute…").click()
    mentions = ben.page.get_by_role("group", name="Only mentions")
    mentions.get_by_role("menuitem", name="For an hour").click()
    expect(ben.entry("Wanted")).to_have_accessible_name(re.compile("muted"))
    look(ben.page, False)
    ana.say("for everybody")
    ana.say("@benwanted for you")
    told = "window.told"
    wait_until(lambda: ben.page.evaluate(told), what="a notification")
    assert ben.page.evaluate(told) == [f"{ana.name}: @benwanted for you"]
    # In the quiet hours, which are just now whenever this runs, nothing is told, not even that.
    ben.page.get_by_role("button", name="Settings").click()
    section = ben.page.get_by_role("region", name="Notifications")
    expect(section.get_by_label("From")).to_have_count(0)
    expect(section.get_by_label("From")).to_have_value(ben.page.evaluate(QUIET_NOW))
    ben.page.clock.install()
    ana.say("@benwanted at night")
    expect(ben.entry("Wanted")).to_contain_text("at night")
    ben.page.clock.run_for(3_000)  # by now it is decided
    section.get_by_role("switch", name="Quiet hours").click()
    expect(section.get_by_label("From")).to_have_count(0)
    ana.say("@benwanted by day")
    expect(ben.entry("Wanted")).to_contain_text("by day")
    wait_until(lambda: len(ben.page.evaluate(told)) > 1, what="another notification")
    assert ben.page.evaluate(told)[1:] == [f"{ana.name}: @benwanted by day"]


_HIDE = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_hidden_tab_reads_nothing_and_another_device_reads_for_it(
    people: Callable[..., Person], listener, browser: Browser
) -> None:
    ana, ben = people("Ana Seen").join(), listener("Ben Seen")
    ana.find(ben.name)
    ana.say("seen here")
    ben.open(ana.name)
    expect(ana.message("seen here")).to_have_attribute("data-status", "read")
    icon = ben.page.locator("link[rel=icon][type='image/svg+xml']")
    expect(icon).to_have_attribute("href", "/favicon.svg")
    ben.page.evaluate(_HIDE)
    ana.say("seen elsewhere")
    expect(ben.message("seen elsewhere")).to_be_attached()
    expect(ben.page).to_have_title("(1) WebChat")
    expect(icon).to_have_attribute("href", "/favicon-unread.svg")
    wait_until(lambda: ben.page.evaluate("window.badge") == 1, what="the number on the icon")
    expect(ana.message("seen elsewhere")).to_have_attribute("data-status", "delivered")
    context = browser.new_context()
    context.add_cookies(ben.context.cookies())
    phone = context.new_page()
    phone.goto(ben.page.url)
    expect(phone.get_by_role("log").get_by_role("article").filter(has_text="seen elsewhere")).to_be_visible()
    expect(ana.message("seen elsewhere")).to_have_attribute("data-status", "read")
    expect(ben.page).to_have_title("WebChat")
    expect(icon).to_have_attribute("href", "/favicon.svg")
    wait_until(lambda: ben.page.evaluate("window.badge") == 0, what="the number to go from the icon")
    context.close()


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

    # Her browser refuses without asking her.
    ben.open(ana.name)
    ben.say("hello, too")
    ana.page.get_by_role("region", name="Notifications").get_by_role("button", name="Turn on notifications").click()
    expect(ana.page.get_by_text("Notifications are blocked in this browser.")).to_be_visible()


def test_the_settings_follow_what_the_browser_is_told_meanwhile(people: Callable[..., Person]) -> None:
    """Whoever follows their words, and allows notifications beside the address, sees that it worked."""
    ben = people("Ben Blocks").join()
    ben.page.get_by_role("button", name="Settings").click()
    section = ben.page.get_by_role("region", name="Notifications")
    expect(section.get_by_role("button", name="Turn on notifications")).to_be_visible()
    session = ben.context.new_cdp_session(ben.page)
    where = session.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]

    def beside_the_address(setting: str) -> None:
        told = {"permission": {"name": "notifications"}, "setting": setting, "origin": ben.url}
        session.send("Browser.setPermission", {**told, "browserContextId": where})

    beside_the_address("denied")
    expect(section).to_contain_text("Notifications are blocked in this browser.")
    beside_the_address("granted")
    expect(section.get_by_role("switch", name="Notifications in this browser")).to_be_checked()
