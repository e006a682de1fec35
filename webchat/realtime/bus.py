"""From a commit to the hub. In one process that is a call; between processes it will be pub/sub."""

from collections.abc import Sequence
from typing import Any

from webchat.db.unit_of_work import Committed, on_commit
from webchat.domain.events import LiveEvent, LoggedEvent, Signal
from webchat.realtime import audience
from webchat.realtime.hub import hub


def register() -> None:
    """Listens to what the units of work commit."""
    on_commit(publish)


def publish(committed: Sequence[Committed]) -> None:
    """Passes what was committed on to everyone who listens."""
    for item in committed:
        if isinstance(item, Signal):
            hub.signal(item)
        else:
            audience.heed(item[0])
            hub.dispatch(live_event(*item))


def signal(passing: Signal) -> None:
    """Passes on something that is not kept."""
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
