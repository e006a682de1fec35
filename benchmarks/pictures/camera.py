"""Opens the product as somebody, in a window of some size and look, and keeps what it shows."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.pictures.circle import Circle
from benchmarks.server import Account
from tests.support.person import PHONE

WIDE = {"width": 1280, "height": 800}
VIEWS = ("wide-light", "wide-dark", "phone-light", "phone-dark")
_BROWSER_STATE = "for (const [name, value] of Object.entries({})) localStorage.setItem(name, value)"


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture to take: `drive(page, circle)` brings the page, opened at `path` as `who`, into the state."""

    name: str
    drive: Callable[[Page, Circle], object]
    who: str | None
    path: str
    views: tuple[str, ...]
    accent: str
    context: dict[str, Any]


SCENES: dict[str, Scene] = {}


def scene(
    name: str,
    *,
    who: str | None = "Lea",
    path: str = "/chat/",
    views: Iterable[str] = VIEWS,
    accent: str = "blue",
    **context: Any,
) -> Callable[[Callable[[Page, Circle], object]], Callable[[Page, Circle], object]]:
    """Note a scene. `path` may name a conversation of the circle in braces: "/chat/{house}/"."""  # fmt: skip

    def noted(drive: Callable[[Page, Circle], object]) -> Callable[[Page, Circle], object]:
        SCENES[name] = Scene(name, drive, who, path, tuple(views), accent, context)
        return drive

    return noted


class Camera:
    """Takes the pictures of one circle of people into a folder."""

    def __init__(self, browser: Browser, circle: Circle, folder: Path) -> None:
        self.browser, self.circle, self.folder = browser, circle, folder

    def take(self, scene: Scene, view: str) -> Path:
        """Drive the scene in one view, and write `<name>-<view>.webp`."""
        context = self._context(scene, view)
        page = context.new_page()
        page.set_default_timeout(20_000)
        file = self.folder / f"{scene.name}-{view}.webp"
        try:
            page.goto(self.circle.url + scene.path.format(**self.circle.places))
            shown = scene.drive(page, self.circle)
            self._keep(shown if isinstance(shown, Page) else page, file)
        finally:
            for opened in self.browser.contexts:  # a scene may have brought others
                opened.close()
            self.circle.hang_up()
        return file

    def _context(self, scene: Scene, view: str) -> BrowserContext:
        size, theme = view.split("-")
        phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
        window = phone if size == "phone" else {"viewport": WIDE}
        options = {"locale": "en-GB", "timezone_id": "Europe/Berlin", "reduced_motion": "reduce"}
        context = self.browser.new_context(**{**options, **window, **scene.context})
        if scene.who:
            self._sign_in(context, self.circle.people[scene.who])
        state = {"webchat.theme": theme, "webchat.accent": scene.accent, "webchat.notify_bar": "1"}
        context.add_init_script(_BROWSER_STATE.format(json.dumps(state)))
        return context

    def _sign_in(self, context: BrowserContext, who: Account) -> None:
        context.add_cookies([{"name": "webchat_session", "value": who.secret, "url": self.circle.url}])

    @staticmethod
    def _keep(page: Page, file: Path) -> None:
        page.evaluate("document.fonts.ready")
        Image.open(io.BytesIO(page.screenshot())).save(file, "WEBP", quality=84, method=5)
