"""The window of a call: in a small window of the browser's own, over the whole screen, and with other devices."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.support.callers import Caller, acquainted, browser, callers, is_green, talks
from tests.support.server import wait_until

__all__ = ["browser", "callers"]

# The small window shows a picture that moves.
_ASIDE = """async () => {
  const video = document.pictureInPictureElement;
  const before = video?.currentTime;
  await new Promise((done) => setTimeout(done, 300));
  return Boolean(video) && video.videoWidth > 0 && video.currentTime > before;
}"""
_FULL = "() => document.fullscreenElement?.closest('dialog')?.getAttribute('aria-label') ?? ''"
_SENT = """(kind) => {
  const pc = window.connections.findLast((one) => one.connectionState === "connected");
  const track = pc?.getSenders().map((one) => one.track).find((one) => one?.kind === kind);
  return track ? { label: track.label, enabled: track.enabled, state: track.readyState } : {};
}"""
_COUNTED = """() => {
  window.negotiated = 0;
  for (const pc of window.connections) {
    pc.addEventListener("signalingstatechange", () => (window.negotiated += 1));
    pc.addEventListener("connectionstatechange", () => (window.broke ||= pc.connectionState !== "connected"));
  }
  return window.connections.length;
}"""
_FRAMES = """async () => {
  const pc = window.connections.findLast((one) => one.connectionState === "connected");
  const figures = [...(await pc.getStats()).values()];
  return figures.filter((s) => s.type === "inbound-rtp" && s.kind === "video").reduce((n, s) => n + s.framesDecoded, 0);
}"""


def talking(callers, kind: str) -> tuple[Caller, Caller]:
    """Two people in a call."""
    one, other = callers("Ola"), callers("Pat")
    acquainted(one, other)
    one.call(kind)
    other.answer("Accept")
    talks(one)
    talks(other)
    return one, other


def test_a_picture_beside_everything_and_over_the_whole_screen(callers) -> None:
    ola, pat = talking(callers, "Video call")
    wait_until(lambda: ola.pictures.count() == 1 and is_green(ola.pictures), what="Pat's picture")
    ola.press("Full screen")
    wait_until(lambda: ola.page.evaluate(_FULL) == f"Call with {pat.name}", what="the call over the whole screen")
    ola.press("Mute")  # whatever one can do is there
    ola.press("Unmute")
    ola.press("Leave full screen")
    wait_until(lambda: ola.page.evaluate(_FULL) == "", what="the page to be back")
    expect(ola.page.get_by_role("button", name="Full screen", exact=True)).to_be_visible()

    ola.press("Picture in picture")
    wait_until(lambda: ola.page.evaluate(_ASIDE), what="the small window")
    ola.press("Minimise")
    ola.say("I see you while I write")
    wait_until(lambda: ola.page.evaluate(_ASIDE), what="the small window to go on")
    shown = "() => document.pictureInPictureElement?.srcObject?.id ?? ''"
    camera = ola.page.evaluate(shown)
    pat.press("Share screen")  # what is shown there is what the call shows
    wait_until(lambda: ola.page.evaluate(shown) not in ("", camera), what="the screen in it")
    pat.press("Turn off camera")
    wait_until(lambda: ola.page.evaluate(_ASIDE), what="the screen to go on")
    pat.press("Minimise")  # whoever shows something looks at that, not at the call
    pat.press("Stop sharing")
    gone = "() => document.pictureInPictureElement === null"
    wait_until(lambda: ola.page.evaluate(gone), what="the small window to close with the last picture")
    pat.press("Hang up")
    expect(ola.card).to_contain_text(re.compile(r"Video call, \d:\d\d"))


def test_another_camera_and_microphone_without_a_new_call(callers) -> None:
    ola, pat = talking(callers, "Video call")
    wait_until(lambda: pat.pictures.count() == 1 and is_green(pat.pictures), what="Ola's picture")
    connections = ola.page.evaluate(_COUNTED)
    ola.press("Devices")
    for kind, name in (("video", "Camera"), ("audio", "Microphone")):
        choice = ola.page.get_by_role("combobox", name=name, exact=True)
        expect(choice.locator("option").nth(1)).to_be_attached()
        other = choice.locator("option").last.inner_text()  # the second camera made up sees in infrared only
        choice.select_option(label=other)
        wait_until(
            lambda: ola.page.evaluate(_SENT, kind) == {"label": other, "enabled": True, "state": "live"},  # noqa: B023
            what=f"the other {name}",
        )
        expect(choice.locator("option:checked")).to_have_text(other)
    frames = pat.page.evaluate(_FRAMES)
    wait_until(lambda: pat.page.evaluate(_FRAMES) > frames + 5, what="pictures of the other camera")
    ola.press("Mute")
    ola.page.get_by_role("combobox", name="Microphone", exact=True).select_option(index=0)
    wait_until(lambda: ola.page.evaluate(_SENT, "audio").get("label", other) != other, what="the first microphone")
    assert not ola.page.evaluate(_SENT, "audio")["enabled"], "who is muted stays muted"
    assert ola.page.evaluate("Boolean(window.broke) || window.negotiated === 0")  # a line that broke is healed so
    assert ola.page.evaluate("window.connections.length") == connections
    talks(ola)
    ola.page.reload()  # what was chosen is kept
    talks(ola)
    expect(pat.status).to_have_text(re.compile(r"\d:\d\d"))
    wait_until(lambda: ola.page.evaluate(_SENT, "video").get("label"), what="the camera again")
