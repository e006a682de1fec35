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


def no_answer(why: object = "") -> Unavailable:
    """It is away, or took too long."""
    if why:
        _log.warning("The database did not answer: %s", why)
    return Unavailable("The database does not answer just now.")
