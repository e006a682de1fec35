"""The talk of the demonstration, as `demo.toml` tells it."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

_WHEN = re.compile(r"(?:(\d+)d (\d\d):(\d\d)|(\d+)m)")
ME = "anna"
"""Whose conversations they all are."""


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody who talks, and how they look."""

    name: str
    about: str
    hair: str
    skin: int
    tone: int


@dataclass(frozen=True, slots=True)
class Room:
    """A conversation: a group where it has a title, else of two people, or one's own notes.

    `unread`: how much of it the one in the middle has not read.
    """

    members: list[str]
    lines: list[dict[str, Any]]
    title: str = ""
    description: str = ""
    picture: str = ""
    unread: int = 0
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """Everybody and everything."""

    people: dict[str, Player] = field(default_factory=dict)
    rooms: list[Room] = field(default_factory=list)


def story() -> Story:
    """The whole of it."""
    told = tomllib.loads(files("webchat.domain").joinpath("demo.toml").read_text("utf-8"))
    people = {key: Player(**about) for key, about in told["people"].items()}
    return Story(people, [Room(**room) for room in told["rooms"]])


def moments(lines: list[dict[str, Any]], now: datetime) -> list[datetime]:
    """When each line was said; what would be later than now, or than the next one, was said before that."""
    found = [moment(line["at"], now) for line in lines]
    latest = now - timedelta(minutes=2)
    for place in range(len(found) - 1, -1, -1):
        found[place] = latest = min(found[place], latest - timedelta(seconds=20))
    return found


def moment(when: str, now: datetime) -> datetime:
    """ "2d 18:04" is two days ago at that hour, "25m" minutes ago."""
    found = _WHEN.fullmatch(when)
    if found is None:
        raise ValueError(when)
    if found[4]:
        return now - timedelta(minutes=int(found[4]))
    return (now - timedelta(days=int(found[1]))).replace(hour=int(found[2]), minute=int(found[3]), second=0)
