"""Files between two people: chosen, dropped, pasted, seen, refused, gone."""

from __future__ import annotations

import io
import re
import wave
from pathlib import Path

import av
import pytest
from PIL import Image
from playwright.sync_api import Error, FilePayload, Route, expect

from tests.support.person import WIDE, Person, at_rest, box_of
from tests.support.server import wait_until


def png(colour: str, size: tuple[int, int] = (640, 480)) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


def file(name: str, content: bytes, kind: str = "image/png") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


def choose(person: Person, *files: FilePayload, taken: int | None = None) -> None:
    with person.page.expect_file_chooser() as chooser:
        person.page.get_by_role("button", name="Attach files").click()
    chooser.value.set_files(list(files))
    expect(person.page.get_by_role("list", name="Files to send").get_by_role("listitem")).to_have_count(
        taken or len(files)
    )


def test_three_files_with_words_and_one_taken_out_again(pair) -> None:
    ana, ben = pair
    long = png("red", (100, 1800))
    choose(ana, file("one.png", long), file("two.png", png("blue")), file("notes.txt", b"words", "text/plain"))
    ana.page.get_by_role("button", name="Remove two.png").click()
    ana.say("Look at these")
    bubble = ben.message("Look at these")
    expect(bubble.get_by_role("link", name="one.png")).to_be_visible()
    expect(bubble).to_contain_text("notes.txt")
    expect(bubble).not_to_contain_text("two.png")
    expect(ana.message("Look at these")).to_have_attribute("data-status", "read")
    picture = bubble.locator("img").first
    expect(picture).to_have_js_property("complete", True)
    expect(picture).to_have_js_property("naturalHeight", 1600)  # sharp, though a part of it is shown
    with ben.page.expect_download() as download:
        bubble.get_by_role("link", name=re.compile("notes.txt")).click()
    assert download.value.suggested_filename == "notes.txt"
    assert Path(download.value.path()).read_bytes() == b"words"


def test_an_album_without_words_says_how_much_is_in_it(pair) -> None:
    ana, ben = pair
    choose(ana, *(file(f"{colour}.png", png(colour, (80, 60))) for colour in ("red", "green", "blue")))
    ana.composer.press("Enter")
    expect(ben.messages.last.get_by_role("link", name="blue.png")).to_be_visible()
    expect(ben.entry(ana.name)).to_contain_text("3 photos")
    expect(ana.entry(ben.name)).to_contain_text("3 photos")
    ben.messages.last.hover()
    ben.messages.last.get_by_role("button", name="Reply").click()
    expect(ben.page.locator(".answer-bar")).to_contain_text("3 photos")
    ben.say("All of them?")
    for person in pair:
        expect(person.message("All of them?").locator(".quote")).to_contain_text("3 photos")
        person.page.reload()
        expect(person.message("All of them?").locator(".quote")).to_contain_text("3 photos")
    choose(ana, file("sea.png", png("blue", (80, 60))), file("waves.mp4", film(1), "video/mp4"))
    ana.composer.press("Enter")
    expect(ben.entry(ana.name)).to_contain_text("1 photo, 1 video")


def test_a_picture_opens_large_and_the_focus_comes_back(pair) -> None:
    ana, ben = pair
    for name in ("first.png", "second.png"):
        choose(ana, file(name, png("red")))
        ana.composer.press("Enter")
        expect(ben.page.get_by_role("link", name=name)).to_be_visible()
    opener = ben.page.get_by_role("link", name="first.png")
    opener.click()
    box = ben.page.get_by_role("dialog")
    expect(box.locator(".pswp__counter")).to_have_text("1 / 2")
    expect(box).to_be_focused()
    ben.page.keyboard.press("ArrowRight")
    expect(box.locator(".pswp__counter")).to_have_text("2 / 2")
    expect(box.get_by_role("link", name="Download")).to_have_attribute("download", "second.png")
    ben.page.keyboard.press("ArrowLeft")
    expect(box.locator(".pswp__counter")).to_have_text("1 / 2")
    ben.page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_picture_that_is_zoomed_while_it_opens_is_shown_and_closes(pair) -> None:
    ana, ben = pair
    choose(ana, file("quick.png", png("red", (2400, 1800))))
    ana.composer.press("Enter")
    link = ben.page.get_by_role("link", name="quick.png")
    expect(link).to_be_visible()
    ben.page.evaluate("""() => new MutationObserver((_, watching) => {
        const zoom = document.querySelector('.pswp--ui-visible .pswp__button--zoom');
        if (zoom) watching.disconnect(), zoom.click();  // it has just begun to open
    }).observe(document.body, { attributes: true, childList: true, subtree: true })""")
    link.click()
    lightbox = ben.page.get_by_role("dialog")
    picture = lightbox.locator(".pswp__item[aria-hidden=false] img:not(.pswp__img--placeholder)")
    wait_until(lambda: box_of(picture)["width"] > WIDE["width"], what="a larger picture")
    lightbox.get_by_role("button", name="Close").click()
    expect(lightbox).to_have_count(0)


def test_a_large_picture_is_zoomed_and_fits_again(pair) -> None:
    ana, ben = pair
    choose(ana, file("large.png", png("red", (2400, 1800))))
    ana.composer.press("Enter")
    ben.page.get_by_role("link", name="large.png").click()
    box = ben.page.get_by_role("dialog")
    picture = box.locator(".pswp__item[aria-hidden=false] img").last
    expect(picture).to_have_js_property("complete", True)
    fitting = at_rest(picture)["width"]
    zoom = box.get_by_role("button", name="Zoom")
    zoom.click()
    wait_until(lambda: box_of(picture)["width"] > 1.5 * fitting, what="a larger picture")
    zoom.click()
    wait_until(lambda: abs(box_of(picture)["width"] - fitting) < 2, what="the whole picture")


def test_files_dropped_and_pasted(pair) -> None:
    ana, ben = pair
    script = Path(__file__).with_name("hand_over.js").read_text()
    picture = list(png("red", (40, 30)))
    ana.page.evaluate(script, {"how": "dragenter", "bytes": picture, "name": "dropped.png"})
    expect(ana.page.get_by_text("Drop files to send them")).to_be_visible()
    ana.page.evaluate(script, {"how": "drop", "bytes": picture, "name": "dropped.png"})
    expect(ana.page.get_by_text("Drop files to send them")).to_have_count(0)
    ana.page.evaluate(script, {"how": "paste", "bytes": picture, "name": "pasted.png"})
    tray = ana.page.get_by_role("list", name="Files to send").get_by_role("listitem")
    expect(tray).to_have_count(2)
    # A file that was copied in its folder brings its name as a text; a picture beside a document's words is not meant.
    ana.page.evaluate(script, {"how": "paste", "bytes": picture, "name": "copied.png", "text": "copied.png"})
    ana.page.evaluate(script, {"how": "paste", "bytes": picture, "name": "image.png", "text": "Words of a document"})
    expect(tray).to_have_count(3)
    tray.nth(2).get_by_role("button", name="Remove copied.png").click()
    expect(tray).to_have_count(2)
    tray.nth(1).focus()
    ana.page.keyboard.press("ArrowLeft")
    expect(tray.nth(0)).to_contain_text("pasted.png")
    ana.page.get_by_role("button", name="Send", exact=True).click()
    expect(ben.page.get_by_role("article").last.get_by_role("link")).to_have_count(2)
    expect(ben.page.get_by_role("article").last.get_by_role("link").first).to_have_accessible_name("pasted.png")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "empty.txt is empty."),
        ("huge.bin", b"x" * 10_485_761, "huge.bin has 10.5 MB. A file has at most 10.4 MB here."),
    ],
)
def test_what_cannot_be_sent_is_said_before(pair, name: str, content: bytes, said: str) -> None:
    ana, _ = pair
    with ana.page.expect_file_chooser() as chooser:
        ana.page.get_by_role("button", name="Attach files").click()
    chooser.value.set_files([file(name, content, "application/octet-stream")])
    expect(ana.page.get_by_text(said)).to_be_visible()
    expect(ana.page.get_by_role("list", name="Files to send")).to_have_count(0)


def test_how_many_of_many_files_are_left_out_is_said(pair) -> None:
    ana, _ = pair
    many = [file(f"picture {number}.png", png("red", (8, 8))) for number in range(30)]
    choose(ana, *many, file("empty.txt", b"", "text/plain"), taken=10)
    said = ana.page.get_by_text("A message carries at most 10 files. Left out: 20.")
    expect(said).to_contain_text("empty.txt is empty.")


def test_what_the_server_refuses_can_be_taken_out(pair) -> None:
    ana, ben = pair
    choose(ana, file("broken.jpg", b"\xff\xd8\xff\xe0 no picture", "image/jpeg"), file("good.png", png("red")))
    waiting = ana.page.get_by_role("list", name="Files to send").get_by_role("listitem")
    expect(waiting.locator("img")).to_have_count(1)
    expect(waiting.filter(has_text="broken.jpg").locator(".tray-picture .icon")).to_be_visible()
    ana.say("One of these is broken")
    mine = ana.message("One of these is broken")
    expect(mine.locator("img")).to_have_count(1)
    expect(mine.get_by_role("alert")).to_contain_text("This picture cannot be read.")
    expect(ben.message("One of these is broken")).to_have_count(0)
    mine.get_by_role("button", name="Remove").click()
    theirs = ben.message("One of these is broken")
    expect(theirs.get_by_role("link")).to_have_count(1)
    expect(theirs.get_by_role("link")).to_have_accessible_name("good.png")


_IS_KEPT = """words => new Promise(resolve => {
  indexedDB.open("webchat").onsuccess = ({ target: { result: database } }) => {
    database.transaction("uploads").objectStore("uploads").getAll().onsuccess = ({ target }) => {
      database.close();
      resolve(target.result.some(job => job.body === words));
    };
  };
})"""


def test_a_page_that_would_lose_files_asks_before_it_goes(pair) -> None:
    """Where the browser keeps no database, nothing but this page has the files."""
    ana, ben = pair
    ana.page.evaluate("() => { IDBObjectStore.prototype.put = () => { throw new Error('full') } }")
    ana.page.route("**/api/uploads/**", lambda route: route.abort())
    choose(ana, file("only-here.png", png("red")))
    ana.say("Nowhere else")
    expect(ana.message("Nowhere else").get_by_role("button", name="Cancel upload")).to_be_visible()
    # And what is on its way is no page to be opened.
    press = "link => link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))"
    assert not ana.message("Nowhere else").get_by_role("link", name="only-here.png").evaluate(press)
    ana.page.once("dialog", lambda dialog: dialog.dismiss())
    with ana.page.expect_event("dialog") as asked:
        ana.page.evaluate("() => { setTimeout(() => location.reload()) }")
    assert asked.value.type == "beforeunload"
    ana.page.unroute("**/api/uploads/**")
    expect(ben.message("Nowhere else").get_by_role("link", name="only-here.png")).to_be_visible(timeout=60_000)


def test_a_file_whose_last_answer_was_lost_is_waited_for(pair) -> None:
    """All of it is there, and the server still opens it when the page asks."""
    ana, ben = pair
    asked: list[str] = []

    def lose(route: Route) -> None:
        asked.append(route.request.method)
        if asked[-1] == "PATCH":
            route.fetch()
            route.abort()
        elif asked[-1] == "HEAD":
            answer = route.fetch()
            told = {name: value for name, value in answer.headers.items() if name != "x-webchat-media"}
            route.fulfill(response=answer, headers=told)
        elif asked[-1] == "GET" and asked.count("GET") < 3:
            route.fulfill(status=423, json={"error": {"code": "upload_locked", "message": "Not yet."}})
        else:
            route.continue_()

    ana.page.route("**/api/uploads/**", lose)
    choose(ana, file("late.png", png("blue")))
    ana.say("All of it came")
    expect(ben.message("All of it came").get_by_role("link", name="late.png")).to_be_visible()
    assert asked.count("GET") == 3


def test_a_reload_in_the_middle_loses_no_file(pair) -> None:
    ana, ben = pair
    ana.page.route("**/api/uploads/**", lambda route: route.abort())
    choose(ana, file("kept.png", png("red")))
    ana.say("Over the reload")
    mine = ana.message("Over the reload")
    expect(mine.get_by_role("button", name="Cancel upload")).to_be_visible()
    wait_until(lambda: ana.page.evaluate(_IS_KEPT, "Over the reload"), what="the file to be kept")
    ana.page.unroute("**/api/uploads/**")
    ana.page.reload()
    theirs = ben.message("Over the reload")
    expect(theirs.get_by_role("link", name="kept.png")).to_be_visible()
    expect(ana.message("Over the reload")).to_have_count(1)


def test_an_upload_goes_on_after_a_restart_of_the_server(pair, server) -> None:
    ana, ben = pair
    ana.page.route("**/api/uploads/*", lambda route: route.abort())
    choose(ana, file("lasting.png", png("green")))
    with ana.page.expect_request("**/api/uploads/*"):
        ana.say("Over the restart")
    server.restart()
    ana.page.unroute("**/api/uploads/*")
    theirs = ben.message("Over the restart").get_by_role("link", name="lasting.png")
    expect(theirs).to_be_visible(timeout=60_000)
    for person in pair:
        expect(person.message("Over the restart")).to_have_count(1)
    assert ben.context.request.get(f"{ben.url}{theirs.get_attribute('href')}").ok


def test_a_picture_that_is_deleted_is_not_looked_at_any_longer(pair) -> None:
    ana, ben = pair
    choose(ana, file("gone.png", png("red")))
    ana.say("Soon gone")
    ben.message("Soon gone").get_by_role("link", name="gone.png").click()
    expect(ben.page.locator(".pswp__counter")).to_be_attached()
    bubble = ana.message("Soon gone")
    bubble.hover()
    bubble.get_by_role("button", name="More").click()
    ana.page.get_by_role("menuitem", name="Delete").click()
    expect(ben.page.locator(".pswp")).to_have_count(0)
    expect(ben.page.get_by_role("log", name="Messages")).to_be_focused()  # its link is gone


def test_a_deleted_message_takes_its_files_along(pair) -> None:
    ana, ben = pair
    choose(ana, file("secret.png", png("red")))
    ana.say("Not for you")
    address = ben.message("Not for you").get_by_role("link").get_attribute("href")
    assert ben.context.request.get(f"{ben.url}{address}").ok
    bubble = ana.message("Not for you")
    bubble.hover()
    bubble.get_by_role("button", name="More").click()
    ana.page.get_by_role("menuitem", name="Delete").click()
    expect(ben.message("Message deleted")).to_be_visible()
    expect(ben.page.get_by_role("log").locator("img")).to_have_count(0)
    assert ben.context.request.get(f"{ben.url}{address}").status == 404


_RUNS = "localStorage.setItem('ran', location.href)"
_HOSTILE = {
    "drawing.svg": f'<svg xmlns="http://www.w3.org/2000/svg" onload="{_RUNS}"><script>{_RUNS}</script></svg>',
    "page.html": f'<!doctype html><title>a</title><body onload="{_RUNS}"><script>{_RUNS}</script>',
    "photo.png": f"GIF89a=1;{_RUNS}//",
    "code.js": _RUNS,
}
_UPLOAD = """async (files) => Promise.all(Object.entries(files).map(async ([name, text]) => {
  const form = new FormData();
  form.append("file", new File([text], name));
  const answer = await fetch("/api/media/upload", { method: "POST", body: form });
  return answer.ok ? (await answer.json()).url : "";
}))"""
# As a page of our own could be tricked into it: as a script, in a frame, as an object.
_EMBED = """(url) => Promise.all(["script", "iframe", "object"].map((kind) => new Promise((done) => {
  const one = document.createElement(kind);
  one.onload = one.onerror = done;
  one[kind === "object" ? "data" : "src"] = url;
  document.body.append(one);
  if (kind === "iframe") done();
})))"""


def test_nothing_in_a_file_runs_wherever_it_is_opened(people) -> None:
    mallory = people("Mallory of the files").join()
    addresses = [address for address in mallory.page.evaluate(_UPLOAD, _HOSTILE) if address]
    assert len(addresses) == 3  # what pretends to be a picture is refused
    for address in addresses:
        tab = mallory.context.new_page()
        with tab.expect_download(), pytest.raises(Error, match="Download is starting"):
            tab.goto(f"{mallory.url}{address}")
        with mallory.page.expect_event("download"):
            mallory.page.evaluate(_EMBED, address)
        assert mallory.page.evaluate("localStorage.getItem('ran')") is None
    mallory.page.evaluate(_RUNS)
    assert mallory.page.evaluate("localStorage.getItem('ran')")


def film(seconds: int = 8) -> bytes:
    made = io.BytesIO()
    with av.open(made, "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=5)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        frames = (av.VideoFrame.from_image(Image.new("RGB", (160, 90), (n * 5, 90, 60))) for n in range(seconds * 5))
        for frame in [*frames, None]:
            container.mux(stream.encode(frame))
    return made.getvalue()


def sound(seconds: int = 8) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8000)
        written.writeframes(bytes(16_000 * seconds))
    return made.getvalue()


def test_what_sounds_out_of_sight_is_shown_and_can_be_made_faster(pair, people) -> None:
    ana, ben = pair
    other = people(f"{ben.name} Elsewhere").join()
    ben.find(other.name)
    choose(ana, file("long.wav", sound(600), "audio/wav"))
    ana.say("Hear this to the end")
    ben.open(ana.name)
    bubble = ben.message("Hear this to the end")
    bubble.get_by_role("button", name="Play", exact=True).click()
    expect(bubble.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    ben.open(other.name)
    playing = ben.page.get_by_role("region", name="Now playing")
    expect(playing).to_contain_text(ana.name)
    expect(playing).to_contain_text(re.compile(r"long\.wav, \d:\d\d / 10:00"))
    playing.get_by_role("button", name="Speed 1", exact=True).click()
    expect(playing.get_by_role("button", name="Speed 1.5", exact=True)).to_have_text("1.5×")
    playing.get_by_role("button", name="Pause", exact=True).click()
    playing.get_by_title("Go to this message").click()
    ben.is_at(ana.name)
    expect(bubble.get_by_role("button", name="Speed 1.5", exact=True)).to_be_visible()
    expect(playing).to_have_count(0)
    ben.open(other.name)
    playing.get_by_role("button", name="Stop playing").click()
    expect(playing).to_have_count(0)


def test_a_film_plays_in_its_bubble_and_only_one_thing_sounds(pair) -> None:
    ana, ben = pair
    choose(ana, file("walk.webm", film(), "video/webm"))
    expect(ana.page.get_by_role("list", name="Files to send").locator("img")).to_be_visible()  # one of its frames
    ana.say("See how it goes")
    choose(ana, file("notes é.wav", sound(), "audio/wav"))
    ana.say("And hear")
    seen, heard = ben.message("See how it goes"), ben.message("And hear")
    expect(seen).to_contain_text("0:08")
    seen.get_by_role("button", name="Play walk.webm").click()
    player = seen.locator("video")
    expect(player).to_be_focused()
    expect(player).to_have_js_property("paused", False)
    player.evaluate("film => { film.currentTime = 5 }")
    expect(player).to_have_js_property("seeking", False)
    assert player.evaluate("film => film.currentTime") >= 5
    ben.page.get_by_role("button", name="Details", exact=True).click()
    ben.page.get_by_role("tabpanel").get_by_role("button", name="walk.webm").click()
    expect(ben.page.locator(".pswp video")).to_have_js_property("paused", False)
    expect(player).to_have_js_property("paused", True)
    ben.page.keyboard.press("Escape")
    expect(ben.page.locator(".pswp")).to_have_count(0)
    player.evaluate("film => film.play()")
    heard.get_by_role("button", name="Play", exact=True).click()
    expect(heard.get_by_role("button", name="Pause")).to_be_visible()
    expect(player).to_have_js_property("paused", True)
    player.evaluate("film => film.play()")
    expect(heard.get_by_role("button", name="Play", exact=True)).to_be_visible()
    with ben.page.expect_download() as download:
        heard.get_by_role("link", name="Download notes é.wav").click()
    assert download.value.suggested_filename == "notes é.wav"


def test_the_order_of_the_tray_and_names_of_any_script(pair) -> None:
    ana, ben = pair
    names = ["one.png", 'تقرير 😀 "x".txt']
    choose(ana, file(names[0], png("red")), file(names[1], b"words", "text/plain"))
    tray = ana.page.get_by_role("list", name="Files to send").get_by_role("listitem")
    tray.first.hover()
    tray.first.get_by_role("button", name="Move one.png later").click()
    expect(tray.first).to_contain_text(names[1])
    expect(tray.last).to_be_focused()  # it is at the end: there is no way on
    ana.say("Both in this order")
    links = ben.message("Both in this order").get_by_role("link")
    expect(links.first).to_have_accessible_name(names[1])
    with ben.page.expect_download() as download:
        links.first.click()
    assert download.value.suggested_filename == names[1].replace('"', "_")


def test_limits_of_each_kind_are_told_before(own_server, browser) -> None:
    own_server.environment |= {"WEBCHAT_MAX_PICTURE_SIZE": "2000", "WEBCHAT_ALLOWED_TYPES": "image/*,audio/*"}
    own_server.start()
    una, vic = (Person(browser.new_context(), own_server.url, f"{name} Limits").join() for name in ("Una", "Vic"))
    una.find(vic.name)
    sent = [file("large.png", png("red") + bytes(3000)), file("film.webm", film(1), "video/webm")]
    choose(una, *sent, file("small.png", png("red", (9, 9))), taken=1)
    told = una.page.get_by_role("status", name="Notices")
    expect(told).to_contain_text("A picture has at most 2.0 KB here. film.webm is not of a type that is taken here.")
    expect(una.page.get_by_role("list", name="Files to send")).to_contain_text("small.png")
