"""Reads a Dockerfile and a .dockerignore, as far as ours go.

What is not known here is an error: a step that is passed over would make a test that proves nothing.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

_FLAGS: dict[str, set[str]] = {
    "FROM": set(), "ARG": set(), "ENV": set(), "WORKDIR": set(), "COPY": {"from"}, "RUN": set(), "USER": set(),
    "VOLUME": set(), "EXPOSE": set(), "HEALTHCHECK": {"interval", "timeout", "start-period", "retries"},
    "STOPSIGNAL": set(), "CMD": set(),
}  # fmt: skip
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


class DockerfileError(Exception):
    """Something stands there that is not understood."""


@dataclass(frozen=True)
class Instruction:
    """One step: `--flags`, and the text behind them; `words` is set where the text is a JSON list."""

    name: str
    text: str
    flags: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str] | None:
        """The words of the JSON form, None for the shell form."""
        return json.loads(self.text) if self.text.startswith("[") else None

    @property
    def command(self) -> list[str]:
        """The program and its arguments; the shell form goes to `sh -c`, as in Docker."""
        return self.words or ["/bin/sh", "-c", self.text]


@dataclass(frozen=True)
class Stage:
    """What begins with a FROM."""

    base: str
    name: str
    steps: list[Instruction]


def read_dockerfile(text: str) -> list[Stage]:
    """Return the stages in their order. Raises DockerfileError."""
    stages: list[Stage] = []
    for line in _lines(text):
        step = _instruction(line)
        if step.name == "FROM":
            base, *rest = step.text.split()
            if rest and (len(rest) != 2 or rest[0].upper() != "AS"):
                raise DockerfileError(line)
            stages.append(Stage(base, rest[1] if rest else str(len(stages)), []))
        elif not stages:
            raise DockerfileError(f"Before the first FROM: {line}")
        else:
            stages[-1].steps.append(step)
    return stages


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put variables in; an unknown one is empty, as in Docker."""
    return _VARIABLE.sub(lambda found: values.get(found[1] or found[2], ""), text)


def pairs(text: str, values: Mapping[str, str]) -> dict[str, str]:
    """Read the `NAME=value NAME="other value"` of ENV."""
    split = [word.partition("=") for word in shlex.split(text)]
    if not all(equals for _, equals, _ in split):
        raise DockerfileError(f"ENV {text}")
    return {name: filled(value, values) for name, _, value in split}


def _lines(text: str) -> Iterator[str]:
    """Lines without comments, and those that end with a backslash together with their next ones."""
    kept = ""
    for line in text.splitlines():
        if line.lstrip().startswith("#") or not line.strip():
            continue
        if line.rstrip().endswith("\\"):
            kept += line.rstrip()[:-1]
            continue
        yield (kept + line).strip()
        kept = ""
    if kept:
        raise DockerfileError(f"The last step does not end: {kept}")


def _instruction(line: str) -> Instruction:
    name, _, rest = line.partition(" ")
    name, rest = name.upper(), rest.strip()
    if name not in _FLAGS:
        raise DockerfileError(f"{name} is not known here: {line}")
    flags = {}
    while found := re.match(r"--([\w-]+)=(\S+)\s+", rest):
        flags[found[1]] = found[2]
        rest = rest[found.end() :]
    if rest.startswith("--") or "<<" in rest or not set(flags) <= _FLAGS[name]:
        raise DockerfileError(f"Not understood: {line}")
    return Instruction(name, rest, flags)


class Context:
    """The folder that a build may copy from: all but what .dockerignore leaves out."""

    def __init__(self, folder: Path, ignore: str) -> None:
        self.folder = folder
        lines = [line.strip() for line in ignore.splitlines()]
        self._rules = [
            (_pattern(line.removeprefix("!")), line.startswith("!"))
            for line in lines
            if line and not line.startswith("#")
        ]

    def holds(self, path: PurePosixPath) -> bool:
        """Whether this path (from the folder) is sent along: the last rule that fits it, or a folder above it."""
        names = [str(one) for one in (path, *path.parents) if str(one) != "."]
        kept = True
        for pattern, again in self._rules:
            if any(pattern.fullmatch(name) for name in names):
                kept = again
        return kept

    def files(self, source: str) -> Iterator[tuple[Path, PurePosixPath]]:
        """The files of a file or folder, each with its path inside `source` (its name where that is a file)."""
        start = self.folder / source
        if start.is_file():
            found = [(start, PurePosixPath(start.name))]
        else:  # a folder that is left out may hold what is taken in again, but none of ours does
            found = [(one, PurePosixPath(one.relative_to(start))) for one in self._below(start)]
        kept = [(one, inner) for one, inner in found if self.holds(PurePosixPath(one.relative_to(self.folder)))]
        if not kept:
            raise DockerfileError(f"COPY {source}: nothing of that is sent along.")
        yield from kept

    def _below(self, folder: Path) -> Iterator[Path]:
        for one in sorted(folder.iterdir()):
            if one.is_dir() and not one.is_symlink():
                if self.holds(PurePosixPath(one.relative_to(self.folder))):
                    yield from self._below(one)
            else:
                yield one


def _pattern(line: str) -> re.Pattern[str]:
    """Docker's patterns: `*` and `?` stay within a name, `**` is any number of folders."""
    if "[" in line or "\\" in line:
        raise DockerfileError(f".dockerignore: {line}")
    made = ""
    for part in re.split(r"(\*\*/?|\*|\?)", line.strip("/")):
        match part:
            case "**/":
                made += "(?:.*/)?"
            case "**":
                made += ".*"
            case "*":
                made += "[^/]*"
            case "?":
                made += "[^/]"
            case _:
                made += re.escape(part)
    return re.compile(made)
