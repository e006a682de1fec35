"""Small pictures: not blown up, with their space before they come, and still to be handled while they are sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser.test_media import choose, file, png
from tests.support.person import PHONE, Person, box_of
from tests.support.server import wait_until


@pytest.mark.parametrize("size", [(16, 16), (40, 30), (30, 50), (150, 100)])
def test_a_small_picture_is_at_most_twice_as_large_and_nothing_jumps(
    pair: tuple[Person, Person], size: tuple[int, int]
) -> None:
    ana, ben = pair
    held: list[Route] = []
    holds = [True]
    ben.page.route("**/thumbnail?*", lambda route: held.append(route) if holds else route.continue_())
    choose(ana, file("small.png", png("red", size)))
    ana.composer.press("Enter")
    picture = ben.page.get_by_role("link", name="small.png")
    expect(picture).to_be_visible()
    wait_until(lambda: ben.page.evaluate("1") and bool(held), what="the page to ask for the picture")
    bubble = ben.messages.last
    before = box_of(picture), box_of(bubble)
    holds.clear()
    for route in held:
        route.continue_()
    expect(picture.locator("img")).to_have_js_property("complete", True)
    expect(picture.locator("img")).not_to_have_js_property("naturalWidth", 0)
    assert (box_of(picture), box_of(bubble)) == before
    assert before[0]["width"] == 2 * size[0]
    assert before[0]["height"] == pytest.approx(2 * size[1], abs=1)
    assert before[1]["width"] < 350
    time = box_of(bubble.locator("time"))  # not on the picture, and inside of the bubble
    assert time["y"] >= before[0]["y"] + before[0]["height"]
    assert time["x"] >= before[1]["x"]
    assert box_of(ana.page.get_by_role("link", name="small.png"))["width"] == before[0]["width"]


def test_words_below_a_small_picture_have_their_room(people) -> None:
    ana, ben = people("Ana Small").join(), people("Ben Small", viewport=PHONE, has_touch=True, is_mobile=True).join()
    ana.find(ben.name)
    choose(ana, file("dot.png", png("red", (20, 20))))
    ana.say("The words below it are as wide as other words are")
    ben.entry(ana.name).tap()
    bubble = ben.message("The words below it")
    expect(bubble.get_by_role("link", name="dot.png")).to_be_visible()
    assert box_of(bubble)["width"] > 250
    assert box_of(bubble.get_by_role("link", name="dot.png"))["width"] == 40


def test_a_small_picture_on_its_way_can_be_cancelled(pair: tuple[Person, Person]) -> None:
    ana, _ = pair
    ana.page.route("**/api/uploads/**", lambda route: route.abort())
    choose(ana, file("dot.png", png("red", (12, 12))))
    ana.composer.press("Enter")
    ana.messages.last.get_by_role("button", name="Cancel upload").click()
    expect(ana.messages).to_have_count(0)


def test_a_tiny_picture_in_an_album_is_not_blown_up(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    choose(ana, file("dot.png", png("red", (30, 20))), file("large.png", png("blue", (900, 900))))
    ana.say("A dot and a square")
    tiles = ben.message("A dot and a square").locator(".tile")
    expect(tiles).to_have_count(2)
    dot, large = tiles.first.locator("img"), tiles.last.locator("img")
    wait_until(lambda: box_of(dot)["width"] == 60, what="at most twice its size")
    assert box_of(dot)["height"] == 40
    tile = box_of(tiles.first)
    assert box_of(dot)["x"] - tile["x"] == pytest.approx((tile["width"] - 60) / 2, abs=1)
    assert box_of(large)["width"] == box_of(tiles.last)["width"]
