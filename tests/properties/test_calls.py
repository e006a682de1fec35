"""Whatever people, devices and clocks do to a call, it has an end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from webchat.domain import call_states, calls
from webchat.domain.call_deadlines import due_at, expire
from webchat.domain.call_states import Participant
from webchat.domain.call_views import EndReason
from webchat.domain.calls import apply, begin, leave, touch
from webchat.domain.errors import CallFull, Forbidden

START = datetime(2026, 11, 26, 12, tzinfo=UTC)
USERS = st.integers(1, 5)
DEVICES = st.sampled_from(["", "one", "two"])
# Ring or connect, then a link that is lost, then patience for those who are left: nothing silent lasts longer.
LONGEST = timedelta(seconds=240)


class AnyCall(RuleBasedStateMachine):
    """A call of two, or of a group of five."""

    @initialize(grouped=st.booleans(), kind=st.sampled_from(["audio", "video"]), line=st.sampled_from(["", "device"]))
    def request(self, grouped: bool, kind: str, line: str) -> None:
        self.now = START
        caller = Participant(1, "waiting", "one", line=line)
        rung = [2, 3] if grouped else [2]
        self.call = begin(1, 1, kind, caller, rung, START, group=grouped)

    @rule(who=USERS, verb=st.sampled_from(sorted(calls.VERBS)), device=DEVICES, move=st.booleans())
    def say(self, who: int, verb: str, device: str, move: bool) -> None:
        before = self.call = expire(self.call, self.now)
        try:
            self.call = apply(before, verb, who, self.now, device, move=move)
        except (CallFull, Forbidden):
            return
        assert apply(self.call, verb, who, self.now, device, move=move) == self.call
        if not before.live:
            assert self.call is before

    @rule(who=USERS, line=st.sampled_from(["", "user", "device"]))
    def show_life(self, who: int, line: str) -> None:
        self.call = touch(self.call, who, self.now, line)

    @rule(seconds=st.sampled_from([0.5, 3, 9, 11, 19, 21, 29, 31, 46]))
    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.call = expire(self.call, self.now)

    @precondition(lambda self: self.call.live)
    @rule(who=USERS)
    def remove(self, who: int) -> None:
        self.call = leave(expire(self.call, self.now), who, self.now)
        me = self.call.of(who)
        assert me is None or me.state in call_states.OUT

    @invariant()
    def everybody_is_somewhere(self) -> None:
        call, inside = self.call, self.call.inside()
        assert all(one.state in call_states.RUNG | call_states.IN | call_states.OUT for one in call.participants)
        assert (
            (call.state == call_states.ENDED) == (call.end_reason in get_args(EndReason)) == (call.ended_at is not None)
        )
        if not call.live:
            assert all(one.state in call_states.OUT and one.deadline is None for one in call.participants)
            assert (call.duration is None) == (call.connected_at is None)
            return
        assert call.state in call_states.LIVE
        assert inside
        assert ([one.state for one in inside] == ["waiting"]) == (len(inside) == 1)
        assert call.group or all(one.state not in call_states.OUT for one in call.participants)
        assert len(inside) <= call_states.MESH_HOLDS[call.kind]

    @invariant()
    def silence_ends_it(self) -> None:
        call, steps = self.call, 0
        while call.live:
            due = due_at(call)
            assert due is not None
            call, steps = expire(call, due), steps + 1
            assert steps < 20
        assert call.ended_at is not None
        assert call.ended_at <= max(self.now, START) + LONGEST

    @invariant()
    def going_ends_it(self) -> None:
        call = self.call
        for one in call.participants:
            call = apply(call, "hangup", one.user_id, self.now)
        assert not call.live


AnyCall.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestAnyCall = AnyCall.TestCase
