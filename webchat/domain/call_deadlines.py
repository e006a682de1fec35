"""Calls: what lapses when nobody says anything. Pure; time is passed in."""

from dataclasses import replace
from datetime import datetime, timedelta

from webchat.domain.call_states import CALLER_GONE, IN, RUNG, Call, Participant, with_parts

GONE = timedelta(seconds=30)
SILENT = timedelta(seconds=60)
"""For a program that drives calls over REST alone and never had a socket: each of its requests is a sign of life."""


def expire(call: Call, at: datetime) -> Call:
    """The call after everything that has lapsed by now, in the order of time."""
    while call.live and (due := due_at(call)) is not None and due <= at:
        call = _lapse(call, due)
    return call


def due_at(call: Call) -> datetime | None:
    """When something lapses next, if nobody says anything."""
    moments = (_lapses_at(call, one) for one in call.participants) if call.live else ()
    return min((moment for moment in moments if moment is not None), default=None)


def _lapse(call: Call, at: datetime) -> Call:
    """Everyone whose time is over at this moment, together: of two who cannot connect neither stays alone."""
    changed, reason = [], ""
    for one in call.participants:
        if _lapses_at(call, one) == at:
            state, reason = _lapsed(call, one, at)
            changed.append(replace(one, state=state, deadline=None, left_at=at if one.joined_at else None))
    return with_parts(call, at, *changed, reason=reason)


def _lapsed(call: Call, one: Participant, at: datetime) -> tuple[str, str]:
    """What becomes of somebody, and how the call has ended if it does."""
    if one.deadline == at:
        return ("missed", "missed") if one.state in RUNG else ("failed", "failed")
    return "left", "cancelled" if _calling(call, one) else "left"


def _lapses_at(call: Call, one: Participant) -> datetime | None:
    moments = [one.deadline] if one.deadline else []
    if one.state in IN and one.seen_at is not None:
        moments.append(one.seen_at + (SILENT if not one.line else CALLER_GONE if _calling(call, one) else GONE))
    return min(moments, default=None)


def _calling(call: Call, one: Participant) -> bool:
    """Whether this is the caller, and nobody has answered."""
    return one.user_id == call.initiator_id and call.answered_at is None
