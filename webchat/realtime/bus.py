"""From a commit to the hub: here by a call, and to the other processes through the relay, if there are any."""

from collections.abc import Sequence
from typing import Any

from webchat.db.unit_of_work import Committed, on_commit
from webchat.domain.events import LiveEvent, LoggedEvent, Signal
from webchat.realtime import audience
from webchat.realtime.hub import hub
from webchat.realtime.neighbours import neighbours
from webchat.realtime.relay import Relay

_relay: Relay | None = None


def register() -> None:
    """Listens to what the units of work commit."""
    on_commit(publish)


def use(relay: Relay | None) -> None:
    """Tells the other processes, too, from now on; or nobody else any more."""
    global _relay
    _relay = relay


def publish(committed: Sequence[Committed]) -> None:
    """Passes what was committed on to everyone who listens."""
    _tell_here(committed)
    if _relay is not None:
        _relay.tell(committed)


def signal(passing: Signal) -> None:
    """Passes on something that is not kept, to every process."""
    publish([passing])


def take_events(events: Sequence[tuple[LoggedEvent, Any]]) -> None:
    """What another process committed."""
    _tell_here(events)


def take_signal(origin: str, passing: Signal) -> None:
    """What another process said."""
    if passing.type.startswith("relay."):
        neighbours.hear(origin, passing)
    else:
        hub.signal(passing)


def live_event(event: LoggedEvent, view: Any) -> LiveEvent:
    """A logged event with its view and its place in the log."""
    epoch = hub.cursor.partition(".")[0]
    return LiveEvent(
        event.id,
        event.txid,
        f"{epoch}.{event.txid}.{event.id}",
        event.type,
        event.conversation_id,
        event.user_id,
        event.actor_id,
        event.created_at,
        view,
    )


def _tell_here(committed: Sequence[Committed]) -> None:
    for item in committed:
        if isinstance(item, Signal):
            hub.signal(item)
        else:
            audience.heed(item[0])
            hub.dispatch(live_event(*item))
