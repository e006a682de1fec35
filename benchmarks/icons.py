"""Draws the PNG icons of the installed app from their SVG sources, in a real Chromium: `python -m benchmarks.icons`."""

from __future__ import annotations

from playwright.sync_api import sync_playwright

from tests.support.browser import chromium_path
from webchat.settings import PROJECT

ICONS = PROJECT / "assets" / "icons"
# Source, edge in pixels, name.
_WANTED = (
    ("icon", 192, "icon-192"),
    ("icon", 512, "icon-512"),
    ("icon-maskable", 180, "apple-touch-icon"),
    ("icon-maskable", 192, "maskable-192"),
    ("icon-maskable", 512, "maskable-512"),
    ("badge", 96, "badge-96"),
)


def main() -> None:
    """Write every PNG beside its source."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for source, edge, name in _WANTED:
            page = browser.new_page(viewport={"width": edge, "height": edge})
            svg = (ICONS / f"{source}.svg").read_text()
            page.set_content(f"<style>*{{margin:0}}svg{{display:block;width:{edge}px}}</style>{svg}")
            page.screenshot(path=ICONS / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
