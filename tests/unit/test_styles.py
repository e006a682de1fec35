"""One design language: numbers of the look stand in tokens.css, and no rule is there for nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from webchat.ui import theme

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = PROJECT / "assets" / "css"
FILES = sorted(file for file in FOLDER.rglob("*.css") if file.name != "tokens.css")
# A call's stage is dark in both themes: its own night stands at its top, as its tokens.
OWN_TOKENS = {"calls.css": re.compile(r"--[\w-]+: ")}

COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\((?!var\()|:[^;]*\b(?:white|black)\b", re.IGNORECASE
)
RADIUS = re.compile(r"border(?:-[a-z]+)*-radius: (?!(?:var\(--r-|inherit|0\b|calc\(var\(--r-))")
SHADOW = re.compile(r"(?:box|text)-shadow: (?!none|var\(|(?:inset )?0 0 0 [\w.()*+ -]+ var\()")
# Delays between the three dots of "typing", and the end of all motion where little of it is wanted.
MOTION = re.compile(r"(?<![-\w])(?:\d*\.)?\d+m?s\b")
STILL = re.compile(r"animation-delay: |(?:animation|transition)-duration: 1ms !important")
SIZE = re.compile(r"font-size: (?!var\(--(?:text|sign)-|inherit|min\()")
# Left and right are other ones where one reads from the right; what keeps clear of the edge of the glass is not.
SIZED = r"(?:[^\s();]+|\w+\([^();]*\))"
SIDES = re.compile(
    rf"(?:padding|margin): {SIZED} ({SIZED}) {SIZED} (?!\1;){SIZED};"
    r"|(?:padding|margin|border)-(?:left|right)|float: (?:left|right)"
)
GLASS = re.compile(r"env\(safe-area-inset-(?:left|right)\)")

# Named by a library, or put together where they are used.
MADE_ELSEWHERE = re.compile(r"pswp(?:__|--|$)|reactEasyCrop|livekit")
KNOWN = re.compile(r"[A-Za-z][\w-]*")


def _rules(file: Path) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, without comments."""
    text = re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), file.read_text("utf-8"), flags=re.DOTALL)
    yield from enumerate(text.splitlines(), 1)


def _found(pattern: re.Pattern[str], but: re.Pattern[str] | None = None) -> list[str]:
    return [
        f"{file.name}:{number}: {line.strip()}"
        for file in FILES
        for number, line in _rules(file)
        if pattern.search(line) and not (but and but.search(line))
    ]


@pytest.mark.parametrize("pattern", [COLOUR, RADIUS, SHADOW, SIZE], ids=["colour", "radius", "shadow", "size"])
def test_only_the_tokens_are_numbers(pattern: re.Pattern[str]) -> None:
    raw = [
        line for line in _found(pattern)
        if not (own := OWN_TOKENS.get(line.partition(":")[0])) or not own.search(line)
    ]  # fmt: skip
    assert raw == []


def test_sides_are_those_of_reading() -> None:
    assert _found(SIDES, GLASS) == []


def test_motion_has_the_durations_of_the_tokens() -> None:
    assert _found(MOTION, STILL) == []


def test_every_token_is_used_and_every_used_one_is_there() -> None:
    css = "\n".join(file.read_text("utf-8") for file in FOLDER.rglob("*.css"))
    made = set(re.findall(r"(--[\w-]+): ", css))
    used = set(re.findall(r"var\((--[\w-]+)", css))
    given = set(re.findall(r"[\"'](--[\w-]+)[\"']", _sources()))
    assert (made - used - given, used - made - given) == (set(), set())


def test_every_file_is_loaded() -> None:
    loaded = {PROJECT / "assets" / sheet.lstrip("/") for sheet in theme.STYLESHEETS}
    assert loaded == set(FOLDER.rglob("*.css"))


def test_every_class_is_named_by_somebody() -> None:
    known = set(KNOWN.findall(_sources()))
    nobody = {
        f"{file.name}: .{name}"
        for file in FILES
        for selector in re.findall(r"([^{}]+)\{", re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.DOTALL))
        for name in re.findall(r"\.([A-Za-z][\w-]*)", selector)
        if name not in known and not MADE_ELSEWHERE.match(name)
    }
    assert nobody == set()


def _sources() -> str:
    folders = ("webchat/ui", "webchat/domain", "webchat/api/static", "assets")
    files = (file for folder in folders for file in (PROJECT / folder).rglob("*"))
    return "\n".join(file.read_text("utf-8") for file in files if file.suffix in {".py", ".js", ".jsx"})
