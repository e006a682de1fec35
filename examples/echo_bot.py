"""Says again what it is told: `WEBCHAT_URL=http://localhost:3000 WEBCHAT_TOKEN=… python examples/echo_bot.py`."""

import os

from webchat.client import Bot, BotMessage

bot = Bot(os.environ["WEBCHAT_URL"], os.environ["WEBCHAT_TOKEN"])


@bot.on_message
async def echo(message: BotMessage) -> None:
    await message.reply(message.body)


if __name__ == "__main__":
    bot.run()
