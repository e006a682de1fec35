"""The order in which a listener hears what was missed and what happens meanwhile."""

from __future__ import annotations

import pytest

from webchat.api.frames import Frame
from webchat.api.stream import BROKEN_OFF, Stream
from webchat.domain.actor import Actor

ANA = Actor(1, 1, "ana", "Ana")


def frame(text: str) -> Frame:
    return Frame(text.encode(), "message.created", text)


async def heard(stream: Stream, count: int) -> list[str]:
    frames = [await stream.next() for _ in range(count)]
    return [one.text for one in frames if one]


async def _break_off(stream: Stream) -> None:
    with stream.replaying():
        stream.tell(frame("now"))
        raise ValueError("gone")


async def test_what_happens_before_the_replay_waits_behind_it() -> None:
    stream = Stream(ANA)
    stream.tell(frame("now 1"))
    with stream.replaying():
        await stream.put(frame("missed"))
        stream.tell(frame("now 2"))
    stream.tell(frame("now 3"))
    assert await heard(stream, 4) == ["missed", "now 1", "now 2", "now 3"]


async def test_what_happens_before_the_opening_waits_behind_it() -> None:
    stream = Stream(ANA)
    stream.tell(frame("now"))
    stream.begin(frame("hello"))
    assert await heard(stream, 2) == ["hello", "now"]


async def test_a_replay_that_breaks_off_ends_the_stream() -> None:
    stream = Stream(ANA)
    stream.begin(frame("hello"))
    with pytest.raises(ValueError, match="gone"):
        await _break_off(stream)
    assert (await stream.next(), stream.closing) == (None, BROKEN_OFF)


async def test_more_than_fits_while_waiting_ends_the_stream() -> None:
    stream = Stream(ANA)
    for number in range(1_001):
        stream.tell(frame(str(number)))
    assert await stream.next() is None
