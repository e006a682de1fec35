"""What people write: Markdown, names, and the previews of links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from tests.support.person import Person, at_rest, box_of
from tests.support.server import wait_until
from tests.support.site import Quiet, serving

CODE = "def greet(name):\n    return 'hello ' + name  # says hello"
PAGE = (
    b'<html><head><title>Old</title><meta property="og:title" content="A day by the sea">'
    b'<meta property="og:description" content="What to bring, and where the path begins.">'
    b'<meta property="og:site_name" content="Sea Journal"></head><body>x</body></html>'
)


class Crowd(NamedTuple):
    """Somebody without a browser."""

    name: str


def group_of(owner: Person, title: str, *others: Person | Crowd) -> None:
    """A group made through the open interface, opened by its owner."""
    found = [owner.page.request.get(f"{owner.url}/api/users?q={other.name}").json()["items"] for other in others]
    names = [other.name for other in others]
    ids = [
        next(one["id"] for one in some if one["display_name"] == name) for name, some in zip(names, found, strict=True)
    ]
    made = owner.page.request.post(
        f"{owner.url}/api/groups", data={"title": title, "member_ids": ids}, headers={"Origin": owner.url}
    )
    assert made.status == 201, made.text()
    owner.open(title)


def test_marks_become_text_with_a_shape_for_both(pair):
    ana, ben = pair
    ana.say("**bold** *soft* ~~gone~~ `x < y` :tada:\n> a quote\n- one\n- two\n  1. deep\nafter")
    for person in (ana, ben):
        body = person.messages.last.locator(".body")
        expect(body.locator("strong")).to_have_text("bold")
        expect(body.locator("em")).to_have_text("soft")
        expect(body.locator("s")).to_have_text("gone")
        expect(body.locator("code")).to_have_text("x < y")
        expect(body.locator("blockquote")).to_have_text("a quote")
        expect(body.locator("ul > li")).to_have_count(2)
        expect(body.locator("ol li")).to_have_text("deep")
        expect(body).to_contain_text("🎉")
        expect(body.locator("> p").last).to_have_text("after")


# What a button says for a second and a half is not missed.
_TOLD = """block => {
  const told = { copied: false };
  const look = () => (told.copied ||= Boolean(block.querySelector('[aria-label="Copied"]')));
  new MutationObserver(look).observe(block, { subtree: true, attributes: true });
  return told;
}"""


def test_code_is_coloured_named_and_copied(pair):
    ana, ben = pair
    ben.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ana.say(f"look:\n```py\n{CODE}\n```")
    block = ben.messages.last.locator(".code-block")
    expect(block.locator(".code-language")).to_have_text("Python")
    expect(block.locator("pre .k")).to_have_text(["def", "return"])
    told = block.evaluate_handle(_TOLD)
    block.get_by_role("button", name="Copy code").click()
    wait_until(lambda: told.evaluate("told => told.copied"), what="the button to say so")
    assert ben.page.evaluate("navigator.clipboard.readText()") == CODE
    expect(block.get_by_role("button", name="Copy code")).to_be_visible()


def test_wide_code_scrolls_and_long_words_break(pair):
    ana, ben = pair
    ana.say(f"```\n{'x' * 400}\n```\n{'y' * 400}")
    bubble = ben.messages.last
    for part in (bubble.locator("pre"), bubble.locator(".body > p")):
        expect(part).to_be_visible()
    box = at_rest(bubble)
    assert bubble.locator("pre").evaluate("(pre) => pre.scrollWidth > pre.clientWidth")
    for part in (bubble.locator("pre"), bubble.locator(".body > p")):
        assert part.evaluate("(one) => one.getBoundingClientRect().right") <= box["x"] + box["width"]
    assert ben.page.locator('[role="log"]').evaluate("(log) => log.scrollWidth <= log.clientWidth")


# How far the time in a bubble stands below the last line of its text.
_TIME_BELOW_TEXT = """(bubble) => {
    const text = document.createRange();
    text.selectNodeContents(bubble.querySelector(".body > p:last-child"));
    return bubble.querySelector(".meta").getBoundingClientRect().bottom - text.getBoundingClientRect().bottom;
}"""


def test_a_plain_line_keeps_its_height_when_it_is_stored(pair):
    ana, ben = pair
    ana.lose_line()
    ana.say("Just a line of text")
    bubble = ana.message("Just a line of text")
    expect(bubble).to_have_attribute("data-status", "pending")
    pending = at_rest(bubble)
    ana.context.set_offline(False)
    expect(bubble).to_have_attribute("data-status", re.compile("sent|delivered|read"), timeout=40_000)
    wait_until(lambda: box_of(bubble)["height"] == pending["height"], what="its height of before")
    expect(ben.message("Just a line of text")).to_be_visible()
    ana.say("First part\n\nLast one")
    expect(ana.messages.last.locator(".body > p")).to_have_count(2)
    below = [one.evaluate(_TIME_BELOW_TEXT) for one in ana.messages.all()]
    assert below[0] == below[1]


_LEFT_OF = """([bubble, words]) => {
    const walker = document.createTreeWalker(bubble.querySelector(".body"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(words), range = document.createRange();
        if (at < 0) continue;
        range.setStart(node, at), range.setEnd(node, at + words.length);
        return Math.round(range.getBoundingClientRect().left);
    }
}"""


def test_spaces_and_tabs_are_seen_by_both_as_they_were_typed(pair):
    ana, ben = pair
    ana.lose_line()
    ana.say("if a:\n    return b\n\nwho\tage\nBo\t3")

    def lefts(person) -> list[int]:
        bubble = person.message("return b").element_handle()
        return [person.page.evaluate(_LEFT_OF, [bubble, word]) for word in ("if a", "return", "who", "age", "3")]

    def look(person) -> None:
        line, indented, who, age, three = lefts(person)
        assert (indented > line + 8, age > who + 20, three) == (True, True, age)

    expect(ana.message("return b")).to_have_attribute("data-status", "pending")
    look(ana)
    ana.context.set_offline(False)
    expect(ana.message("return b")).to_have_attribute("data-status", re.compile("sent|delivered|read"), timeout=40_000)
    expect(ben.message("return b").locator(".body p")).to_have_count(2)
    look(ana)
    look(ben)
    # Nothing stands between two lines that are one below the other.
    height = (
        ben.message("return b")
        .locator(".body p")
        .first.evaluate("(one) => one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight)")
    )
    assert round(height) == 2


def test_a_long_message_folds_and_the_place_is_kept(pair):
    ana, ben = pair
    for start in (100, 200, 300):
        ana.say("\n".join(f"before {n}" for n in range(start, start + 18)))
    ana.say("\n".join(f"line {n}" for n in range(1, 61)))
    expect(ben.message("line 60")).to_be_visible()
    bubble = ben.messages.last
    more = bubble.get_by_role("button", name="Show more")
    expect(more).to_have_attribute("aria-expanded", "false")
    expect(bubble).to_be_in_viewport()
    folded = at_rest(bubble)
    assert folded["height"] < 400
    more.click()
    less = bubble.get_by_role("button", name="Show less")
    expect(less).to_have_attribute("aria-expanded", "true")
    wait_until(lambda: box_of(bubble)["height"] > 900, what="the whole of it")
    wait_until(lambda: abs(box_of(bubble)["y"] - folded["y"]) <= 1, what="its beginning to stand where it stood")
    ben.page.locator('[role="log"]').evaluate("(log) => log.scrollTo(0, log.scrollHeight)")
    less.click()
    expect(bubble.get_by_role("button", name="Show more")).to_be_in_viewport()
    expect(bubble).to_be_in_viewport()


def test_emoji_alone_are_large(pair):
    ana, ben = pair
    ana.say("🎉🎉")
    large = ben.messages.last.locator(".jumbo")
    expect(large).to_have_text("🎉🎉")
    assert large.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)") > 40
    ana.say("🎉🎉 yes")
    expect(ben.message("🎉🎉 yes").locator(".jumbo")).to_have_count(0)


def test_who_is_named_sees_it_and_nobody_else(people):
    ana, ben, cleo = (people(name).join() for name in ("Ana Named", "Ben Named", "Cleo Named"))
    group_of(ana, "Named Crew", ben, cleo)
    ana.say("@ben named look at this")
    expect(ben.entry("Named Crew").locator(".badge.mentions")).to_have_text("@")
    expect(ben.entry("Named Crew")).to_have_accessible_name(re.compile("names you"))
    expect(cleo.entry("Named Crew")).to_contain_text("look at this")
    expect(cleo.entry("Named Crew").locator(".badge.mentions")).to_have_count(0)
    for person, named in ((ben, True), (cleo, False)):
        person.open("Named Crew")
        bubble = person.message("look at this")
        expect(bubble.locator(".mention")).to_have_text("@ben named")
        expect(bubble.locator(".mention.me")).to_have_count(int(named))
        expect(bubble.locator("xpath=self::*[@data-names-me]")).to_have_count(int(named))
    expect(ben.entry("Named Crew").locator(".badge.mentions")).to_have_count(0)
    cleo.page.goto(f"{cleo.url}/chat/")
    ana.say("@all dinner is ready")
    expect(cleo.entry("Named Crew").locator(".badge.mentions")).to_have_text("@")


def test_all_asks_first_in_a_large_group(people):
    ana, ben = people("Ana Large").join(), people("Ben Large").join()
    crowd = [Crowd(f"Crowd Member {chr(97 + n)}") for n in range(20)]
    for one in crowd:
        made = ana.page.request.post(f"{ana.url}/api/users", data={"username": one.name})
        assert made.status == 201, made.text()
    group_of(ana, "Large Crew", ben, *crowd)
    ana.say("@all are you there?")
    dialog = ana.page.get_by_role("dialog", name="Notify everyone?")
    expect(dialog).to_contain_text("22 members")
    dialog.get_by_role("button", name="Cancel").click()
    expect(ana.composer).to_have_value("@all are you there?")
    expect(ana.message("are you there?")).to_have_count(0)
    ana.composer.press("Enter")
    dialog.get_by_role("button", name="Send to all").click()
    expect(ana.message("are you there?")).to_be_visible()
    expect(ana.composer).to_have_value("")
    expect(ana.composer).to_be_focused()
    expect(ben.entry("Large Crew").locator(".badge.mentions")).to_have_text("@")
    ana.say("`@all` is code, a@all.example an address")
    expect(ana.message("is code")).to_be_visible()


@pytest.fixture
def site() -> Iterator[str]:
    """A page of another site, on this machine."""

    class Site(Quiet):
        def do_GET(self) -> None:  # noqa: N802  the name that http.server looks for
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(PAGE)

    with serving(Site) as address:
        yield address


def test_a_preview_comes_live_and_its_sender_removes_it(people, own_server, site):
    own_server.environment |= {"WEBCHAT_LINK_PREVIEWS": "on", "WEBCHAT_PRIVATE_HOSTS": site}
    own_server.start()
    ana, ben = people("Ana Link", url=own_server.url).join(), people("Ben Link", url=own_server.url).join()
    ana.find("Ben Link")
    ben.open("Ana Link")
    ana.say(f"Shall we? http://{site}/sea")
    for person in (ana, ben):
        card = person.message("Shall we?").locator(".link-card")
        expect(card).to_contain_text("A day by the sea")
        expect(card).to_contain_text("What to bring")
        expect(card).to_contain_text("Sea Journal")
        expect(card.get_by_role("link")).to_have_attribute("href", f"http://{site}/sea")
    expect(ben.message("Shall we?").get_by_role("button", name="Remove preview")).to_have_count(0)

    ben.page.get_by_role("button", name="Settings").click()
    ben.page.get_by_role("switch", name="Show link previews").uncheck()
    ben.page.get_by_role("button", name="Close").click()
    expect(ben.message("Shall we?").locator(".link-card")).to_be_hidden()
    ben.page.reload()
    expect(ben.message("Shall we?").locator(".link-card")).to_be_hidden()

    ana.message("Shall we?").get_by_role("button", name="Remove preview").click()
    for person in (ana, ben):
        expect(person.message("Shall we?")).to_be_visible()
        expect(person.message("Shall we?").locator(".link-card")).to_have_count(0)


_COPY = """(types) => {
    const parts = Object.entries(types).map(([type, text]) => [type, new Blob([text], { type })]);
    return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(parts))]);
}"""
_PAGE = """<meta charset="utf-8"><p>Dear <b>all</b>, see <a href="https://example.org/plan">the plan</a>:</p>
<ul><li>one</li><li>two, <i>or more</i></li></ul>
<pre><code>if x:\n    y()</code></pre>
<p><b style="font-weight:normal">Yours, <span style="font-weight:700">Ana</span></b></p>"""
_MARKS = """Dear **all**, see [the plan](https://example.org/plan):

- one
- two, *or more*

```
if x:
    y()
```

Yours, **Ana**"""


def _paste(person, **types: str) -> None:
    person.page.evaluate(_COPY, {f"text/{kind}": words for kind, words in types.items()})
    person.composer.focus()
    person.page.keyboard.press("Control+v")


def test_what_is_pasted_keeps_its_marks_and_what_is_too_long_is_a_file(people):
    ana = people("Ana Pastes", permissions=["clipboard-read", "clipboard-write"]).join()
    ben = people("Ben Pasted").join()
    ana.find(ben.name)
    _paste(ana, html=_PAGE, plain="Dear all, see the plan:")
    expect(ana.composer).to_have_value(_MARKS)
    ana.composer.press("Enter")
    ben.open(ana.name)
    body = ben.message("Dear all").locator(".body")
    expect(body.get_by_role("link", name="the plan")).to_have_attribute("href", "https://example.org/plan")
    expect(body.locator("strong")).to_have_text(["all", "Ana"])
    expect(body.locator("li")).to_have_count(2)
    # A table and an editor's code are pasted as they are; so is what has no shape.
    _paste(ana, html="<table><tr><td><b>who</b></td><td>age</td></tr></table>", plain="who\tage")
    expect(ana.composer).to_have_value("who\tage")
    ana.composer.fill("")
    _paste(ana, html='<div style="white-space: pre"><b>if</b> x:</div>', plain="    if x:")
    expect(ana.composer).to_have_value("    if x:")
    ana.composer.fill("")
    _paste(ana, html="<p>2 * 3</p>", plain="2 * 3")
    expect(ana.composer).to_have_value("2 * 3")
    ana.composer.fill("")
    _paste(ana, html='<a href="https://example.org/a(b">here</a>', plain="here")
    expect(ana.composer).to_have_value("[here](https://example.org/a%28b)")
    ana.composer.fill("See this: ")
    log = "\n".join(f"line {number} of a log" for number in range(2000))
    _paste(ana, plain=log)
    as_text = ana.page.get_by_role("button", name="Paste as text")
    as_text.hover()  # what is pointed at stays
    tray = ana.page.get_by_role("list", name="Files to send").get_by_role("listitem")
    expect(tray).to_contain_text("Pasted text.txt")
    expect(ana.composer).to_have_value("See this: ")
    ana.composer.evaluate("(field) => field.addEventListener('input', () => (window.steps = (window.steps ?? 0) + 1))")
    as_text.click()
    expect(tray).to_have_count(0)
    expect(ana.composer).to_have_value(f"See this: {log}")
    assert ana.page.evaluate("window.steps") == 1  # not one a line, each as slow as all before it
    ana.page.keyboard.press("Control+z")
    expect(ana.composer).to_have_value("See this: ")


def test_keys_mark_what_is_selected_and_take_the_marks_away(people):
    ana, ben = people("Ana By Keys").join(), people("Ben By Keys").join()
    ana.find(ben.name)
    ana.composer.fill("a word")
    select = "(field, [start, end]) => field.setSelectionRange(start, end)"
    ana.composer.evaluate(select, [1, 6])  # the space before it is not meant
    for keys, marked in (
        ("Control+b", "a **word**"),
        ("Control+i", "a ***word***"),
        ("Control+b", "a *word*"),
        ("Control+i", "a word"),
        ("Control+Shift+x", "a ~~word~~"),
        ("Control+Shift+x", "a word"),
        ("Control+e", "a `word`"),
        ("Control+z", "a word"),
    ):
        ana.composer.press(keys)
        expect(ana.composer).to_have_value(marked)
    ana.composer.fill("one\n two")
    ana.composer.press("Control+a")
    ana.composer.press("Control+b")
    expect(ana.composer).to_have_value("**one**\n **two**")
    ana.composer.fill("")
    ana.composer.press("Control+b")
    ana.composer.press_sequentially("new")
    expect(ana.composer).to_have_value("**new**")
    ana.composer.press("Enter")
    ben.open(ana.name)
    expect(ben.messages.last.locator("strong")).to_have_text("new")
