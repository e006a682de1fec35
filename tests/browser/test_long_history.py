"""A long way back with the wheel: whatever happens to a page of history, the next turn goes on."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.callers import MAKE_GROUP
from tests.support.person import Person, at_rest
from tests.support.server import RunningServer

_numbers = itertools.count(1)
LONG = 2_000
_FILL = (Path(__file__).parent / "long_history.sql").read_text()


def _reader(people: Callable[..., Person], server: RunningServer, name: str, lines: int) -> Person:
    """Somebody who looks at the end of a long conversation of numbered lines."""
    writer, reader = people(f"{name} Writes").join(), people(f"{name} Reads").join()
    writer.find(reader.name)
    _fill(server, writer, lines)
    reader.open(writer.name)
    expect(reader.message("the end")).to_be_in_viewport()
    return reader


def _fill(server: RunningServer, writer: Person, lines: int) -> None:
    """Numbered lines in the conversation that is open, all of them read, and one more."""
    writer.say("line 1 of all")
    expect(writer.message("line 1 of all")).to_have_attribute("data-status", re.compile("sent|delivered"))
    with server.database() as connection, connection, connection.cursor() as cursor:
        cursor.execute(_FILL, {"name": writer.name, "count": lines})
    writer.page.reload()
    writer.say("the end")
    expect(writer.message("the end")).to_have_attribute("data-status", re.compile("sent|delivered"))


def _log(page: Page) -> Locator:
    return page.get_by_role("log", name="Messages")


def _turn(page: Page, up: int) -> None:
    """Turn the wheel over the messages."""
    box = _log(page).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -up)


def _first(page: Page) -> int:
    """The number of the first message that is drawn."""
    return int(page.locator("[role=log] [data-seq]").first.get_attribute("data-seq"))


def _turn_until(reader: Person, seq: int) -> None:
    """Turn the wheel fast, again and again, until this message is drawn; the turns do not wait for pages."""
    for _ in range(20 * LONG):
        if _first(reader.page) <= seq:
            return
        _turn(reader.page, 2_000)
    raise AssertionError(f"stuck at message {_first(reader.page)}")


def test_to_the_first_of_two_thousand_and_back_however_fast_and_past_a_cut_line(people, server) -> None:
    reader = _reader(people, server, "Wheel", LONG)
    _turn_until(reader, LONG - 300)
    reader.context.set_offline(True)
    for _ in range(20):
        _turn(reader.page, 2_000)
    reader.context.set_offline(False)
    _turn_until(reader, 1)
    expect(reader.message("line 1 of all")).to_be_attached()
    # And all the way back, though what lies far away was let go meanwhile.
    for _ in range(20 * LONG):
        if reader.message("the end").count():
            break
        _turn(reader.page, -2_000)
    _turn(reader.page, -50_000)  # it is drawn, further down
    expect(reader.message("the end")).to_be_in_viewport()


# How often the tools of a message fade in or out less than a tenth of a second after a turn of the wheel: not of one
# after a pause, in which they may come.
_NOTE_FADES = """() => {
  let turned = -Infinity;
  let paused = -Infinity;
  window.fades = 0;
  addEventListener("wheel", () => {
    const now = performance.now();
    if (now - turned > 100) paused = now;
    turned = now;
  }, { passive: true });
  addEventListener("transitionrun", ({ target }) => {
    const now = performance.now();
    if (target.matches(".tools") && now - turned < 100 && now - paused > 100) window.fades += 1;
  });
}"""


def test_the_tools_of_messages_do_not_come_and_go_under_a_turning_wheel(people, server) -> None:
    reader = _reader(people, server, "Still", 100)
    box = at_rest(reader.message("the end"))
    reader.page.mouse.move(box["x"] + 12, box["y"] + box["height"] / 2)
    pointed_at = reader.page.locator(".bubble:hover .tools")
    expect(pointed_at).to_have_css("opacity", "1")
    reader.page.evaluate(_NOTE_FADES)
    for _ in range(40):
        reader.page.mouse.wheel(0, -60)
    expect(reader.message("the end")).not_to_be_in_viewport()
    expect(pointed_at).to_have_css("opacity", "1")
    assert reader.page.evaluate("window.fades") == 0


def test_a_page_that_never_comes_is_asked_for_again(people, server) -> None:
    reader = _reader(people, server, "Deaf", 200)
    lost: list[str] = []

    def between(page_side):
        server_side = page_side.connect_to_server()

        def to_server(frame):
            if "load_page" in str(frame) and not lost:
                lost.append(str(frame))
            else:
                server_side.send(frame)

        page_side.on_message(to_server)

    reader.page.route_web_socket(re.compile("/_event"), between)
    reader.page.reload()
    expect(reader.message("the end")).to_be_in_viewport()
    _turn(reader.page, 20_000)
    expect(reader.message("line 120.")).to_be_attached()
    assert lost


def test_history_that_disappeared_meanwhile_ends_there(people, server) -> None:
    reader = _reader(people, server, "Gone", 200)
    asked: list[str] = []
    reader.page.on(
        "websocket", lambda line: line.on("framesent", lambda frame: "load_page" in str(frame) and asked.append(""))
    )
    reader.page.reload()
    expect(reader.message("the end")).to_be_in_viewport()
    first = _first(reader.page)
    with server.database() as connection, connection, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE message SET vanished_at = now(), body = '', html = '', search_text = '' FROM \"user\" AS u"
            " WHERE u.id = sender_id AND u.display_name = %s AND seq < %s",
            ("Gone Writes", first),
        )
    _log(reader.page).evaluate("log => log.scrollTo(0, 0)")
    reader.say("still at the end")
    expect(reader.message("still at the end")).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    assert len(asked) <= 1


def _pill(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


@pytest.fixture
def group(people, server) -> tuple[Person, Person, int]:
    """A group with a long history, its writer and a reader who looks at its end; its number."""
    number = next(_numbers)
    writer, reader = people(f"Group Writes {number}").join(), people(f"Group Reads {number}").join()
    opened = writer.page.evaluate(MAKE_GROUP, [f"Long {number}", [reader.name]])
    writer.page.goto(f"{writer.url}/chat/{opened}/")
    _fill(server, writer, 700)
    reader.open(f"Long {number}")
    expect(reader.message("the end")).to_be_in_viewport()
    return writer, reader, opened


def test_far_up_where_the_end_is_not_drawn_what_comes_is_counted(group) -> None:
    writer, reader, number = group
    _turn_until(reader, 300)
    expect(reader.message("the end")).to_have_count(0)
    expect(_pill(reader.page, "Jump to latest")).to_be_visible()
    writer.say("Is anybody there?")
    expect(_pill(reader.page, "1 new message")).to_be_visible()
    # What happened to the group is no message, and what was taken back is none any more.
    change = """number => fetch(`/api/groups/${number}`, { method: "PATCH", body: '{"title": "A longer one"}',
      headers: { "Content-Type": "application/json" } })"""
    writer.page.evaluate(change, number)
    expect(reader.page.locator(".head").get_by_role("heading", name="A longer one")).to_be_visible()
    writer.say("Hello?")
    expect(_pill(reader.page, "2 new messages")).to_be_visible()
    writer.message("Is anybody there?").hover()
    writer.message("Is anybody there?").get_by_role("button", name="More").click()
    writer.page.get_by_role("menuitem", name="Delete").click()
    expect(_pill(reader.page, "1 new message")).to_be_visible()
    _pill(reader.page, "1 new message").click()
    expect(reader.message("Hello?")).to_be_in_viewport()
    expect(writer.message("Hello?")).to_have_attribute("data-status", "read")
    expect(reader.page.locator(".jump")).to_have_count(0)


def test_what_was_there_when_one_came_is_not_new(group) -> None:
    writer, reader, number = group
    reader.page.goto(f"{reader.url}/chat/{number}/?m=300")
    expect(reader.message("line 300.")).to_be_in_viewport()
    for _ in range(20 * LONG):
        if reader.message("line 500.").count():
            break
        _turn(reader.page, -500)
    expect(_pill(reader.page, "Jump to latest")).to_be_visible()
    writer.say("New at last")
    expect(_pill(reader.page, "1 new message")).to_be_visible()
    writer.say("And another")
    expect(_pill(reader.page, "2 new messages")).to_be_visible()
