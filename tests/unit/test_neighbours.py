"""What processes know of each other's people, by a clock of our own."""

from datetime import UTC, datetime, timedelta

from webchat.domain.events import Signal
from webchat.realtime.neighbours import ASK, PEOPLE, Neighbours
from webchat.realtime.presence import GRACE, Presence


class _World:
    """Processes that hear each other when `deliver` is called."""

    def __init__(self, *names: str) -> None:
        self.at = 1_000.0
        self.said: list[tuple[str, Signal]] = []
        self.presence = {name: Presence(self.now) for name in names}
        self.processes = {name: Neighbours(self.presence[name], lambda: self.at) for name in names}
        for name in names:
            self.start(name)

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.at)

    def start(self, name: str) -> None:
        self.processes[name].join(name, lambda signal, name=name: self.said.append((name, signal)))

    def deliver(self, lose: str = "") -> None:
        for process in self.processes.values():
            process._tell_changes()
        while self.said:
            origin, signal = self.said.pop(0)
            for name, process in self.processes.items():
                if name != origin and signal.type != lose:
                    process.hear(origin, signal)

    def beat(self, name: str) -> None:
        self.said.append((name, Signal("relay.beat")))


def test_who_is_here_is_known_everywhere() -> None:
    world = _World("a", "b")
    world.deliver()
    world.presence["a"].connected(1, "tab")
    world.deliver()
    assert world.presence["b"].of(1)[0] == "online"
    world.presence["a"].report("tab", active=False)
    world.deliver()
    assert world.presence["b"].of(1)[0] == "away"
    world.presence["b"].connected(1, "phone")
    world.deliver()
    assert {one.of(1)[0] for one in world.presence.values()} == {"online"}
    world.presence["b"].disconnected(1, "phone")
    world.presence["a"].disconnected(1, "tab")
    world.deliver()
    world.at += GRACE.total_seconds()
    for one in world.presence.values():
        one.sweep()
    assert {one.of(1)[0] for one in world.presence.values()} == {"offline"}


def test_a_process_that_comes_later_asks_for_all() -> None:
    world = _World("a")
    world.presence["a"].connected(1, "tab")
    world.processes["a"].set_streams(1, 3)
    world.deliver()
    world.presence["b"] = Presence(world.now)
    world.processes["b"] = Neighbours(world.presence["b"], lambda: world.at)
    world.start("b")
    world.deliver()
    assert world.presence["b"].of(1)[0] == "online"
    assert world.processes["b"].streams_elsewhere(1) == 3


def test_what_was_lost_is_asked_for() -> None:
    world = _World("a", "b")
    world.deliver()
    world.presence["a"].connected(1, "tab")
    world.deliver(lose=PEOPLE)
    assert world.presence["b"].of(1)[0] == "offline"
    world.at += 1
    world.presence["a"].connected(2, "tab of another")
    world.deliver()
    assert [world.presence["b"].of(who)[0] for who in (1, 2)] == ["online", "online"]


def test_the_people_of_a_dead_process_leave_after_the_grace() -> None:
    world = _World("a", "b", "c")
    world.deliver()
    world.presence["a"].connected(1, "tab")
    world.deliver()
    del world.processes["a"]
    world.at += 11
    for name in "bc":
        world.processes[name].pass_time(can_hear=True)
        assert world.presence[name].of(1)[0] == "online"
    world.at += GRACE.total_seconds()
    swept = [world.presence[name].sweep() for name in "bc"]
    assert [world.presence[name].of(1)[0] for name in "bc"] == ["offline", "offline"]
    assert [sorted(one) for one in swept] == [[1], []]  # one of them keeps when


def test_who_is_deaf_gives_nobody_up() -> None:
    world = _World("a", "b")
    world.deliver()
    world.presence["a"].connected(1, "tab")
    world.deliver()
    world.at += 60
    world.processes["b"].pass_time(can_hear=False)
    world.at += 5
    world.processes["b"].pass_time(can_hear=True)
    assert world.presence["b"].of(1)[0] == "online"
    world.beat("a")
    world.deliver(lose=ASK)
    world.deliver()
    assert world.presence["b"].of(1)[0] == "online"


def test_a_process_that_ends_says_so() -> None:
    world = _World("a", "b")
    world.presence["a"].connected(1, "tab")
    world.processes["a"].set_streams(1, 1)
    world.deliver()
    world.said.append(("a", world.processes["a"].leave()))
    world.deliver()
    assert world.processes["b"].streams_elsewhere(1) == 0
    world.at += GRACE.total_seconds()
    world.presence["b"].sweep()
    assert world.presence["b"].of(1)[0] == "offline"
