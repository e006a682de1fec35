"""What Reflex keeps of tabs that have gone."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken

from webchat.ui.states import leftovers


async def test_a_tab_that_stays_away_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "KEPT_SECONDS", 0)
    manager = StateManagerMemory()
    for tab in ("gone", "back"):
        async with manager.modify_state(BaseStateToken(ident=tab, cls=rx.State)):
            pass
    sockets = SimpleNamespace(sid_to_token={"1": "gone", "2": "back"}, token_to_sid={"back": "3"})
    app = SimpleNamespace(event_namespace=sockets, state_manager=manager)
    for sid in ("2", "1", "never heard of"):
        leftovers.drop_later(app, sid)
    done = asyncio.Event()
    asyncio.get_running_loop().call_later(0.001, done.set)  # timers go in their order
    await done.wait()
    assert list(manager.states) == list(manager._token_expires_at) == ["back"]
    await manager.close()
