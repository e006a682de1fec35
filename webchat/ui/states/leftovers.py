"""What Reflex keeps of a tab is dropped soon after its socket has closed.

Nothing in it is needed: a tab that comes back later, or elsewhere, is told everything anew. By itself Reflex keeps it
for an hour, so whoever opens one socket after another would fill the memory. It leans on inner names of Reflex's
keeper of states (`tests/unit/test_leftovers.py` breaks when they change).
"""

from __future__ import annotations

import asyncio

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory

KEPT_SECONDS = 60.0


def drop_later(app: rx.App, sid: str) -> None:
    """This socket closes: what belongs to its tab goes after a while, unless the tab is here again."""
    token = app.event_namespace.sid_to_token.get(sid)
    if token and isinstance(app.state_manager, StateManagerMemory):
        asyncio.get_running_loop().call_later(KEPT_SECONDS, _drop, app, app.state_manager, token)


def _drop(app: rx.App, manager: StateManagerMemory, token: str) -> None:
    lock = manager._states_locks.get(token)
    known = manager._token_expires_at.get(token)
    is_busy = lock is not None and lock.locked()  # then Reflex drops it in its own time
    if known and not is_busy and token not in app.event_namespace.token_to_sid:
        manager._purge_token(known[1])
