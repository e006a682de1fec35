"""An answer that is written while people read it."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

from webchat.client.aio import AsyncClient
from webchat.client.objects import Message

_PAUSE = 0.5


class GrowingMessage:
    """One message, sent with its first words and edited as it grows, at most twice a second; whole at the end."""

    def __init__(self, client: AsyncClient, conversation_id: int, *, reply_to: int | None = None) -> None:
        self.message: Message | None = None
        self.text = ""
        self._client, self._conversation_id, self._reply_to = client, conversation_id, reply_to
        self._shown = ""
        self._grown, self._ended = asyncio.Event(), asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def write(self, more: str) -> None:
        """Adds words. It waits for nothing: what comes between two edits goes with the next one."""
        if self._task and self._task.done():
            self._task.result()  # the server refused: say so here, and not at the end only
        self.text += more
        self._grown.set()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._keep_up())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._grown.set()
        if self._task:
            await self._task

    async def _keep_up(self) -> None:
        while not self._ended.is_set():
            await self._grown.wait()
            self._grown.clear()
            await self._show()
            # An edit on its way is never given up: it could arrive after the last one.
            with suppress(TimeoutError):
                async with asyncio.timeout(_PAUSE):
                    await self._ended.wait()
        await self._show()

    async def _show(self) -> None:
        text = self.text
        if not text.strip() or text == self._shown:
            return
        if self.message is None:
            place = self._conversation_id
            self.message = await self._client.send(text, conversation=place, reply_to=self._reply_to)
        else:
            self.message = await self._client.edit(self.message.id, text)
        self._shown = text
