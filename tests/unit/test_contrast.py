"""Text can be read: WCAG AA in each theme with each accent, computed from the tokens."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[2] / "assets" / "css" / "tokens.css").read_text(encoding="utf-8")
RULES = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL))
Rgb = tuple[float, float, float]

TEXT = 4.5
SIGN = 3.0  # what is no text but says something: ticks, dots, outlines
PAIRS = [
    *[
        (ink, ground, TEXT)
        for ink in ("ink", "ink-2")
        for ground in ("bg", "surface", "raised", "canvas", "sunken", "hover")
    ],
    *[("ink-3", ground, TEXT) for ground in ("surface", "raised", "sunken", "hover", "canvas", "bubble")],
    *[("accent-text", ground, TEXT) for ground in ("surface", "raised", "canvas", "bubble", "hover", "accent-soft")],
    *[("danger", ground, TEXT) for ground in ("surface", "raised", "canvas", "hover")],
    ("ink", "bubble", TEXT),
    *[(f"code-{kind}", "code", TEXT) for kind in ("comment", "keyword", "string", "number", "name", "builtin")],
    ("danger", "code", TEXT),
    ("ink", "code", TEXT),
    ("ink-2", "code", TEXT),
    ("ink", "accent-soft", TEXT),
    ("ink-2", "accent-soft", TEXT),
    ("ink-3", "accent-soft", TEXT),
    ("accent-ink", "accent", TEXT),
    ("own-2", "accent", TEXT),
    ("own-read", "accent", SIGN),
    ("ok", "surface", SIGN),
]


def _applies(selector: str, theme: str, accent: str) -> bool:
    named = {":root", f'[data-theme="{theme}"]', f'[data-accent="{accent}"]'}
    return any(part.strip() in named for part in selector.split(","))


def _tokens(theme: str, accent: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for selector, body in RULES:
        if _applies(selector, theme, accent):
            found |= dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))
    return found


def _linear_rgb(lightness: float, chroma: float, hue: float) -> Rgb:
    """OKLCH as linear sRGB, cut off at the edges as browsers do (the matrices of CSS Color 4)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return tuple(min(1.0, max(0.0, part)) for part in (red, green, blue))  # type: ignore[return-value]


def _luminance(value: str, hue: str) -> float:
    parts = re.fullmatch(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)", value.replace("var(--h)", hue))
    assert parts, f"not a plain colour: {value}"
    red, green, blue = _linear_rgb(*(float(part) for part in parts.groups()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@pytest.mark.parametrize("accent", ["blue", "purple", "green", "orange"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out_from_its_ground(theme: str, accent: str) -> None:
    tokens = _tokens(theme, accent)
    light = {name: _luminance(tokens[name], tokens["h"]) for pair in PAIRS for name in pair[:2]}
    weak = {
        f"{ink} on {ground}": round(_contrast(light[ink], light[ground]), 2)
        for ink, ground, least in PAIRS
        if _contrast(light[ink], light[ground]) < least
    }
    assert not weak
