"""Messages that disappear: chosen in the details, said in the timeline, gone from open pages by themselves."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.support.axe import findings
from tests.support.person import PHONE, Person
from tests.support.server import RunningServer

CHOICE = "Disappearing messages"
HINT = "Messages disappear after 7 days"


def _make_due(server: RunningServer, body: str) -> None:
    """As if its time were over; the server looks at least every twenty seconds."""
    with server.database() as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE message SET expires_at = created_at WHERE body = %s", (body,))
        assert cursor.rowcount == 1
        connection.commit()


def test_one_of_two_turns_it_on_and_what_comes_then_goes(server: RunningServer, pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ana.say("Said before")
    expect(ben.message("Said before")).to_be_visible()
    ana.page.get_by_role("button", name="Details").click()
    choice = ana.page.get_by_role("combobox", name=CHOICE)
    expect(choice).to_have_value("0")
    choice.select_option(label="7 days")
    log = ben.page.get_by_role("log", name="Messages")
    expect(log.get_by_text(f"{ana.name} set messages to disappear after 7 days")).to_be_visible()
    for one in pair:
        expect(one.page.get_by_role("img", name=HINT)).to_be_visible()
    assert findings(ana.page) == []
    ana.say("Gone in a week")
    expect(ben.message("Gone in a week")).to_be_visible()
    ben.say("So is this")
    _make_due(server, "Gone in a week")
    for one in pair:
        expect(one.message("Gone in a week")).to_have_count(0)
        expect(one.message("Message deleted")).to_have_count(0)
        expect(one.message("So is this")).to_be_visible()
        expect(one.message("Said before")).to_be_visible()
    ben.page.reload()
    expect(ben.message("So is this")).to_be_visible()
    ben.shows("Said before", "So is this")
    choice.select_option(label="Off")
    expect(log.get_by_text(f"{ana.name} turned disappearing messages off")).to_be_visible()
    expect(ben.page.get_by_role("img", name=HINT)).to_have_count(0)


def test_what_disappeared_unread_is_not_unread_any_more(server: RunningServer, people: Callable[..., Person]) -> None:
    lea, mo = people("Lea Fading").join(), people("Mo Fading", viewport=PHONE).join()
    lea.find(mo.name)
    lea.say("Read this one")
    lea.page.get_by_role("button", name="Details").click()
    lea.page.get_by_role("combobox", name=CHOICE).select_option(label="1 day")
    expect(lea.page.get_by_role("img", name="Messages disappear after 1 day")).to_be_visible()
    lea.say("Never seen by Mo")
    expect(mo.entry(lea.name)).to_contain_text("Never seen by Mo")
    expect(mo.entry(lea.name)).to_have_accessible_name(re.compile("unread"))
    _make_due(server, "Never seen by Mo")
    expect(mo.entry(lea.name)).to_contain_text("The last message disappeared")
    mo.open(lea.name)
    expect(mo.message("Read this one")).to_be_visible()
    mo.page.get_by_role("button", name="Back", exact=True).click()
    expect(mo.entry(lea.name)).not_to_have_accessible_name(re.compile("unread"))


def test_in_a_group_members_see_what_holds_and_admins_choose(people: Callable[..., Person]) -> None:
    ida, max_ = people("Ida Fades").join(), people("Max Fades").join()
    max_id = max_.page.evaluate("fetch('/api/users/me').then((answer) => answer.json())")["id"]
    ida.page.evaluate(
        """async (id) => {
            const headers = {'Content-Type': 'application/json'};
            const ask = (method, path, body) => fetch(`/api/${path}`, {method, headers, body: JSON.stringify(body)})
                .then((answer) => answer.json());
            const group = await ask('POST', 'groups', {title: 'Fading ones', member_ids: [id]});
            await ask('PATCH', `conversations/${group.id}`, {disappear_seconds: 7776000});
        }""",
        max_id,
    )
    max_.open("Fading ones")
    max_.page.get_by_role("button", name="Details").click()
    expect(max_.page.get_by_text("disappears for everyone after 90 days")).to_be_visible()
    expect(max_.page.get_by_role("combobox", name=CHOICE)).to_have_count(0)
    ida.open("Fading ones")
    ida.page.get_by_role("button", name="Details").click()
    expect(ida.page.get_by_role("combobox", name=CHOICE)).to_have_value("7776000")
