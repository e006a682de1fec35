"""A list of hundreds of conversations: only those near to what is in sight are drawn, and nobody notices."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.test_broken_line import Line
from tests.support.person import PHONE, WIDE, Person, at_rest, box_of
from tests.support.server import RunningServer, wait_until

LONG = 600
_MOST = 120  # entries drawn at once; all of the list's pages are LONG
_numbers = itertools.count(1)
_FILL = (Path(__file__).parent / "long_list.sql").read_text()
# From now on: the most entries that were drawn, and how often a frame had none where the list had some to show.
_NOTE = """() => {
  const list = document.querySelector(".list");
  const noted = (window.noted = { most: 0, empty: 0 });
  const look = () => {
    noted.most = Math.max(noted.most, list.querySelectorAll(".entry").length);
    const { left, top, bottom } = list.getBoundingClientRect();
    const end = Math.min(bottom, top + list.scrollHeight - list.scrollTop) - 40;
    for (const y of [top + 2, (top + bottom) / 2, end])
      if (!document.elementFromPoint(left + 40, y)?.closest(".entry, .archived-row")) noted.empty += 1;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""

_SAY = """number => fetch("/api/messages/", {
  method: "POST", headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ conversation_id: Number(number), body: "news" }),
}).then((answer) => answer.ok)"""


def _reader(people: Callable[..., Person], server: RunningServer, viewport: dict[str, int] = WIDE) -> Person:
    """Somebody with a long list."""
    reader = people(f"List Reader {next(_numbers)}", viewport=viewport).join()
    with server.database() as connection, connection, connection.cursor() as cursor:
        cursor.execute(_FILL, {"name": reader.name, "count": LONG})
    reader.load()
    expect(reader.entry("Room 0001")).to_be_visible()
    return reader


def _list(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Conversations")


def _place(reader: Person, title: str) -> Locator:
    """What says where an entry stands among all."""
    link = reader.page.get_by_role("link", name=re.compile(f"^{title}"))
    return _list(reader.page).get_by_role("listitem").filter(has=link)


def _turn_to(reader: Person, title: str, turn: int) -> None:
    """Turn the wheel over the list until an entry is in sight, and back where it was missed."""
    nav = _list(reader.page)
    box = box_of(nav)
    reader.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def in_sight() -> bool:
        nonlocal turn
        reader.page.mouse.wheel(0, turn)
        seen = reader.entry(title).bounding_box() if reader.entry(title).count() else None
        if seen is None:
            ends = nav.get_by_role("listitem").locator("visible=true")
            at = "1" if turn < 0 else str(LONG)
            if at in [one.get_attribute("aria-posinset") for one in (ends.first, ends.last)]:
                turn = -turn * 2 // 3
            return False
        above, below = seen["y"] < box["y"], seen["y"] + seen["height"] > box["y"] + box["height"]
        if (above and turn > 0) or (below and turn < 0):
            turn = -turn * 2 // 3
        return not above and not below

    wait_until(in_sight, what=title)


def test_however_far_one_scrolls_the_page_stays_small_and_no_entry_is_missed(people, server) -> None:
    reader = _reader(people, server)
    reader.page.evaluate(_NOTE)
    _turn_to(reader, f"Room {LONG:04}", 900)
    assert reader.page.evaluate("window.noted.most") <= _MOST
    last = _place(reader, f"Room {LONG:04}")
    expect(last).to_have_attribute("aria-posinset", str(LONG))
    expect(last).to_have_attribute("aria-setsize", str(LONG))
    _turn_to(reader, "Room 0300", -700)
    names = _list(reader.page).get_by_role("link").all_inner_texts()
    rooms = [int(re.findall(r"Room (\d+)", name)[0]) for name in names]
    assert rooms == list(range(rooms[0], rooms[0] + len(rooms)))
    _turn_to(reader, "Room 0001", -1200)
    noted = reader.page.evaluate("window.noted")
    assert noted["most"] <= _MOST
    assert noted["empty"] == 0
    # A folder begins at its top.
    _turn_to(reader, "Room 0200", 900)
    reader.page.get_by_role("tab", name="Groups").click()
    expect(reader.entry("Room 0001")).to_be_in_viewport()


def test_far_down_what_comes_above_moves_nothing(people, server) -> None:
    reader = _reader(people, server)
    _turn_to(reader, "Room 0500", 900)
    number = reader.entry("Room 0500").get_attribute("href").split("/")[2]
    _turn_to(reader, "Room 0430", -600)
    eye = reader.entry("Room 0430")
    before = at_rest(eye)["y"]
    assert reader.page.evaluate(_SAY, number)
    expect(_place(reader, "Room 0430")).to_have_attribute("aria-posinset", "431")
    assert box_of(eye)["y"] == before
    _turn_to(reader, "Room 0500", -1200)
    expect(reader.entry("Room 0500")).to_contain_text("news")


def test_keys_find_what_is_not_drawn(people, server) -> None:
    reader = _reader(people, server)
    reader.open("Room 0003")
    _turn_to(reader, "Room 0300", 900)
    expect(reader.entry("Room 0003")).to_have_count(0)
    reader.page.keyboard.press("Alt+ArrowDown")
    reader.is_at("Room 0004")
    expect(reader.entry("Room 0004")).to_be_in_viewport(ratio=1)
    expect(reader.entry("Room 0004")).to_have_attribute("aria-current", "page")
    # What has the focus keeps it, however far away, and Tab goes on from there.
    reader.entry("Room 0005").focus()
    _turn_to(reader, "Room 0300", 900)
    expect(reader.entry("Room 0005")).to_be_focused()
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.press("Tab")
    expect(reader.entry("Room 0006")).to_be_focused()
    expect(reader.entry("Room 0006")).to_be_in_viewport(ratio=1)
    expect(reader.entry("Room 0009")).to_be_visible()


def test_a_phone_comes_back_to_where_its_list_was(people, server) -> None:
    reader = _reader(people, server, PHONE)
    _turn_to(reader, "Room 0200", 900)
    before = at_rest(reader.entry("Room 0200"))["y"]
    reader.open("Room 0200")
    reader.page.go_back()
    expect(reader.entry("Room 0200")).to_be_visible()
    wait_until(lambda: box_of(reader.entry("Room 0200"))["y"] == before, what="the list to stand where it stood")
    reader.open("Room 0200")
    reader.page.get_by_role("button", name="Back", exact=True).first.click()
    expect(reader.entry("Room 0200")).to_be_visible()
    wait_until(lambda: box_of(reader.entry("Room 0200"))["y"] == before, what="the list to stand where it stood")


def test_a_line_that_comes_back_leaves_the_reader_where_they_were(people, server) -> None:
    reader = _reader(people, server)
    line = Line(reader)
    _turn_to(reader, "Room 0320", 900)
    left = reader.entry("Room 0320").get_attribute("href").split("/")[2]
    said = reader.entry("Room 0318").get_attribute("href").split("/")[2]
    _turn_to(reader, "Room 0300", -600)
    eye = reader.entry("Room 0300")
    before = at_rest(eye)["y"]
    reader.page.evaluate(_NOTE)
    # What happens meanwhile she hears of when the line is back.
    line.late = "sidebar_state"
    gone = reader.page.request.delete(f"{server.url}/api/groups/{left}", headers={"Origin": server.url})
    assert gone.ok, gone.text()
    assert reader.page.evaluate(_SAY, said)
    wait_until(lambda: reader.page.evaluate("1") and len(line.unheard) > 1, what="what she does not hear")
    line.late = ""
    line.heard.clear()
    line.breaks()
    line.wait_for_answer('"full"')
    expect(reader.entry("Room 0320")).to_have_count(0)
    expect(_place(reader, "Room 0300")).to_have_attribute("aria-posinset", "301")  # below what was said
    assert box_of(eye)["y"] == before
    assert reader.page.evaluate("window.noted.empty") == 0
    _turn_to(reader, f"Room {LONG:04}", 900)
    expect(_place(reader, f"Room {LONG:04}")).to_have_attribute("aria-setsize", str(LONG - 1))
    # The same where the line breaks again before all was read.
    _turn_to(reader, "Room 0300", -700)
    before = at_rest(eye)["y"]
    line.said.clear()
    line.breaks()
    line.lost = "load_more"
    line.wait_for("load_more")
    assert box_of(eye)["y"] == before
    line.heard.clear()
    line.breaks()
    line.wait_for_answer('"more":true')
    line.wait_for_answer(f"said in Room {LONG:04}")
    assert box_of(eye)["y"] == before
