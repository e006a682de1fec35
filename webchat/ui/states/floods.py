"""Whoever sends more events than any page does is refused, and cut off when they go on.

Every event of a page is a public door. Each is counted when it comes, before anything is done with it: one count in
memory, by person, or by socket as long as nobody knows whose it is.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from webchat.domain.errors import RateLimited
from webchat.services import limits

from .connections import Connection, connections

MOST_REFUSED = 100
"""So many refused in a row, and the socket is closed: as those of programs are."""

_log = logging.getLogger(__name__)


def counted(heard: Callable[..., Awaitable[None]], cut: Callable[[str], Awaitable[None]]) -> Callable[..., Any]:
    """What hears an event of a socket, after it was counted; `cut` closes a socket.

    What is refused is heard all the same: its handler tells the tab why nothing comes of it (`senders.sender_of`).
    """

    async def counting(sid: str, *args: Any) -> None:
        if _goes_on(sid, connections.get(sid)):
            await heard(sid, *args)
        else:
            await cut(sid)

    return counting


def _goes_on(sid: str, connection: Connection | None) -> bool:
    try:
        if connection is None:
            limits.count_event_of_stranger(sid)
        else:
            limits.count_event(connection.user_id)
            connection.refused, connection.refusal = 0, None
    except RateLimited as error:
        if connection is None:
            return False
        connection.refused, connection.refusal = connection.refused + 1, error
        if connection.refused > MOST_REFUSED:
            _log.warning("A page of user %d sends without end: its socket is closed.", connection.user_id)
            return False
    return True
