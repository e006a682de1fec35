"""The accessibility checker axe, for a page of the browser stories."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

THEMES = ("light", "dark")
ACCENTS = ("blue", "purple", "green", "orange")
_SERIOUS = {"serious", "critical"}
_LOOKS = 5
_PAINT = """async ([theme, accent]) => {
  const root = document.documentElement;
  const frame = () => new Promise(requestAnimationFrame);
  // What is out of sight takes new colours later than the rest: for the check nothing is out of sight.
  const isSkipped = (one) => getComputedStyle(one).contentVisibility === "auto";
  for (const one of [...document.querySelectorAll("*")].filter(isSkipped)) one.style.contentVisibility = "visible";
  root.dataset.theme = theme;
  root.dataset.accent = accent;
  await frame();
  const ending = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map((one) => one.finished));
  await frame();
}"""


@cache
def _source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def findings(page: Page, accents: tuple[str, ...] = ACCENTS) -> list[str]:
    """What axe calls serious or critical on this page: every rule in both themes, contrast with each accent too."""
    found = []
    for theme in THEMES:
        for accent in accents:
            page.evaluate(_PAINT, [theme, accent])
            rules = None if accent == accents[0] else ["color-contrast"]
            found += [f"{theme} {accent}: {finding}" for finding in _lasting(page, rules)]
    return found


def _lasting(page: Page, rules: list[str] | None) -> list[str]:
    """What is still there each time that one looks: a colour that was on its way is gone at the next look."""
    found = _run(page, rules)
    for _ in range(_LOOKS):
        if not found:
            break
        page.evaluate("() => new Promise(requestAnimationFrame)")
        again = _run(page, rules)
        found = [finding for finding in found if finding in again]
    return found


def _run(page: Page, rules: list[str] | None) -> list[str]:
    # The protocol's own evaluation is no script of the page: its policy stays as people have it.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    result = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {node['html'][:160]} ({node.get('failureSummary', '')[:300]})"
        for rule in result["violations"]
        if rule["impact"] in _SERIOUS
        for node in rule["nodes"]
    ]
