"""Pictures of people and groups: chosen, cut, seen by the others at once, taken away again."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.test_groups import dialog, lines, pick
from tests.support.person import Person


def halves() -> FilePayload:
    """A wide picture: red on the left, blue on the right."""
    image = Image.new("RGB", (1200, 600), "blue")
    image.paste("red", (0, 0, 600, 600))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return {"name": "halves.png", "mimeType": "image/png", "buffer": buffer.getvalue()}


def choose(page: Page, button: str) -> Locator:
    """Pick the file; gives the dialog in which it is cut."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button).click()
    chooser.value.set_files([halves()])
    editor = page.get_by_role("dialog", name="Edit picture")
    expect(editor.get_by_role("button", name="Use picture")).to_be_enabled()
    return editor


def middle(picture: Locator) -> list[int]:
    """The colour that a drawn picture shows in its middle."""
    expect(picture).to_have_js_property("complete", True)
    return picture.evaluate("""image => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 3, height: 3 });
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0, 3, 3);
        return [...context.getImageData(1, 1, 1, 1).data.slice(0, 3)];
    }""")


def picture(place: Locator) -> Locator:
    return place.locator(".avatar img").first


def test_a_picture_is_cut_and_seen_at_once(pair: tuple[Person, Person]) -> None:
    ana, ben = pair
    ana.say("Who am I?")
    expect(ben.message("Who am I?")).to_be_visible()
    initials = ben.entry(ana.name).locator(".avatar").inner_text()

    ana.page.get_by_role("button", name="Settings").click()
    choose(ana.page, "Choose picture").press("Escape")
    expect(dialog(ana)).to_have_accessible_name("Settings")
    expect(ana.page.get_by_role("button", name="Choose picture")).to_be_focused()
    editor = choose(ana.page, "Choose picture")
    part = editor.get_by_role("group")
    part.focus()
    for _ in range(80):
        part.press("ArrowRight")  # the picture goes right: its left half comes to the middle
    editor.get_by_role("button", name="Use picture").click()
    expect(editor).to_be_hidden()
    mine = picture(ana.page.get_by_role("region", name="Profile picture"))
    expect(mine).to_be_visible()

    run = ben.page.get_by_role("log", name="Messages")
    for place in (ben.entry(ana.name), ben.page.locator(".head"), run):
        expect(picture(place)).to_be_visible()
        red, green, blue = middle(picture(place))
        assert (red > 200, green < 60, blue < 60) == (True, True, True)
    srcset = picture(ben.entry(ana.name)).get_attribute("srcset") or ""
    assert ("size=48 1x" in srcset, "size=96 2x" in srcset) == (True, True)
    ben.page.reload()
    expect(picture(run)).to_be_visible()

    ana.page.get_by_role("button", name="Remove picture").click()
    expect(ben.page.locator(".avatar img")).to_have_count(0)
    expect(ben.entry(ana.name).locator(".avatar")).to_have_text(initials)


def test_a_group_has_a_picture_from_its_beginning_and_an_admin_changes_it(people) -> None:
    paula, quirin = people("Paula Picture").join(), people("Quirin Picture").join()
    paula.page.get_by_role("button", name="New conversation").first.click()
    paula.page.get_by_role("button", name="New group").click()
    choose(paula.page, "Choose picture").get_by_role("button", name="Use picture").click()
    expect(picture(dialog(paula))).to_be_visible()
    paula.page.get_by_role("textbox", name="Group name").fill("Painters")
    pick(paula, quirin.name)
    paula.page.get_by_role("button", name="Create group").click()
    expect(picture(quirin.entry("Painters"))).to_be_visible()
    quirin.open("Painters")
    first = picture(quirin.entry("Painters")).get_attribute("src") or ""

    paula.page.get_by_role("button", name="Details").click()
    paula.page.get_by_role("button", name="Edit group").click()
    choose(paula.page, "Change picture").get_by_role("button", name="Use picture").click()
    paula.page.get_by_role("button", name="Save", exact=True).click()
    expect(picture(quirin.entry("Painters"))).not_to_have_attribute("src", first)
    expect(lines(quirin).last).to_have_text("Paula Picture changed the picture of the group")
