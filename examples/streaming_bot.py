"""Answers word by word, in one message that grows, as a language model does: put yours in the place of `think`."""

import asyncio
import os
from collections.abc import AsyncIterator

from webchat.client import Bot, BotMessage

bot = Bot(os.environ["WEBCHAT_URL"], os.environ["WEBCHAT_TOKEN"])


async def think(question: str) -> AsyncIterator[str]:
    """The words of an answer, one after another."""
    for word in f"You said “{question}”. Let me think about that for a while, and then about something else.".split():
        await asyncio.sleep(0.1)
        yield f"{word} "


@bot.on_message
async def answer(message: BotMessage) -> None:
    with message.typing():
        async with message.stream() as out:
            async for words in think(message.body):
                await out.write(words)


if __name__ == "__main__":
    bot.run()
