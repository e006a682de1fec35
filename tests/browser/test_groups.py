"""Groups: made, changed, left and joined, with everyone's screens in step."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_media import choose as attach
from tests.browser.test_media import file, png
from tests.support.axe import findings
from tests.support.person import PHONE, Person


def lines(person: Person) -> Locator:
    """The quiet lines of the timeline that tell what happened to the group."""
    return person.page.get_by_role("log", name="Messages").locator(".system-line")


def dialog(person: Person) -> Locator:
    return person.page.get_by_role("dialog")


def new_group(person: Person, title: str, *others: Person, public: bool = False) -> None:
    """Make a group in the dialog, as people do."""
    page = person.page
    page.get_by_role("button", name="New conversation").first.click()
    page.get_by_role("button", name="New group").click()
    page.get_by_role("textbox", name="Group name").fill(title)
    for other in others:
        pick(person, other.name)
    if public:
        dialog(person).get_by_text("Settings of the group").click()
        dialog(person).get_by_role("switch").check()
    page.get_by_role("button", name="Create group").click()
    person.is_at(title)


def pick(person: Person, name: str) -> None:
    """Choose somebody in the dialog that is open."""
    person.page.get_by_role("textbox", name="Search people").fill(name)
    dialog(person).get_by_role("group", name="People").get_by_role("button", name=name).click()


def details(person: Person) -> Locator:
    """The details of what is open, opened if they are not."""
    panel = person.page.get_by_role("complementary", name="Details")
    if not panel.count():
        person.page.get_by_role("button", name="Details", exact=True).click()
    expect(panel).to_be_visible()
    return panel


def member(person: Person, name: str) -> Locator:
    return details(person).get_by_role("region", name="Members").get_by_role("listitem").filter(has_text=name)


def choose(person: Person, name: str, item: str) -> None:
    """Something from the menu of a member."""
    member(person, name).get_by_role("button", name=f"More about {name}").click()
    person.page.get_by_role("menuitem", name=item).click()


def invite_link(person: Person) -> str:
    details(person).get_by_role("button", name="Invite links").click()
    dialog(person).get_by_role("button", name="Create link").click()
    return dialog(person).get_by_role("textbox", name="Invite link").input_value()


def close(person: Person) -> None:
    dialog(person).get_by_role("button", name="Close").click()


def test_a_group_is_made_and_everyone_talks(people):
    ana, ben = people("Ana Made").join(), people("Ben Made").join()
    new_group(ana, "Made Crew", ben)
    expect(lines(ana)).to_have_text(["You created the group Made Crew"])
    expect(ben.entry("Made Crew")).to_contain_text("Ana Made created the group Made Crew")
    ben.open("Made Crew")
    expect(lines(ben)).to_have_text(["Ana Made created the group Made Crew"])
    expect(ben.messages).to_have_count(0)
    ana.say("Welcome all")
    expect(ben.message("Welcome all")).to_contain_text("Ana Made")
    ben.say("Thanks")
    expect(ana.message("Thanks")).to_be_visible()
    expect(ana.entry("Made Crew")).to_contain_text("Ben Made: Thanks")
    expect(ben.entry("Made Crew")).to_contain_text("You: Thanks")
    expect(ana.page.locator(".head .subtitle")).to_have_text("2 members")


def test_who_is_added_and_removed_sees_it_at_once(people):
    ana, ben, cleo = (people(name).join() for name in ("Ana Add", "Ben Add", "Cleo Add"))
    new_group(ana, "Add Crew", ben)
    ben.open("Add Crew")
    expect(details(ben).get_by_role("listitem")).to_have_count(2)
    details(ana).get_by_role("button", name="Add people").click()
    pick(ana, cleo.name)
    dialog(ana).get_by_role("button", name="Add", exact=True).click()
    expect(member(ben, "Cleo Add")).to_be_visible()
    expect(lines(ben).last).to_have_text("Ana Add added Cleo Add")
    cleo.open("Add Crew")
    expect(lines(cleo).last).to_have_text("Ana Add added you")
    cleo.say("Hello")
    expect(ben.message("Hello")).to_be_visible()

    choose(ana, "Cleo Add", "Remove from group")
    dialog(ana).get_by_role("button", name="Remove", exact=True).click()
    expect(cleo.page.get_by_role("heading", name="You were removed from Add Crew")).to_be_visible()
    expect(cleo.entry("Add Crew")).to_have_count(0)
    expect(member(ben, "Cleo Add")).to_have_count(0)
    expect(lines(ben).last).to_have_text("Ana Add removed Cleo Add")


def test_who_was_chosen_stays_chosen_where_one_of_them_is_gone(people):
    ana, ben, cleo, dana = (people(name).join() for name in ("Ana Gone", "Ben Gone", "Cleo Gone", "Dana Gone"))
    new_group(ana, "Gone Crew")
    details(ana).get_by_role("button", name="Add people").click()
    pick(ana, ben.name)
    pick(ana, cleo.name)
    assert cleo.page.request.delete(f"{cleo.url}/api/users/me", headers={"Origin": cleo.url}).ok
    add = dialog(ana).get_by_role("button", name="Add", exact=True)
    add.click()
    expect(dialog(ana).get_by_role("alert")).to_have_text("Cleo Gone is not here.")
    dialog(ana).get_by_role("button", name="Take out Cleo Gone").click()
    expect(dialog(ana).get_by_role("alert")).to_have_count(0)
    add.click()
    expect(member(ana, "Ben Gone")).to_be_visible()
    expect(dialog(ana)).to_have_count(0)
    # The same where a group is made: seen without scrolling.
    ana.page.get_by_role("button", name="New conversation").first.click()
    ana.page.get_by_role("button", name="New group").click()
    ana.page.get_by_role("textbox", name="Group name").fill("Gone Again")
    pick(ana, ben.name)
    pick(ana, dana.name)
    assert dana.page.request.delete(f"{dana.url}/api/users/me", headers={"Origin": dana.url}).ok
    make = ana.page.get_by_role("button", name="Create group")
    make.click()
    expect(dialog(ana).get_by_role("alert")).to_have_text("Dana Gone is not here.")
    expect(dialog(ana).get_by_role("alert")).to_be_in_viewport()
    dialog(ana).get_by_role("button", name="Take out Dana Gone").click()
    make.click()
    ana.is_at("Gone Again")


def test_who_may_not_add_people_any_more_reads_so_where_they_chose_them(people):
    ana, ben, cleo = (people(name).join() for name in ("Ana Closes", "Ben Chooses", "Cleo Chosen"))
    new_group(ana, "Closing Crew", ben)
    choose(ana, ben.name, "Make admin")
    ben.open("Closing Crew")
    details(ben).get_by_role("button", name="Add people").click()
    pick(ben, cleo.name)
    choose(ana, ben.name, "Dismiss as admin")
    expect(lines(ana).last).to_have_text("You dismissed Ben Chooses as admin")
    add = dialog(ben).get_by_role("button", name="Add", exact=True)
    add.click()
    expect(dialog(ben).get_by_role("alert")).to_have_text("Only admins can add people to this group.")
    expect(ben.page.locator(".toast")).to_have_count(0)
    expect(dialog(ben).get_by_role("button", name=f"Take out {cleo.name}")).to_be_visible()
    choose(ana, ben.name, "Make admin")
    expect(lines(ana).last).to_have_text("You made Ben Chooses an admin")
    add.click()
    expect(dialog(ben)).to_have_count(0)
    expect(member(ana, cleo.name)).to_be_visible()


def test_roles_and_settings_are_live(people):
    ana, ben = people("Ana Role").join(), people("Ben Role").join()
    new_group(ana, "Role Crew", ben)
    ben.open("Role Crew")
    expect(details(ben).get_by_role("button", name="Edit group")).to_have_count(0)
    details(ana).get_by_role("button", name="Edit group").click()
    dialog(ana).get_by_role("textbox", name="Group name").fill("Role Staff")
    dialog(ana).get_by_role("group", name="Who may write").get_by_role("radio", name="Only admins").check()
    dialog(ana).get_by_role("button", name="Save").click()
    expect(ben.entry("Role Staff")).to_be_visible()
    expect(ben.page.get_by_text("Only admins can write here.")).to_be_visible()
    expect(ben.composer).to_have_count(0)

    choose(ana, "Ben Role", "Make admin")
    expect(member(ben, "Ben Role")).to_contain_text("Admin")
    expect(ben.composer).to_be_visible()
    expect(details(ben).get_by_role("button", name="Edit group")).to_be_visible()
    expect(lines(ben).last).to_have_text("Ana Role made you an admin")
    choose(ana, "Ben Role", "Dismiss as admin")
    expect(ben.page.get_by_text("Only admins can write here.")).to_be_visible()


def test_an_owner_leaves_when_there_is_an_heir(people):
    ana, ben = people("Ana Heir").join(), people("Ben Heir").join()
    new_group(ana, "Heir Crew", ben)
    ben.open("Heir Crew")
    details(ana).get_by_role("button", name="Leave group").click()
    expect(dialog(ana)).to_contain_text("Hand it over to another member first")
    dialog(ana).get_by_role("button", name="OK").click()
    choose(ana, "Ben Heir", "Hand over group")
    dialog(ana).get_by_role("button", name="Hand over", exact=True).click()
    expect(member(ben, "Ben Heir")).to_contain_text("Owner")
    details(ana).get_by_role("button", name="Leave group").click()
    dialog(ana).get_by_role("button", name="Leave", exact=True).click()
    expect(ana.entry("Heir Crew")).to_have_count(0)
    expect(lines(ben).last).to_have_text("Ana Heir left the group")
    details(ben).get_by_role("button", name="Delete group").click()
    dialog(ben).get_by_role("button", name="Delete", exact=True).click()
    expect(ben.entry("Heir Crew")).to_have_count(0)


def test_whose_group_is_gone_reads_why_and_keeps_what_they_were_writing(people):
    ana, ben, cleo = (people(name).join() for name in ("Ana Parts", "Ben Parts", "Cleo Parts"))

    def says(person: Person, heading: str) -> None:
        expect(person.page.get_by_role("alert").get_by_role("heading", name=heading)).to_be_visible()
        expect(person.page.get_by_role("navigation", name="Conversations").get_by_text("Parted")).to_have_count(0)

    ana.find(ben.name)
    new_group(ana, "Parted Crew", ben, cleo)
    ben.open("Parted Crew")
    cleo.open("Parted Crew")
    ben.composer.fill("What I always wanted to say")
    attach(ben, file("map.png", png("green")), file("plan.txt", b"over the hills", "text/plain"))
    choose(ana, ben.name, "Remove from group")
    dialog(ana).get_by_role("button", name="Remove", exact=True).click()
    for _ in range(2):
        says(ben, "You were removed from Parted Crew")
        expect(ben.page.get_by_role("alert")).to_contain_text("What I always wanted to say")
        expect(ben.page.get_by_role("alert").get_by_role("listitem")).to_contain_text(["map.png", "plan.txt"])
        assert not findings(ben.page)
        ben.load()
    with ben.page.expect_download() as saved:
        ben.page.get_by_role("button", name="Save plan.txt").click()
    assert saved.value.path().read_bytes() == b"over the hills"
    ben.page.get_by_role("button", name="Copy text").click()
    expect(ben.page.get_by_text("Copied")).to_be_visible()
    ben.page.get_by_role("button", name="Back to my chats").click()
    expect(ben.page).to_have_url(re.compile("/chat/$"))

    number = re.search(r"(\d+)/$", cleo.page.url)[1]  # on another device of hers
    left = cleo.context.request.delete(f"{cleo.url}/api/groups/{number}/members/me", headers={"Origin": cleo.url})
    assert left.ok, left.text()
    says(cleo, "You left Parted Crew")
    expect(cleo.page.get_by_text("What you were writing")).to_have_count(0)

    new_group(ana, "Parted Again", cleo, ben)
    cleo.open("Parted Again")
    ben.open("Parted Again")
    attach(ben, file("list.txt", b"bread", "text/plain"))
    ben.composer.fill("We need\nbutter, too")
    ben.open(ana.name)
    expect(ben.entry("Parted Again")).to_contain_text("Draft: We need butter, too")
    details(ana).get_by_role("button", name="Delete group").click()
    dialog(ana).get_by_role("button", name="Delete", exact=True).click()
    says(cleo, "Parted Again was deleted")
    told = ben.page.get_by_role("status", name="Notices")  # he looks elsewhere
    expect(told).to_contain_text("Not sent, for you are no longer in that conversation: list.txt")
    words = told.locator("div").filter(has_text="no longer in that conversation: We need butter, too")
    words.get_by_role("button", name="Copy text").click()
    expect(told).to_contain_text("Copied")
    expect(ben.page.get_by_text("Files that were not sent")).to_have_count(0)


_TOUCH = {"viewport": PHONE, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize("options", [{}, _TOUCH], ids=["desk", "phone"])
def test_who_leaves_or_deletes_a_group_is_back_at_the_list(people, options):
    ben = people(f"Ben Stays {len(options)}").join()
    ana = people(f"Ana Leaves {len(options)}", **options).join()
    nothing = ana.page.get_by_role("heading", name="This conversation is not here")
    new_group(ben, "Left Behind", ana)
    new_group(ana, "Taken Away", ben)
    if options:
        ana.page.get_by_role("button", name="Back", exact=True).click()
    for title, how, yes in (("Left Behind", "Leave group", "Leave"), ("Taken Away", "Delete group", "Delete")):
        ana.open(title)
        details(ana).get_by_role("button", name=how).click()
        dialog(ana).get_by_role("button", name=yes, exact=True).click()
        expect(ana.page).to_have_url(re.compile("/chat/$"))
        expect(ana.page.get_by_role("navigation", name="Conversations")).to_be_visible()
        expect(ana.entry(title)).to_have_count(0)
        expect(nothing).to_have_count(0)
    ana.page.go_back()
    expect(nothing).to_have_count(0)


def test_a_link_lets_a_new_person_in_until_it_is_revoked(people):
    ana, ben, cleo = people("Ana Link").join(), people("Ben Link"), people("Cleo Link").join()
    new_group(ana, "Link Crew")
    link = invite_link(ana)
    ben.page.goto(link)
    expect(ben.page.get_by_role("heading", name="Link Crew")).to_be_visible()
    expect(ben.page.get_by_text("1 member")).to_be_visible()
    assert not findings(ben.page)
    ben.page.get_by_role("textbox", name="Your name").fill(ana.name)
    ben.page.get_by_role("button", name="Join group").click()
    expect(ben.page.get_by_role("alert")).to_be_visible()
    ben.page.get_by_role("textbox", name="Your name").fill(ben.name)
    ben.page.get_by_role("button", name="Join group").click()
    expect(ben.composer).to_be_visible()
    expect(lines(ben).last).to_have_text("You joined by an invite link")
    expect(lines(ana).last).to_have_text("Ben Link joined by an invite link")
    ben.say("I am here")
    expect(ana.message("I am here")).to_be_visible()

    cleo.page.goto(link)
    expect(cleo.page.get_by_text("You join as Cleo Link.")).to_be_visible()
    cleo.page.get_by_role("button", name="Join group").click()
    expect(cleo.composer).to_be_visible()

    dialog(ana).get_by_role("button", name="Revoke").click()
    expect(dialog(ana).get_by_text("No link lets anybody in now.")).to_be_visible()
    late = people("Late Link")
    late.page.goto(link)
    expect(late.page.get_by_role("heading", name="This link does not work")).to_be_visible()


def test_a_link_that_ended_still_leads_who_is_in_and_says_to_others_how_they_go_on(people):
    ana, ben, cleo = people("Ana Ended").join(), people("Ben Ended"), people("Cleo Ended", viewport=PHONE)
    new_group(ana, "Ended Crew")
    group = re.search(r"(\d+)/$", ana.page.url)[1]
    links = f"{ana.url}/api/groups/{group}/invites"

    def make(**how: int) -> tuple[str, int]:
        made = ana.context.request.post(links, data=how, headers={"Origin": ana.url}).json()
        return f"{ana.url}/join/{made['code']}", made["invite"]["id"]

    def join(person: Person) -> None:
        person.page.get_by_role("button", name="Join group").click()

    once, _ = make(max_uses=1)
    ben.page.goto(once)
    ben.page.get_by_role("textbox", name="Your name").fill(ben.name)
    join(ben)
    ben.is_at("Ended Crew")
    ben.page.goto(once)  # from where it was sent to him
    ben.is_at("Ended Crew")

    # It ends while she types her name: she is in the chat, if not in the group.
    revoked, number = make()
    cleo.page.goto(revoked)
    cleo.page.get_by_role("textbox", name="Your name").fill(cleo.name)
    assert ana.context.request.delete(f"{links}/{number}", headers={"Origin": ana.url}).ok
    join(cleo)
    expect(cleo.page.get_by_role("heading", name="This link does not work")).to_be_visible()
    cleo.page.get_by_role("link", name="Go to WebChat").click()
    expect(cleo.page.get_by_role("navigation", name="Conversations")).to_be_visible()

    lasting, _ = make()
    choose(ana, ben.name, "Remove from group")
    dialog(ana).get_by_role("button", name="Remove", exact=True).click()
    expect(ben.page.get_by_role("heading", name="You were removed from Ended Crew")).to_be_visible()
    ben.page.goto(lasting)
    join(ben)
    expect(ben.page.get_by_role("alert")).to_contain_text("Ask one of its admins to add you again.")
    expect(ben.page.get_by_role("button", name="Join group")).to_have_count(0)
    ben.page.get_by_role("link", name="Go to WebChat").click()
    expect(ben.page.get_by_role("navigation", name="Conversations")).to_be_visible()


def test_a_public_group_is_found_and_joined(people):
    ana, ben = people("Ana Public").join(), people("Ben Public").join()
    new_group(ana, "Public Gardeners", public=True)
    ben.page.get_by_role("button", name="New conversation").first.click()
    ben.page.get_by_role("button", name="Public groups").click()
    dialog(ben).get_by_role("searchbox", name="Search groups").fill("gardeners")
    dialog(ben).get_by_role("button", name="Join Public Gardeners").click()
    expect(ben.composer).to_be_visible()
    expect(lines(ana).last).to_have_text("Ben Public joined the group")


def test_notes_to_self(people):
    ana = people("Ana Notes").join()
    ana.page.get_by_role("button", name="New conversation").first.click()
    ana.page.get_by_role("button", name="Notes to self").click()
    ana.say("Buy milk")
    expect(ana.message("Buy milk")).to_have_attribute("data-status", "read")
    expect(ana.entry("Notes to self")).to_contain_text("Buy milk")


def test_members_come_by_pages_and_are_found(people):
    ana = people("Ana Many").join()
    ids = []
    for number in range(119):
        made = ana.page.request.post(f"{ana.url}/api/users", data={"username": f"Many {number:03}"})
        assert made.status == 201, made.text()
        ids.append(made.json()["user"]["id"])
    headers = {"Origin": ana.url}
    ana.page.request.post(f"{ana.url}/api/groups", data={"title": "Many Crew", "member_ids": ids}, headers=headers)
    ana.open("Many Crew")
    rows = details(ana).get_by_role("region", name="Members").get_by_role("listitem")
    expect(rows).to_have_count(50)
    for count in (100, 120):
        rows.last.scroll_into_view_if_needed()
        expect(rows).to_have_count(count)
    details(ana).get_by_role("searchbox", name="Search members").fill("many 117")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Many 117")


def test_people_to_choose_are_asked_for_once_and_go_on_to_the_last(people):
    ana = people("Ana Gathers").join()
    for number in range(45):
        made = ana.page.request.post(f"{ana.url}/api/users", data={"username": f"Crowd {number:03}"})
        assert made.status == 201, made.text()
    asked: list[str] = []
    ana.page.on("request", lambda request: asked.append(request.url) if "/api/users?" in request.url else None)
    ana.page.get_by_role("button", name="New conversation").first.click()
    ana.page.get_by_role("button", name="New group").click()
    dialog(ana).get_by_role("textbox", name="Search people").fill("crowd")
    listed = dialog(ana).get_by_role("group", name="People")
    offered = listed.get_by_role("button", name="Crowd")
    expect(offered).to_have_count(20)
    assert asked == []
    for count in (30, 45):
        listed.evaluate("(box) => box.scrollTo(0, box.scrollHeight)")
        expect(offered).to_have_count(count)
    assert len(asked) == 2  # each page once, however long its answer takes
    offered.last.click()
    expect(dialog(ana).get_by_role("button", name="Take out Crowd 044")).to_be_visible()
    dialog(ana).get_by_role("textbox", name="Search people").fill("nobody of this name")
    expect(dialog(ana).get_by_text("Nobody of this name.")).to_be_visible()


def test_pins_and_links_lead_to_their_messages(people):
    ana, ben = people("Ana Pins").join(), people("Ben Pins").join()
    new_group(ana, "Pin Crew", ben)
    ben.open("Pin Crew")
    panel = details(ben)
    ana.say("See https://example.org/map for the **way**")
    message = ana.message("for the way")
    expect(message).to_have_attribute("data-message-id", re.compile("[1-9]"))
    panel.get_by_role("tab", name="Links").click()
    expect(panel.get_by_role("link", name="example.org/map")).to_be_visible()
    number = message.get_attribute("data-message-id")
    ana.page.request.post(f"{ana.url}/api/messages/{number}/pin", headers={"Origin": ana.url})
    panel.get_by_text("Pinned messages").click()
    panel.get_by_role("button", name=re.compile("for the way")).click()
    expect(ben.message("for the way")).to_be_in_viewport()


def test_who_is_added_again_is_back_where_they_stand(people):
    ana, ben = people("Ana Readmits").join(), people("Ben Readmitted").join()
    new_group(ana, "Revolving Door", ben)
    ben.open("Revolving Door")
    choose(ana, ben.name, "Remove from group")
    dialog(ana).get_by_role("button", name="Remove").click()
    expect(ben.page.get_by_role("heading", name="You were removed from Revolving Door")).to_be_visible()
    details(ana).get_by_role("button", name="Add people").click()
    pick(ana, ben.name)
    dialog(ana).get_by_role("button", name=re.compile("^Add")).click()
    ben.is_at("Revolving Door")
    ben.say("Here I am again")
    expect(ana.message("Here I am again")).to_be_visible()


def test_the_details_are_easy_to_reach_and_leave(people):
    ana, ben = people("Ana Reach").join(), people("Ben Reach").join()
    new_group(ana, "Reach Crew", ben)
    button = ana.page.get_by_role("button", name="Details", exact=True)
    panel = ana.page.get_by_role("complementary", name="Details")
    button.focus()
    ana.page.keyboard.press("Enter")
    expect(panel).to_be_focused()
    expect(member(ana, "Ben Reach")).to_be_visible()
    assert not findings(ana.page)
    panel.press("Escape")
    expect(panel).to_have_count(0)
    expect(button).to_be_focused()


def test_dialogs_have_no_serious_findings(people):
    ana, ben = people("Ana Axe").join(), people("Ben Axe").join()
    page = ana.page
    page.get_by_role("button", name="New conversation").first.click()
    page.get_by_role("button", name="New group").click()
    page.get_by_role("textbox", name="Group name").fill("Axe Crew")
    pick(ana, ben.name)
    dialog(ana).get_by_text("Settings of the group").click()
    assert not findings(page)
    page.get_by_role("button", name="Create group").click()
    expect(ana.composer).to_be_visible()
    invite_link(ana)
    assert not findings(page)


def test_groups_on_a_phone(people):
    ana, ben = people("Ana Pocket", viewport=PHONE).join(), people("Ben Pocket").join()
    new_group(ana, "Pocket Crew", ben)
    panel = details(ana)
    expect(panel).to_have_css("width", f"{PHONE['width']}px")
    expect(member(ana, "Ben Pocket")).to_be_visible()
    panel.get_by_role("button", name="Close details").click()
    ana.say("From the pocket")
    ben.open("Pocket Crew")
    expect(ben.message("From the pocket")).to_be_visible()
