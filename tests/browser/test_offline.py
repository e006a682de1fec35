"""The installed app: it can be installed, and it opens without a network."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Locator, expect

from tests.browser.test_media import choose, file
from tests.support.axe import findings
from tests.support.person import Person
from tests.support.server import wait_until

_KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("webchat-shell-"));
  const cache = names.length && await caches.open(names[0]);
  return { names, page: Boolean(cache && await cache.match("/chat/")) };
}"""
_FORGET = """async () => {
  const shells = (await caches.keys()).filter((name) => name.startsWith("webchat-shell-"));
  await Promise.all(shells.map((name) => caches.delete(name)));
}"""
_SAVED = """([store, words]) => new Promise((done) => {
  const request = indexedDB.open("webchat");
  request.onsuccess = () => {
    const all = request.result.transaction(store).objectStore(store).getAll();
    all.onsuccess = () => (request.result.close(), done(JSON.stringify(all.result).includes(words)));
  };
})"""


def kept(person: Person) -> dict:
    """Which builds of the page the worker keeps."""
    return person.page.evaluate(_KEPT)


def saved(person: Person, words: str, store: str = "snapshots") -> bool:
    """Whether the browser's own database has these words: "snapshots" of what was seen, or in "uploads"."""
    return person.page.evaluate(_SAVED, [store, words])


def test_it_can_be_installed(people: Callable[..., Person]) -> None:
    ana = people("Ana Installs").join()
    session = ana.context.new_cdp_session(ana.page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"] == f"{ana.url}/manifest.webmanifest"
    problems = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in problems if one["errorId"] != "in-incognito"] == []


def test_it_opens_without_a_network_and_sends_later_what_was_written(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ben.say("before the tunnel")
    expect(ana.message("before the tunnel")).to_be_visible()
    wait_until(lambda: kept(ana)["page"], what="the page to be kept")
    ana.page.reload()  # what is on the screen is kept when it goes away
    wait_until(lambda: saved(ana, "before the tunnel"), what="the conversation to be kept")
    expect(ana.message("before the tunnel")).to_be_visible()
    ana.context.set_offline(True)
    ana.page.reload()
    expect(ana.entry(ben.name)).to_be_visible()
    expect(ana.message("before the tunnel")).to_be_visible()
    ana.page.get_by_role("button", name="New conversation").first.click()
    asked = ana.page.get_by_role("dialog", name="New conversation")
    expect(asked).to_contain_text("There is no connection.")
    ana.page.keyboard.press("Escape")
    ana.say("written in the tunnel")
    expect(ana.message("written in the tunnel")).to_have_attribute("data-status", "pending")
    choose(ana, file("tunnel.txt", b"dark", "text/plain"))
    ana.say("seen in the tunnel")
    expect(ana.entry(ben.name).get_by_role("img", name="Sending")).to_be_visible()
    wait_until(lambda: saved(ana, "seen in the tunnel", "uploads"), what="the file to be kept")
    ana.page.reload()
    expect(ana.message("written in the tunnel")).to_have_attribute("data-status", "pending")
    expect(ana.message("seen in the tunnel")).to_have_attribute("data-status", "pending")
    expect(ana.entry(ben.name)).to_have_accessible_name(re.compile("You: written in the tunnel"))
    ana.page.get_by_role("button", name="New conversation").first.click()
    ana.context.set_offline(False)
    expect(ben.message("written in the tunnel")).to_have_count(1)
    expect(ben.message("seen in the tunnel").get_by_role("link", name="tunnel.txt")).to_be_visible()
    expect(ana.message("written in the tunnel")).to_have_attribute("data-status", "read")
    expect(asked.get_by_role("button", name=ben.name)).to_be_visible()  # nothing was pressed for that
    ana.shows("before the tunnel", "written in the tunnel", "seen in the tunnel")


def test_a_lost_network_is_known_before_the_line_falls_silent(people: Callable[..., Person]) -> None:
    ana = people("Ana Unplugged").join()
    ana.context.set_offline(True)
    told = ana.page.get_by_role("alert", name="Reconnecting…")
    expect(told).to_be_visible()
    ana.context.set_offline(False)
    expect(told).to_have_count(0)


def test_a_page_whose_code_did_not_come_is_loaded_again(people: Callable[..., Person]) -> None:
    ana = people("Ana Tunnel", service_workers="block").join()
    ana.page.route(re.compile(r"/assets/.*\.js"), lambda route: route.abort())
    ana.page.reload()
    expect(ana.page.locator("html[data-drawn]")).to_have_count(1)
    told = ana.page.get_by_role("alert")
    expect(told).to_contain_text("The page could not be loaded completely.")
    expect(told.get_by_role("button", name="Try again")).to_be_visible()
    ana.page.unroute_all()
    told.get_by_role("button", name="Try again").click()
    expect(ana.page.locator("html[data-drawn]")).to_have_count(0)
    expect(ana.page.get_by_role("button", name="Find people").first).to_be_visible()


def test_before_the_page_is_kept_a_reload_without_a_network_says_why(people: Callable[..., Person]) -> None:
    ana = people("Ana First Visit").join()
    ready = "async () => Boolean(navigator.serviceWorker.controller) && caches.has('webchat-words')"
    wait_until(lambda: ana.page.evaluate(ready), what="the worker, and its words")
    ana.context.set_offline(True)
    ana.page.evaluate(_FORGET)
    ana.page.reload()
    why = ana.page.get_by_role("heading", name="No connection")
    expect(why).to_be_visible()
    ana.page.get_by_role("button", name="Try again").click(no_wait_after=True)
    expect(why).to_be_visible()
    ana.context.set_offline(False)
    expect(ana.page.get_by_role("navigation", name="Conversations")).to_be_visible()


def join_in(person: Person, language: str, conversations: str) -> Locator:
    """Join in another language, until the worker answers for the page; gives its list, called `conversations`."""
    person.page.evaluate("(language) => webchatLanguage.choose(language)", language)
    person.page.reload()
    person.page.get_by_role("textbox").fill(person.name)
    person.page.keyboard.press("Enter")
    listed = person.page.get_by_role("navigation", name=conversations)
    expect(listed).to_be_visible()
    wait_until(lambda: kept(person)["page"], what="the page to be kept")
    person.page.reload()  # the worker answers for it from here on
    expect(listed).to_be_visible()
    return listed


def test_texts_that_do_not_come_at_first_come_a_moment_later(people: Callable[..., Person]) -> None:
    ana = people("Ana Verspätet", locale="de-DE", service_workers="block")
    ana.page.route("**/i18n/de.json", lambda route: route.abort(), times=1)
    ana.page.goto(ana.url)
    expect(ana.page.get_by_role("textbox", name="Dein Name")).to_be_visible()


def test_what_stands_there_before_looks_like_the_chat(people: Callable[..., Person]) -> None:
    ana = people("Ana Noted")
    ana.page.goto(ana.url)
    ana.page.evaluate("webchatTheme.set('theme', 'dark'), webchatTheme.set('accent', 'green')")
    listed = join_in(ana, "ar", "المحادثات")
    accent = ana.page.locator(".panel .button").evaluate("(one) => getComputedStyle(one).backgroundColor")
    canvas = ana.page.locator(".main").evaluate("(one) => getComputedStyle(one).backgroundColor")
    ana.context.set_offline(True)
    ana.page.evaluate(_FORGET)
    ana.page.reload()
    expect(ana.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(ana.page.get_by_role("heading")).to_have_text("لا يوجد اتصال")
    expect(ana.page.get_by_role("button")).to_have_css("background-color", accent)
    expect(ana.page.locator("body")).to_have_css("background-color", canvas)
    expect(ana.page.locator("svg")).to_be_visible()
    assert findings(ana.page) == []
    ana.context.set_offline(False)
    expect(listed).to_be_visible()


def test_an_old_page_never_stands_in_the_way_of_a_new_build(people: Callable[..., Person]) -> None:
    ana = people("Ana Rebuilt").join()
    wait_until(lambda: kept(ana)["page"], what="the page to be kept")
    (now,) = kept(ana)["names"]
    ana.page.evaluate(
        """async (now) => {
          const old = await caches.open("webchat-shell-manifest-old");
          await old.put("/chat/", new Response("<p>old</p>", { headers: { "Content-Type": "text/html" } }));
          await caches.delete(now);
        }""",
        now,
    )
    ana.page.reload()
    expect(ana.page.get_by_role("navigation", name="Conversations")).to_be_visible()
    wait_until(lambda: kept(ana)["names"] == [now], what="the old build to be forgotten")


def test_it_opens_without_a_network_in_ones_own_language(people: Callable[..., Person]) -> None:
    ana = people("Ana Unterwegs")
    ana.page.goto(ana.url)
    listed = join_in(ana, "de", "Unterhaltungen")
    ana.context.set_offline(True)
    ana.page.reload()
    expect(listed).to_be_visible()


def test_what_was_kept_stays_and_what_was_not_says_so(people: Callable[..., Person]) -> None:
    ana, ben, cleo = people("Ana Keeps").join(), people("Ben Keeps").join(), people("Cleo Keeps").join()
    ben.find(ana.name)
    ben.say("to be read in the train")
    ana.open(ben.name)
    expect(ana.message("to be read in the train")).to_be_visible()
    wait_until(lambda: kept(ana)["page"], what="the page to be kept")
    ana.page.reload()
    wait_until(lambda: saved(ana, "to be read in the train"), what="the conversation to be kept")
    # Another day: the app is opened, and nothing is read.
    ben.say("a newer last line")
    expect(ana.message("a newer last line")).to_be_visible()
    ana.page.goto(f"{ana.url}/chat/")
    cleo.find(ana.name)
    cleo.say("never looked at")
    expect(ana.entry(cleo.name)).to_contain_text("never looked at")
    ana.page.reload()
    wait_until(lambda: saved(ana, "never looked at"), what="the list to be kept")
    expect(ana.entry(cleo.name)).to_be_visible()
    ana.context.set_offline(True)
    ana.page.goto(ana.url)  # a bookmark of the first page
    ana.entry(ben.name).click()
    expect(ana.message("to be read in the train")).to_be_visible()
    ana.entry(cleo.name).click()
    unkept = ana.page.get_by_role("heading", name="Not kept on this device")
    expect(unkept).to_be_visible()
    ana.say("sent when the line is back")
    waiting = ana.message("sent when the line is back")
    expect(waiting).to_have_attribute("data-status", "pending")
    expect(waiting).to_be_in_viewport()
    ana.context.set_offline(False)
    expect(ana.message("never looked at")).to_be_visible()
    expect(waiting).to_be_in_viewport()
    expect(unkept).to_have_count(0)
    expect(cleo.message("sent when the line is back")).to_have_count(1)


_SHARE = """() => {
  const form = document.createElement("form");
  Object.assign(form, { method: "POST", action: "/share", enctype: "multipart/form-data" });
  for (const [name, value] of Object.entries({ title: "A page", url: "https://a.example/page" })) {
    form.append(Object.assign(document.createElement("input"), { name, value }));
  }
  const files = new DataTransfer();
  files.items.add(new File(["shared words"], "notes.txt", { type: "text/plain" }));
  form.append(Object.assign(document.createElement("input"), { type: "file", name: "files", files: files.files }));
  document.body.append(form);
  form.submit();
}"""


def test_what_another_app_shares_goes_where_one_says(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ana.page.evaluate("async () => void (await navigator.serviceWorker.ready)")
    wait_until(lambda: ana.page.evaluate("Boolean(navigator.serviceWorker.controller)"), what="the worker")
    ana.page.evaluate(_SHARE)
    asked = ana.page.get_by_role("dialog", name="Share with")
    expect(asked).to_contain_text("https://a.example/page")
    asked.get_by_role("button", name=ben.name).click()
    expect(ana.composer).to_have_value("A page\nhttps://a.example/page")
    expect(ana.page.get_by_role("list", name="Files to send")).to_contain_text("notes.txt")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    expect(ben.message("https://a.example/page")).to_contain_text("notes.txt")


# Over page loads, for what is said last is said as the page goes.
_BADGE = """
navigator.setAppBadge = async (count) => sessionStorage.setItem("badge", count);
navigator.clearAppBadge = async () => sessionStorage.setItem("badge", 0);
"""


def test_nothing_stays_after_signing_out(pair: tuple[Person, Person], people: Callable[..., Person]) -> None:
    ana, ben = pair
    ben.say("for her eyes only")
    expect(ana.message("for her eyes only")).to_be_visible()
    cleo = people("Cleo Unread").join()
    cleo.find(ana.name)
    cleo.say("not read")
    ana.context.add_init_script(_BADGE)
    wait_until(lambda: kept(ana)["page"], what="the page to be kept")
    ana.page.reload()
    wait_until(lambda: ana.page.evaluate("sessionStorage.getItem('badge')") == "1", what="the number on the icon")
    wait_until(lambda: saved(ana, "for her eyes only"), what="the conversation to be kept")
    ana.page.get_by_role("button", name="Settings").click()
    ana.page.get_by_role("button", name="Sign out").click()
    ana.page.get_by_role("dialog", name="Sign out").get_by_role("button", name="Sign out").click()
    expect(ana.page.get_by_role("textbox", name="Your name")).to_be_visible()
    wait_until(lambda: not saved(ana, "for her eyes only"), what="what was kept to go")
    wait_until(lambda: ana.page.evaluate("sessionStorage.getItem('badge')") == "0", what="the number to go")
    ana.context.set_offline(True)
    with pytest.raises(Error, match="net::ERR_"):  # nobody's chat opens
        ana.page.goto(ana.url)


def test_code_that_cannot_be_kept_is_handed_on(people: Callable[..., Person]) -> None:
    ana = people("Ana Full").join()
    wait_until(lambda: kept(ana)["page"], what="the page to be kept")
    ana.page.reload()  # the worker answers for it from here on
    expect(ana.page.get_by_role("navigation", name="Conversations")).to_be_visible()
    session = ana.context.new_cdp_session(ana.page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": ana.url, "quotaSize": 1})
    (build,) = kept(ana)["names"]
    path = f"/assets/{build.removeprefix('webchat-shell-')}.js?another"
    assert ana.page.evaluate("() => Boolean(navigator.serviceWorker.controller)")
    assert ana.page.evaluate("(path) => fetch(path).then((answer) => answer.status, String)", path) == 200
