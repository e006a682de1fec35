"""The order of a conversation that several processes write into."""

from datetime import UTC, datetime
from types import SimpleNamespace

from webchat.domain.events import MEMBER_ADDED, MESSAGE_CREATED, MESSAGE_UPDATED, LiveEvent
from webchat.realtime.hub import Hub
from webchat.realtime.order import Order


def _event(id_: int, seq: int | None, kind: str = MESSAGE_CREATED, place: int | None = 7) -> LiveEvent:
    data = SimpleNamespace(seq=seq) if seq is not None else SimpleNamespace()
    return LiveEvent(id_, id_, f"e.{id_}.{id_}", kind, place, None, 1, datetime.now(UTC), data)


def _hub() -> tuple[Hub, list[int]]:
    hub, told = Hub(), []
    hub.order = Order()
    hub._queue = SimpleNamespace(put_nowait=lambda event: told.append(event.id))  # type: ignore[assignment]
    return hub, told


def test_what_comes_too_early_waits_for_what_was_before() -> None:
    hub, told = _hub()
    hub.dispatch(_event(10, 1), in_order=True)
    hub.dispatch(_event(13, 3))
    hub.dispatch(_event(14, 4))
    assert told == [10]
    assert not hub.has_seen(13)
    hub.dispatch(_event(11, 2))
    assert told == [10, 11, 13, 14]
    assert hub.order is not None
    assert not hub.order.something.is_set()


def test_a_change_waits_for_its_message() -> None:
    hub, told = _hub()
    hub.dispatch(_event(10, 1), in_order=True)
    hub.dispatch(_event(12, 2, MESSAGE_UPDATED))
    hub.dispatch(_event(13, None, MEMBER_ADDED))
    assert told == [10]
    hub.dispatch(_event(11, 2))
    assert told == [10, 11, 12, 13]


def test_what_waits_is_told_in_its_order_whatever_it_is() -> None:
    hub, told = _hub()
    hub.dispatch(_event(10, 1), in_order=True)
    hub.dispatch(_event(12, 3))
    hub.dispatch(_event(13, None, MEMBER_ADDED))
    hub.dispatch(_event(14, 4))
    hub.dispatch(_event(11, 2))
    assert told == [10, 11, 12, 13, 14]


def test_what_waits_and_comes_out_of_the_log_is_told_once() -> None:
    hub, told = _hub()
    hub.dispatch(_event(10, 1), in_order=True)
    hub.dispatch(_event(12, 3))
    hub.dispatch(_event(13, 4))
    for event in (_event(11, 2), _event(12, 3), _event(13, 4)):
        hub.dispatch(event, in_order=True)
    hub.dispatch(_event(15, 6))
    hub.dispatch(_event(15, 6), in_order=True)
    assert told == [10, 11, 12, 13, 15]


def test_any_number_may_wait_for_one() -> None:
    hub, told = _hub()
    hub.dispatch(_event(1, 1), in_order=True)
    for number in range(3, 5_000):
        hub.dispatch(_event(number, number))
    hub.dispatch(_event(2, 2))
    assert told == list(range(1, 5_000))


def test_of_an_unknown_conversation_the_log_is_asked_at_once() -> None:
    hub, told = _hub()
    hub.dispatch(_event(12, 2))
    assert hub.order is not None
    assert (told, hub.order.overdue()) == ([], {7: 12})
    hub.dispatch(_event(11, 1), in_order=True)
    assert told == [11, 12]


def test_what_the_log_does_not_have_keeps_nobody_waiting() -> None:
    hub, told = _hub()
    hub.dispatch(_event(12, 2))
    assert hub.order is not None
    for waiting in hub.order.let_go(7, 12):
        hub.dispatch(waiting, in_order=True)
    assert told == [12]
    hub.dispatch(_event(12, 2))
    hub.dispatch(_event(13, 3))
    assert told == [12, 13]


def test_conversations_and_people_do_not_wait_for_each_other() -> None:
    hub, told = _hub()
    hub.dispatch(_event(12, 2))
    hub.dispatch(_event(20, 1, place=8), in_order=True)
    hub.dispatch(_event(21, None, "conversation.created", place=None))
    assert told == [20, 21]
