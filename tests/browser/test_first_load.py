"""What the first load brings: little, compressed, and nothing that is needed later only."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.person import Person

BUDGET = 350 * 1024  # bytes of compressed JavaScript
# A word that stands in each of these and nowhere else.
LATER = {
    "the emoji picker": "frimousse",
    "the lightbox": "pswp__zoom-wrap",
    "calls": "RTCPeerConnection",
    "the library of large calls": "livekit",
    "resumable uploads": "Tus-Resumable",
    "the cutting of pictures": "reactEasyCrop",
}


def _load(page: Page, url: str) -> tuple[int, dict[str, str]]:
    """Open a page cold: bytes of JavaScript on the wire, and the scripts by their addresses."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    scripts: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def received(event: dict) -> None:
        response = event["response"]
        if "javascript" in response["mimeType"]:
            scripts[event["requestId"]] = response["url"]

    session.on("Network.responseReceived", received)
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    texts = {}
    for request, address in scripts.items():
        texts[address] = page.request.get(address).text()
        assert request in sizes, f"still on its way: {address}"
    return int(sum(sizes[request] for request in scripts)), texts


@pytest.mark.parametrize("path", ["/", "/chat/"])
def test_the_first_load_is_small_and_without_what_comes_later(people, path: str) -> None:
    person: Person = people(f"Loads {len(path)}")
    if path != "/":
        person.join()
    page = person.context.new_page()
    size, scripts = _load(page, person.url + path)
    expect(page.get_by_role("textbox" if path == "/" else "navigation").first).to_be_visible()
    assert len(scripts) > 5
    assert size < BUDGET, f"{size / 1024:.0f} KiB"
    brought = {what: address for what, word in LATER.items() for address, text in scripts.items() if word in text}
    assert not brought


def test_the_page_of_the_chat_names_all_the_code_that_it_begins_with(people) -> None:
    """Nothing waits until code has come that says which code is needed."""
    person: Person = people("Loads Named").join()
    page = person.context.new_page()
    _, scripts = _load(page, f"{person.url}/chat/")
    expect(page.locator(".list .row, .list .nothing").first).to_be_visible()
    text = page.request.get(f"{person.url}/chat/").text()
    named = _named(page, f"{person.url}/chat/")
    begun = {urlsplit(address).path for address in scripts}
    assert {path for path in begun if path.startswith("/assets/")} <= named
    for address in ("/chat/7/", "/chat/7", "/chat/7/?m=3"):
        assert page.request.get(person.url + address).text() == text


_COME = """paths => {
  const come = performance.getEntriesByType("resource").filter((entry) => entry.responseEnd);
  return paths.filter((path) => come.some((entry) => new URL(entry.name).pathname === path));
}"""


def _named(page: Page, url: str) -> set[str]:
    """The addresses of the code that a page names in its head."""
    return set(re.findall(r'<link rel="modulepreload"[^>]* href="([^"]+)"', page.request.get(url).text()))


def test_the_code_of_the_chat_comes_while_a_name_is_typed(people) -> None:
    """Not with the first page, whose visitor would wait for it; and not only after it."""
    person: Person = people("Loads Ahead", service_workers="block")
    page = person.context.new_page()
    chat = sorted(_named(page, f"{person.url}/chat/") - _named(page, person.url))
    assert len(chat) > 1
    page.goto(person.url)
    field = page.get_by_role("textbox", name="Your name")
    expect(field).to_be_focused()
    page.wait_for_load_state("networkidle")
    assert not page.evaluate(_COME, chat)
    field.fill("L")
    page.wait_for_function(f"paths => ({_COME})(paths).length === paths.length", arg=chat)


_COUNT = """
window.made = [];
for (const name of ["NumberFormat", "DateTimeFormat", "PluralRules", "ListFormat"]) {
  const real = Intl[name];
  Intl[name] = new Proxy(real, { construct: (_, given) => (window.made.push(name), new real(...given)) });
}
const RealRegExp = RegExp;
RegExp = new Proxy(RealRegExp, { construct: (_, [source, flags]) => {
  if (flags === "v") window.made.push(source);
  return new RealRegExp(source, flags);
} });
"""


def test_nothing_slow_is_made_before_it_is_needed(people) -> None:
    """What knows languages and emoji takes a phone's browser longer to make than the first page to draw."""
    person: Person = people("Loads Lightly")
    page = person.context.new_page()
    page.add_init_script(_COUNT)
    page.goto(person.url)
    page.get_by_role("textbox", name="Your name").fill("Loads")
    assert page.evaluate("new Intl.NumberFormat('en').format(1)") == "1"
    assert page.evaluate("made") == ["NumberFormat"]


@pytest.mark.parametrize("way", ["Enter", "click"])
def test_a_name_that_is_quicker_than_the_code_is_taken(people, way: str) -> None:
    person: Person = people(f"Quicker By {way}", service_workers="block")
    page = person.page
    held: list[Route] | None = []
    page.route("**/assets/*.js", lambda route: route.continue_() if held is None else held.append(route))
    page.goto(person.url, wait_until="commit")
    page.get_by_role("textbox", name="Your name").fill(person.name)
    if way == "Enter":
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name="Start chatting").click()
    expect(page.locator("html[data-drawn]")).to_have_count(1)
    held, waiting = None, held
    for route in waiting:
        route.continue_()
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()


def _without(page: Page, *kinds: str) -> None:
    for kind in kinds:
        page.route(f"**/assets/*.{kind}", lambda route: route.abort())


def test_the_chat_is_seen_before_its_code_has_come(people) -> None:
    person: Person = people("Sees Early", service_workers="block").join()  # it may have the code by then
    page = person.context.new_page()
    _without(page, "js")
    page.goto(f"{person.url}/chat/")
    expect(page.get_by_role("heading", name="Chats")).to_be_visible()
    expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()
    # Nothing is pressed in vain: it takes no clicks before it can do something with them.
    expect(page.get_by_role("button", name="New conversation")).to_have_css("pointer-events", "none")
    page.unroute_all()
    page.reload()
    expect(page.get_by_role("button", name="New conversation")).to_have_css("pointer-events", "auto")


@pytest.mark.parametrize("missing", [("js",), ("js", "css")])
def test_nobody_sees_the_chat_in_another_language_than_theirs(people, browser, missing: tuple[str, ...]) -> None:
    """It comes drawn in English: not even without the style sheet is that seen."""
    person: Person = people(f"Reads German {len(missing)}").join()
    context = browser.new_context(locale="de-DE", storage_state=person.context.storage_state())
    page = context.new_page()
    _without(page, *missing)
    page.goto(f"{person.url}/chat/")
    expect(page.locator(".texts h1")).to_have_count(1)
    expect(page.locator(".texts h1")).to_be_hidden()
    context.close()


def test_the_chat_takes_the_drawn_page_as_it_is(pair) -> None:
    """React complains of what it would have drawn otherwise, and draws the whole page again."""
    ana, ben = pair
    ben.say("As it is")
    expect(ana.message("As it is")).to_be_visible()
    for address in (ana.page.url, f"{ana.url}/chat/"):
        page = ana.context.new_page()
        complaints: list[str] = []
        page.on("console", lambda said, into=complaints: into.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error, into=complaints: into.append(str(error)))
        page.goto(address)
        expect(page.get_by_role("link", name="Ben")).to_be_visible()
        assert complaints == []
        page.close()


def test_the_page_stands_still_while_a_conversation_comes(pair) -> None:
    ana, ben = pair
    ben.say("Something to see")
    expect(ana.message("Something to see")).to_be_visible()
    ana.page.add_init_script(
        "window.shifts = []; new PerformanceObserver((list) => { for (const one of list.getEntries())"
        " if (!one.hadRecentInput) window.shifts.push([one.value, ...one.sources.map((source) =>"
        " source.node?.outerHTML?.slice(0, 120))]); }).observe({ type: 'layout-shift', buffered: true });"
    )
    ana.page.reload()
    expect(ana.message("Something to see")).to_be_visible()
    ana.page.wait_for_load_state("networkidle")
    shifts = ana.page.evaluate("window.shifts")
    assert sum(shift[0] for shift in shifts) < 0.005, shifts


def test_what_is_built_is_kept_by_the_browser_and_comes_compressed(people) -> None:
    person = people("Keeps Everything")
    with person.page.expect_response(lambda answer: "/assets/entry.client" in answer.url) as answered:
        person.page.goto(person.url)
    headers = answered.value.all_headers()
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-encoding"] == "br"
    page = person.page.request.get(person.url)
    assert page.headers["cache-control"] == "no-cache"
