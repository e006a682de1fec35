"""What the database's errors mean for who asked."""

import logging

from webchat.domain.errors import InvalidInput, Unavailable

TRIES = 3
"""How often what can be asked again is asked in all."""
COLLISIONS = {"40001", "40P01"}
"""Codes of PostgreSQL: others were in the way, and nothing was done."""
_log = logging.getLogger(__name__)


def not_storable() -> InvalidInput:
    """A value that PostgreSQL refused."""
    return InvalidInput("A value is outside of what can be stored.")


def is_unencodable(error: ValueError) -> bool:
    """Whether the driver refused a text, as it does by plain errors: with a NUL, or with half of a surrogate pair."""
    return isinstance(error, UnicodeEncodeError) or "NUL (0x00)" in str(error)


class NoAnswer(Unavailable):
    """The database is away or silent: whoever asks next would wait as long, and what was asked may be done or not."""

    def __init__(self) -> None:
        super().__init__("The database does not answer just now.")


def no_answer(why: object = "") -> NoAnswer:
    """It is away, or took too long."""
    if why:
        _log.warning("The database did not answer: %s", why)
    return NoAnswer()


def held_up(why: object) -> Unavailable:
    """It answers, but others held for too long what this needs; nothing was done."""
    _log.warning("The database gave up waiting for others: %s", why)
    return Unavailable("Others work on the same just now. Try again in a moment.")
