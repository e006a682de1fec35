"""Polls, places and contacts: sent, shown and changed live for two people."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import vobject
from playwright.sync_api import Locator, expect

from tests.support.person import Person

MUNICH = {"latitude": 48.1372, "longitude": 11.5756, "accuracy": 25}
WHERE = {"geolocation": MUNICH, "permissions": ["geolocation"]}


def add(person: Person, what: str) -> Locator:
    """Open a dialog of the composer's menu."""
    person.page.get_by_role("button", name="Add", exact=True).click()
    person.page.get_by_role("menuitem", name=what).click()
    return person.page.get_by_role("dialog", name=what)


def ask(person: Person, question: str, *answers: str, several: bool = False) -> None:
    """Send a poll."""
    dialog = add(person, "Poll")
    dialog.get_by_label("Question").fill(question)
    for number, answer in enumerate(answers, 1):
        if number > 2:
            dialog.get_by_role("button", name="Add an answer").click()
        dialog.get_by_label(f"Answer {number}", exact=True).fill(answer)
    dialog.get_by_label("Several answers allowed").set_checked(several)
    dialog.get_by_role("button", name="Create poll").click()
    expect(person.message(question)).to_be_visible()


def answer(person: Person, name: str) -> Locator:
    return person.messages.get_by_role("radio", name=re.compile(f"^{name}")).or_(
        person.messages.get_by_role("checkbox", name=re.compile(f"^{name}"))
    )


@pytest.fixture
def walkers(people) -> tuple[Person, Person]:
    """Two people in a conversation; the first one's browser knows where it is."""
    ana, ben = people("Ana Roams", **WHERE).join(), people("Ben Waits").join()
    ana.find(ben.name)
    ben.open(ana.name)
    return ana, ben


def test_votes_are_seen_by_both_at_once_and_can_change(pair):
    ana, ben = pair
    ask(ana, "Where do we eat?", "Here", "There", "Nowhere")
    expect(ben.entry(ana.name)).to_contain_text("Poll: Where do we eat?")
    answer(ben, "There").click()
    for person in pair:
        expect(answer(person, "There")).to_have_accessible_name("There, 1 vote, 100%")
    expect(answer(ben, "There")).to_be_checked()
    expect(answer(ana, "There")).not_to_be_checked()
    answer(ana, "Here").click()
    answer(ben, "Here").click()
    for person in pair:
        expect(answer(person, "Here")).to_have_accessible_name("Here, 2 votes, 100%")
        expect(answer(person, "There")).to_have_accessible_name("There, 0 votes, 0%")
    ben.page.get_by_role("button", name="2 people voted").click()
    voters = ben.message("Where do we eat?").locator(".voters")
    expect(voters).to_contain_text(ana.name)
    expect(voters).to_contain_text("You")
    answer(ben, "Here").click()
    expect(answer(ana, "Here")).to_have_accessible_name("Here, 1 vote, 100%")
    ben.page.reload()
    expect(answer(ben, "Here")).to_have_accessible_name("Here, 1 vote, 100%")
    expect(answer(ben, "Here")).not_to_be_checked()


def test_several_answers_and_the_end_of_a_poll(pair):
    ana, ben = pair
    ask(ana, "What do you eat?", "Rice", "Bread", several=True)
    answer(ben, "Rice").click()
    answer(ben, "Bread").click()
    for name in ("Rice", "Bread"):
        expect(answer(ana, name)).to_have_accessible_name(f"{name}, 1 vote, 100%")
    expect(ben.page.get_by_role("button", name="Close poll")).to_have_count(0)
    ana.page.get_by_role("button", name="Close poll").click()
    for person in pair:
        expect(person.message("What do you eat?")).to_contain_text("Poll, closed")
        expect(answer(person, "Rice")).to_be_disabled()
    # Nobody votes any more where nobody has.
    ask(ana, "And to drink?", "Tea", "Juice")
    ben.message("And to drink?").get_by_text("No votes yet").wait_for()
    ana.message("And to drink?").get_by_role("button", name="Close poll").click()
    for person in pair:
        expect(person.message("And to drink?").get_by_text("No votes", exact=True)).to_be_visible()


def test_a_place_from_the_browser_moves_until_it_is_stopped(walkers):
    ana, ben = walkers
    dialog = add(ana, "Location")
    expect(dialog.get_by_label("Live 15 min")).to_be_disabled()
    dialog.get_by_role("button", name="Use my position").click()
    expect(dialog.get_by_label("Latitude")).to_have_value("48.13720")
    dialog.get_by_label("Live 15 min").check()
    dialog.get_by_label("Label").fill("On my way")
    dialog.get_by_role("button", name="Send location").click()
    seen = ben.message("On my way")
    expect(seen).to_contain_text("48.1372° N, 11.5756° E, within 25 m")
    expect(seen).to_contain_text(re.compile(r"Live until .*updated just now"))
    expect(seen.get_by_role("link", name="OpenStreetMap")).to_have_attribute("href", re.compile("mlat=48.1372"))
    expect(ben.entry(ana.name)).to_contain_text("Location: On my way")
    ana.context.set_geolocation({"latitude": 48.2, "longitude": 11.6, "accuracy": 10})
    expect(seen).to_contain_text("48.2000° N, 11.6000° E, within 10 m", timeout=30_000)
    ana.page.get_by_role("button", name="Stop sharing").click()
    expect(seen).to_contain_text("Live location ended")
    expect(ana.page.get_by_role("button", name="Stop sharing")).to_have_count(0)
    ben.page.reload()
    expect(ben.message("On my way")).to_contain_text("Live location ended")


def test_a_point_on_the_map_where_the_browser_tells_nothing(pair):
    ana, ben = pair
    dialog = add(ana, "Location")
    dialog.get_by_role("button", name="Use my position").click()
    expect(dialog.get_by_role("alert")).to_contain_text("may not know where you are")
    expect(dialog.get_by_role("button", name="Send location")).to_be_disabled()
    chart = dialog.get_by_role("application", name="Map")
    chart.click(position={"x": 200, "y": 60})
    expect(dialog.get_by_label("Longitude")).to_have_value(re.compile(r"^-?\d+\.\d+$"))
    before = dialog.get_by_label("Longitude").input_value()
    chart.press("ArrowRight")
    expect(dialog.get_by_label("Longitude")).not_to_have_value(before)
    dialog.get_by_label("Latitude").fill("-33.8568")
    dialog.get_by_label("Longitude").fill("151.2153")
    dialog.get_by_role("button", name="Send location").click()
    expect(ben.message("33.8568° S, 151.2153° E")).to_be_visible()


def test_a_contact_is_saved_as_a_card_and_written_to(people, tmp_path: Path):
    ana, ben, cem = people("Ana Knows").join(), people("Ben Asks").join(), people("Cem Known").join()
    ana.find(ben.name)
    ben.open(ana.name)
    dialog = add(ana, "Contact")
    dialog.get_by_label("Somebody else").check()
    dialog.get_by_label("Name", exact=True).fill("Zoë Müller")
    dialog.get_by_label("Phone numbers").fill("+49 30 1234567, 110")
    dialog.get_by_label("E-mail addresses").fill("zoe@example.org")
    dialog.get_by_role("button", name="Send contact").click()
    card = ben.message("Zoë Müller")
    expect(card.get_by_role("link", name="+49 30 1234567")).to_have_attribute("href", "tel:+49301234567")
    expect(ben.entry(ana.name)).to_contain_text("Contact: Zoë Müller")
    with ben.page.expect_download() as download:
        card.get_by_role("link", name="Save").click()
    saved = tmp_path / "card.vcf"
    download.value.save_as(saved)
    read = vobject.readOne(saved.read_text())
    assert (read.fn.value, [tel.value for tel in read.tel_list]) == ("Zoë Müller", ["+49 30 1234567", "110"])

    dialog = add(ana, "Contact")
    dialog.get_by_label("Search people").fill("Cem Known")
    dialog.get_by_role("button", name=re.compile("^Cem Known|Cem Known$")).click()
    ben.message("Cem Known").get_by_role("button", name="Message").click()
    expect(ben.page.get_by_role("heading", name="Cem Known").first).to_be_visible()
    ben.say("Ana gave me your name")
    expect(cem.entry(ben.name)).to_contain_text("Ana gave me your name")


def test_a_poll_made_without_a_line_is_sent_when_it_is_back(pair):
    ana, ben = pair
    dialog = add(ana, "Poll")
    dialog.get_by_label("Question").fill("Still there?")
    dialog.get_by_label("Answer 1", exact=True).fill("Yes")
    dialog.get_by_label("Answer 2", exact=True).fill("No")
    ana.lose_line()
    dialog.get_by_role("button", name="Create poll").click()
    expect(ana.message("Still there?")).to_have_attribute("data-status", "pending")
    expect(answer(ana, "Yes")).to_be_disabled()
    ana.context.set_offline(False)
    expect(ana.message("Still there?")).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    expect(ben.message("Still there?")).to_have_count(1)
