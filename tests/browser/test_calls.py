"""Calls between people in real browsers: they ring, connect, change, break, heal and end."""

from __future__ import annotations

import re
from collections.abc import Callable

import psycopg2
from playwright.sync_api import Browser, WebSocketRoute, expect

from tests.support.callers import MAKE_GROUP, Caller, acquainted, browser, callers, is_green, pitch, talks, way_of
from tests.support.coturn import SECRET, coturn
from tests.support.person import PHONE, WIDE
from tests.support.server import RunningServer, wait_until
from tests.support.worker import asking, worker_of

__all__ = ["browser", "callers", "coturn"]

_WHOLE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1, "packetLoss": 0}
_CUT = {**_WHOLE, "offline": True, "packetLoss": 100}


def sounds(*pages) -> list[str]:
    """What these pages play."""
    return [page.locator("html").get_attribute("data-call-sound") or "" for page in pages]


def test_a_call_rings_everywhere_is_answered_once_and_grows(callers) -> None:
    ana, ben = callers("Ana"), callers("Ben")
    acquainted(ana, ben)
    desk = ben.context.new_page()
    desk.goto(ben.page.url)
    expect(desk.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    ana.call()
    for page in (ben.page, desk):
        expect(ben.incoming(page)).to_contain_text(ana.name)
        expect(ben.incoming(page)).to_contain_text("can see your network address")
        expect(page).to_have_title(f"{ana.name} is calling")
    expect(ana.status).to_have_text("Ringing…")
    wait_until(lambda: sorted(sounds(ben.page, desk)) == ["", "ring"], what="one tab to ring")
    wait_until(lambda: sounds(ana.page) == ["ringback"], what="the caller to hear it")
    ben.answer("Accept", desk)
    expect(ben.incoming()).to_have_count(0)
    expect(ben.page).to_have_title("WebChat")
    talks(ana)
    talks(ben, desk)
    wait_until(lambda: sounds(ana.page, ben.page, desk) == ["", "", ""], what="nobody to hear it any more")
    elsewhere = ben.page.get_by_text("You are in this call on another device")
    expect(elsewhere).to_be_visible()
    ben.page.set_viewport_size(PHONE)
    assert elsewhere.evaluate("one => one.scrollWidth <= one.clientWidth")  # it is said whole there, too
    ben.page.set_viewport_size(WIDE)

    said = pitch(ana, "sent")
    assert said["loud"] > 60
    ben.page.get_by_role("button", name="Continue here").click()  # the other tab lets go
    talks(ben)
    talks(ana)
    expect(desk.get_by_text("You are in this call on another device").first).to_be_visible()

    def is_hers() -> bool:
        heard = pitch(ben, "heard")
        return heard["loud"] > 60 and abs(heard["pitch"] - said["pitch"]) < 60

    wait_until(is_hers, what="Ana's beep")

    ana.press("Mute")
    expect(ben.page.locator(".tile-call .tile-name .icon")).to_be_visible()
    ana.press("Unmute")
    ana.press("Turn on camera")
    wait_until(lambda: ben.pictures.count() == 1 and is_green(ben.pictures), what="Ana's picture")
    ben.press("Share screen")
    expect(ana.page.locator('.call-stage [data-screen="true"] video')).to_be_visible()
    own = ben.page.get_by_label("Your screen")
    wait_until(lambda: own.count() == 1 and own.evaluate("one => one.videoWidth > 0"), what="Ben to see what he shows")
    ben.press("Stop sharing")
    expect(own).to_have_count(0)
    expect(ana.page.locator('.call-stage [data-screen="true"]')).to_have_count(0)
    ana.press("Turn off camera")
    expect(ben.pictures).to_have_count(0)

    ana.press("Minimise")
    ana.page.get_by_role("button", name="Saved messages").click()
    ana.page.get_by_role("dialog", name="Saved messages").get_by_role("button", name="Close").click()
    ana.say("Still here")
    expect(ana.page.get_by_role("region", name=re.compile("^Call with"))).to_contain_text(re.compile(r"\d:\d\d"))
    ana.page.get_by_role("button", name="Back to the call").click()
    ben.press("Hang up")
    expect(ana.status).to_have_text("Call ended")
    expect(ana.card).to_contain_text(re.compile(r"Voice call, \d:\d\d"))
    assert "You are in it" not in ana.card.inner_text()
    expect(ana.card.get_by_role("button", name="Call back")).to_be_visible()
    expect(ben.card).to_contain_text(re.compile(r"Voice call, \d:\d\d"))


_PRESS = """async (action) => {
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification, action }));
}"""
_ACTIONS = asking("shown.map(({ title, actions }) => [title, ...actions.map(({ title }) => title)])")


def test_a_call_is_answered_from_its_notification(callers) -> None:
    eve, finn = callers("Eve"), callers("Finn")
    acquainted(eve, finn)
    finn.context.grant_permissions(["notifications", "microphone", "camera"], origin=finn.url)
    finn.page.reload()
    expect(finn.message("Yes")).to_be_visible()
    finn.page.evaluate("document.hasFocus = () => false")  # headless pages always have it
    for action in ("decline", "accept"):
        eve.call()
        wait_until(lambda: finn.page.evaluate(_ACTIONS) == [[f"{eve.name} is calling", "Accept", "Decline"]], what="it")
        worker_of(finn).evaluate(_PRESS, action)
        if action == "decline":
            expect(eve.status).to_have_text("Declined")
            eve.put_away()
        expect(finn.incoming()).to_have_count(0)
        wait_until(lambda: finn.page.evaluate(_ACTIONS) == [], what="the notification to go")
    talks(finn)
    eve.press("Hang up")


def lapse(server) -> None:
    """All deadlines of calls are over now."""
    text = (server.data_dir / "postgres" / "postmaster.pid").read_text().splitlines()
    connection = psycopg2.connect(host=text[4], port=text[3], user="webchat", dbname="webchat")
    connection.autocommit = True  # one row at a time: the keeper of deadlines locks them, too
    with connection.cursor() as cursor:
        cursor.execute("UPDATE call_participant SET deadline = now() WHERE deadline IS NOT NULL")
        cursor.execute("UPDATE call SET due_at = now() WHERE due_at IS NOT NULL")
    connection.close()


def test_declined_ignored_busy_cancelled_missed(callers, server) -> None:
    cem, dora = callers("Cem"), callers("Dora")
    acquainted(cem, dora)
    cem.call("Video call")
    expect(dora.incoming()).to_contain_text("Video call")
    dora.answer("Decline")
    expect(cem.status).to_have_text("Declined")
    expect(dora.incoming()).to_have_count(0)
    cem.put_away()
    expect(cem.card).to_contain_text("Declined video call")

    cem.card.get_by_role("button", name="Call back").click()
    dora.answer("Ignore")
    expect(dora.incoming()).to_have_count(0)
    expect(cem.status).to_have_text("Ringing…")  # nobody told him
    cem.press("Hang up")
    expect(dora.card).to_contain_text("Missed video call")
    expect(cem.card).to_contain_text("Cancelled video call")
    expect(dora.page.get_by_role("button", name="Calls, 1 missed")).to_be_visible()

    cem.call()
    expect(dora.incoming()).to_be_visible()
    expect(cem.status).to_have_text("Ringing…")  # the verb that said so is stored, deadline and all
    lapse(server)
    expect(cem.status).to_have_text("No answer")
    expect(dora.incoming()).to_have_count(0)
    dora.page.get_by_role("button", name="Calls, 2 missed").click()
    log = dora.page.get_by_role("list", name="Calls").get_by_role("listitem")
    expect(log).to_have_count(3)
    expect(log.first).to_contain_text("Missed voice call")
    expect(dora.page.get_by_role("button", name="Calls", exact=True)).to_be_visible()
    cem.put_away()
    log.first.get_by_role("button", name=re.compile("^Call .* back$")).click()
    cem.answer("Accept")
    talks(cem)

    eve = callers("Eve")
    dora.press("Minimise")  # she goes on talking beside the chat
    acquainted(eve, dora)
    eve.call()
    expect(eve.status).to_contain_text("Busy")
    expect(dora.incoming()).to_have_count(0)
    talks(dora)


def test_a_reloaded_tab_waits_for_its_own_name(callers) -> None:
    """The page before may hold it for a moment longer; with another name it would be another device."""
    hugh, iris = callers("Hugh"), callers("Iris")
    acquainted(hugh, iris)
    hugh.call("Voice call")
    iris.answer("Accept")
    talks(iris)
    beside = iris.page.context.new_page()
    beside.goto(f"{iris.page.url.split('/chat/')[0]}/chat/")
    name = iris.page.evaluate("sessionStorage.getItem('webchat.call.device')")
    beside.evaluate(
        "(name) => void navigator.locks.request(name, () => new Promise((done) => setTimeout(done, 700)))",
        f"webchat.device.{name}",
    )
    iris.page.reload()
    talks(iris)
    assert iris.page.evaluate("sessionStorage.getItem('webchat.call.device')") == name


def test_a_reload_and_a_broken_line_do_not_end_a_call(callers) -> None:
    fred, gina = callers("Fred"), callers("Gina")
    acquainted(fred, gina)
    fred.call("Video call")
    gina.answer("Accept")
    talks(fred)
    talks(gina)
    gina.page.reload()
    talks(gina)  # back without a question
    talks(fred)
    wait_until(lambda: fred.pictures.count() == 1 and is_green(fred.pictures), what="Gina's picture after the reload")

    before = gina.page.evaluate("window.connections.length")
    cut = gina.context.new_cdp_session(gina.page)
    cut.send("Network.enable")
    cut.send("Network.emulateNetworkConditions", _CUT)
    expect(gina.status).to_have_text("Reconnecting…")
    cut.send("Network.emulateNetworkConditions", _WHOLE)
    talks(gina)
    talks(fred)
    assert gina.page.evaluate("window.connections.length") == before
    gina.press("Hang up")
    expect(fred.card).to_contain_text(re.compile(r"Video call, \d:\d\d"))
    expect(fred.page.locator('article[data-kind="call"]')).to_have_count(1)


def members(*people: Caller) -> None:
    """A group of these people, who have all written in it and look at it."""
    number = people[0].page.evaluate(MAKE_GROUP, [f"Band of {people[0].name}", [one.name for one in people[1:]]])
    for one in people:
        one.page.goto(f"{one.url}/chat/{number}/")
        one.say("Here I am")
    for one in people:
        expect(one.message("Here I am")).to_have_count(len(people))


def test_a_group_in_a_mesh_whose_people_come_and_go(callers) -> None:
    small = {"width": 800, "height": 560}
    band = [
        callers(name, viewport=small, reduced_motion="reduce") for name in ("Hal", "Ida", "Jo", "Kim", "Lou", "Max")
    ]
    members(*band)
    hal, *others, late = band
    hal.call()
    for one in others:
        one.answer("Accept")
    late.answer("Ignore")
    here = late.page.get_by_role("region", name="Call", exact=True)
    expect(here).to_contain_text(hal.name)
    late.page.evaluate("localStorage.setItem('webchat.call.preview', 'on')")
    here.get_by_role("button", name="Join call").click()
    preview = late.page.get_by_role("dialog", name="Preview")
    level = preview.locator(".level i").element_handle()
    loud = "one => Number(one.style.getPropertyValue('--level')) > 0.05"
    late.page.wait_for_function(loud, arg=level)  # looks at each frame: the tone is a short one
    expect(preview.get_by_role("combobox", name="Microphone")).to_be_visible()
    preview.get_by_role("button", name="Join now").click()
    for one in band:
        talks(one, others=5)
    expect(hal.page.locator(".tile-call")).to_have_count(6)
    late.press("Turn on camera")
    wait_until(lambda: hal.pictures.count() == 1 and is_green(hal.pictures), what="one picture")
    late.press("Turn off camera")
    hal.press("Share screen")
    expect(hal.page.locator(".tile-call")).to_have_count(7)
    expect(hal.page.get_by_label("Your screen")).to_be_visible()
    hal.press("Stop sharing")
    expect(hal.page.locator(".tile-call")).to_have_count(6)
    for one in (hal, *others):  # whoever began it may go, too
        one.press("Hang up")
    expect(late.status).to_have_text("Waiting for others…")
    late.press("Hang up")
    expect(late.card).to_contain_text(re.compile(r"Voice call, \d:\d\d"))
    expect(late.page.get_by_role("region", name="Call", exact=True)).to_have_count(0)


def test_only_through_the_relay_where_there_is_one(browser: Browser, coturn, tmp_path) -> None:
    own = RunningServer(
        tmp_path / "data", WEBCHAT_RATE_LIMITS="off", WEBCHAT_TURN_URL=",".join(coturn.urls[:2]),
        WEBCHAT_TURN_SECRET=SECRET,
    )  # fmt: skip
    own.start()
    try:
        ned, oda = (Caller(browser.new_context(viewport=WIDE), own.url, name).watched() for name in ("Ned", "Oda"))
        ned.join()
        oda.join()
        acquainted(ned, oda)
        ned.call("Video call")
        expect(oda.incoming()).not_to_contain_text("network address")
        oda.answer("Accept")
        talks(ned)
        talks(oda)
        assert way_of(ned) == way_of(oda) == ["relay"]
        ned.press("Hang up")
        ned.page.goto(f"{own.url}/doctor/")
        expect(ned.page.get_by_role("listitem", name="TURN, UDP: good")).to_be_visible()
        expect(ned.page.get_by_role("listitem", name="TURN, TCP: good")).to_be_visible()
        expect(ned.page.get_by_role("status")).to_contain_text("the relay answers over UDP and TCP")
        for one in (ned, oda):
            one.context.close()
    finally:
        own.stop()


def test_who_comes_while_it_rings_lets_the_caller_know(callers) -> None:
    """What rings is listed a moment before the server knows the page: it says so as soon as it may."""
    ugo, vera = callers("Ugo"), callers("Vera")
    acquainted(ugo, vera)
    there, held = vera.page.url, list[Callable[[], None]]()
    vera.page.goto("about:blank")

    def between(page: WebSocketRoute) -> None:
        server = page.connect_to_server()

        def pass_on(frame: str) -> None:
            if "arrived_rx_state_" in frame and "rx_router_headers" not in frame:  # that is what Reflex knew before
                held.append(lambda: page.send(frame))
            else:
                page.send(frame)

        server.on_message(pass_on)

    vera.page.route_web_socket(re.compile("/_event"), between)
    ugo.call()
    expect(ugo.status).to_have_text("Calling…")
    vera.page.goto(there)
    wait_until(lambda: vera.page.evaluate("1") and held, what="the welcome")
    expect(vera.incoming()).to_be_visible()
    held[0]()
    expect(ugo.status).to_have_text("Ringing…")
    ugo.press("Hang up")
