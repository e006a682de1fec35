"""What looked wrong once: rows of pictures, cards that another rule squeezed, long texts, a page that is not there."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_media import choose, file, png
from tests.support.callers import MAKE_GROUP
from tests.support.person import PHONE, WIDE, Person, box_of
from tests.support.server import wait_until

LETTER = "\n\n".join(f"Paragraph {n}: " + "quite a lot of words in a line, " * 8 for n in range(9))


def _rows(tiles: Locator) -> list[int]:
    """How many of these stand in each row, from the top."""
    tops = [round(box["y"]) for one in tiles.all() if (box := one.bounding_box())]
    return [count for _, count in sorted(Counter(tops).items())]


@pytest.mark.parametrize(("pictures", "rows"), [(3, [1, 2]), (4, [2, 2]), (5, [2, 3]), (8, [2, 3, 3])])
def test_pictures_fill_their_rows(pair: tuple[Person, Person], pictures: int, rows: list[int]) -> None:
    ana, _ = pair
    choose(ana, *(file(f"{number}.png", png("red", (60, 40))) for number in range(pictures)))
    ana.say("An album")
    tiles = ana.message("An album").locator(".tile")
    expect(tiles).to_have_count(pictures)
    expect(ana.message("An album")).to_have_attribute("data-status", "read")
    wait_until(lambda: _rows(tiles) == rows, what=f"rows of {rows}")


def test_a_place_has_the_width_of_its_card(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ana.page.get_by_role("button", name="Add", exact=True).click()
    ana.page.get_by_role("menuitem", name="Location").click()
    ana.page.get_by_label("Latitude").fill("54.4")
    ana.page.get_by_label("Longitude").fill("18.6")
    ana.page.get_by_role("button", name="Send location").click()
    card, drawn = ben.messages.locator(".card"), ben.messages.locator(".card .map")
    wait_until(lambda: box_of(drawn)["width"] == box_of(card)["width"], what="both to be as wide")


def test_a_long_text_is_folded_on_its_bubble(pair: tuple[Person, Person]) -> None:
    ana, _ = pair
    ana.say(LETTER)
    body = ana.messages.last.locator(".body")
    expect(body).to_have_class("body long folded")
    expect(body).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(body).to_have_css("font-size", "15px")


def test_who_looks_for_what_is_not_here_is_told_once(pair: tuple[Person, Person]) -> None:
    ana, _ = pair
    ana.page.goto(f"{ana.url}/chat/987654321/")
    expect(ana.page.get_by_role("heading", name="This conversation is not here")).to_be_visible()
    expect(ana.page.get_by_role("navigation", name="Conversations").get_by_role("link")).to_have_count(1)
    expect(ana.page.get_by_text("There is nothing here.")).to_have_count(0)


def test_an_address_of_no_page_leads_on(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ana.page.goto(f"{ana.url}/nowhere/at/all")
    expect(ana.page.get_by_role("heading", name="There is no such page")).to_be_visible()
    ana.page.get_by_role("link", name="Go to WebChat").click()
    expect(ana.entry(ben.name)).to_be_visible()


def test_on_a_phone_many_lines_have_a_row_of_their_own(people) -> None:
    ana, ben = (
        people("Ana Writes Long", viewport=PHONE, has_touch=True, is_mobile=True).join(),
        people("Ben Reads").join(),
    )
    ana.find(ben.name)
    attach = ana.page.get_by_role("button", name="Attach files")
    ana.composer.fill("Short")

    def is_beside() -> bool:
        return box_of(ana.composer)["x"] > box_of(attach)["x"]

    def is_above() -> bool:
        field = box_of(ana.composer)
        return field["y"] + field["height"] <= box_of(attach)["y"]

    wait_until(is_beside, what="the field beside the button")
    ana.composer.fill("A line\nand another one")
    wait_until(is_above, what="the field above the button")
    ana.composer.fill("Short")
    wait_until(is_above, what="the field to stay there")
    ana.composer.fill("")
    wait_until(is_beside, what="the field beside the button again")


# How far down the messages begin, before and right after the head has become higher; and what moves by then.
_HIGHER = """() => {
  const top = () => document.querySelector(".timeline").getBoundingClientRect().top;
  const before = top();
  document.querySelector(".head").style.minHeight = `${before + 40}px`;
  return [top() - before, document.getAnimations().length];
}"""


def test_where_little_motion_is_wanted_a_change_is_there_at_once(people) -> None:
    ana, ben = people("Ana Is Still", reduced_motion="reduce").join(), people("Ben Is Still").join()
    ana.find(ben.name)
    ana.say("Hold still")
    expect(ana.message("Hold still")).to_have_attribute("data-status", re.compile("sent|delivered"))
    ana.page.wait_for_function("() => !document.getAnimations().length")
    assert ana.page.evaluate(_HIGHER) == [40, 0]


LONG = "Die Gesellschaft der Freunde des gepflegten Wochenendes auf dem Lande und am Wasser"


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_long_names_end_within_their_dialog_and_their_bubble(people, viewport) -> None:
    ana = people(f"Ana Lists {viewport['width']}", viewport=viewport).join()
    ana.page.evaluate(MAKE_GROUP, [LONG, []])
    ana.open(LONG)
    ana.say("Onward")
    expect(ana.message("Onward")).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    ana.message("Onward").get_by_role("button", name="More").focus()
    ana.page.keyboard.press("Enter")
    ana.page.get_by_role("menuitem", name="Forward", exact=True).click()
    dialog = ana.page.get_by_role("dialog", name="Forward")
    entry = dialog.locator(".person").filter(has_text=LONG)
    expect(entry).to_be_visible()
    assert box_of(entry)["x"] + box_of(entry)["width"] <= box_of(dialog)["x"] + box_of(dialog)["width"] - 8


def test_a_quote_is_as_wide_as_its_bubble(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ana.say("Short")
    ben.message("Short").hover()
    ben.message("Short").get_by_role("button", name="Reply").click()
    ben.say("An answer of many words, which makes its bubble as wide as one may be, and still goes on")
    bubble = ana.message("An answer of many words")
    quote = bubble.locator(".quote")
    expect(quote).to_be_visible()
    assert box_of(quote)["width"] == pytest.approx(box_of(bubble)["width"] - 26, abs=1)


# How light what lies on a raised ground is, against that ground.
_APART = """(part) => {
  const lightness = (one) => Number(/oklch\\(([\\d.]+)/.exec(getComputedStyle(one).backgroundColor)?.[1] ?? 0);
  return lightness(part) - lightness(part.closest(".emoji-panel"));
}"""


def test_at_night_a_field_is_told_from_the_panel_it_lies_on(people) -> None:
    ana, ben = people("Ana By Night", color_scheme="dark").join(), people("Ben By Night").join()
    ana.find(ben.name)
    ana.page.get_by_role("button", name="Emoji", exact=True).click()
    ana.page.get_by_role("tab", name="GIFs").click()
    button = ana.page.get_by_role("button", name="Pick a sticker")
    expect(button).to_be_visible()
    assert button.evaluate(_APART) >= 0.04


def test_a_contrast_theme_of_the_system_shows_what_is_chosen(people) -> None:
    """It takes all grounds away; who needs it must still see which conversation is open, and the signs of buttons."""
    eva = people("Eva Contrast", forced_colors="active").join()
    fay = people("Fay Contrast").join()
    eva.find(fay.name)
    fay.find(eva.name)
    fay.say("Can you see it?")
    row = eva.page.get_by_role("navigation", name="Conversations").get_by_role("link", name=fay.name)
    expect(row).to_have_css("outline-style", "solid")
    seen = "node => getComputedStyle(node, '::before').forcedColorAdjust"
    more = eva.message("Can you see it?").get_by_role("button", name="More")
    assert more.evaluate(seen) == "none"
    eva.page.get_by_role("button", name="Settings").click()
    chosen = eva.page.locator(".choice").filter(has=eva.page.get_by_role("radio", name="System"))
    expect(chosen).to_have_css("outline-style", "solid")
