"""Who was suspended is cut off by every process that holds a connection of theirs, whoever has done it."""

from webchat.domain.events import ACCESS_ENDED, SESSION_ENDED, LiveEvent, Signal
from webchat.realtime.hub import hub


class Endings:
    """A listener of the hub that tells it more."""

    async def on_event(self, event: LiveEvent) -> None:
        """The log brings it here, also from the command line: no session of theirs counts any more."""
        if event.type == ACCESS_ENDED:
            data = {"session_id": None, "reason": "suspended"}
            hub.signal(Signal(SESSION_ENDED, user_id=event.user_id, data=data))

    async def on_signal(self, signal: Signal) -> None:
        """Nothing passing matters here."""
