"""Browsers' sockets that live on while others are opened: each answers the server's pings by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from websockets.exceptions import ConnectionClosed

from benchmarks.server import Account, Bench
from tests.support.reflex_socket import ReflexSocket


class Tab(ReflexSocket):
    """A tab with its list, that shows a conversation."""

    @classmethod
    async def show_in(cls, bench: Bench, account: Account, conversation_id: int) -> Tab:
        """Opens one, has it arrive and open the conversation."""
        tab = await cls.open(bench.url, account.secret)
        tab.heard, tab.listening = asyncio.Event(), asyncio.create_task(tab._listen())
        await tab.arrive()
        await tab.show(conversation_id)
        return tab

    async def until(self, found: Callable[[ReflexSocket], Any]) -> Any:
        """Waits until `found(self)` is true; answers that."""
        while not (result := found(self)):
            if self.listening.done():
                raise ConnectionError("The server closed a tab's socket.")
            self.heard.clear()
            await self.heard.wait()
        return result

    async def close(self) -> None:
        """Ends the connection, whose rest nobody else may read meanwhile."""
        self.listening.cancel()
        await asyncio.wait([self.listening])
        await super().close()

    async def _listen(self) -> None:
        with suppress(ConnectionClosed):
            while True:
                await self.receive()
                self.heard.set()
        self.heard.set()
