"""Other programs: bots and webhooks."""

from collections.abc import Sequence

from webchat.client.aio.calls import AsyncCalls
from webchat.client.objects import NewBot, NewWebhook, User, Webhook
from webchat.client.reading import read_one, read_page


class AsyncIntegrations(AsyncCalls):
    """Bots and webhooks: one part of the client."""

    async def bots(self) -> tuple[User, ...]:
        """One's own bots."""
        return read_page(User, await self.call("GET", "/api/bots")).items

    async def create_bot(self, username: str, *, display_name: str | None = None, about: str = "") -> NewBot:
        """A bot of one's own, with a token that is shown this once."""
        body = {"username": username, "display_name": display_name, "about": about}
        return read_one(NewBot, await self.call("POST", "/api/bots", body, keyed=False))

    async def rotate_bot(self, bot_id: int) -> NewBot:
        """Gives a bot another token."""
        return read_one(NewBot, await self.call("POST", f"/api/bots/{bot_id}/rotate", keyed=False))

    async def delete_bot(self, bot_id: int) -> None:
        """Ends a bot; what it said stays."""
        await self.call("DELETE", f"/api/bots/{bot_id}")

    async def webhooks(self, conversation_id: int) -> tuple[Webhook, ...]:
        """The webhooks of a group, for its admins."""
        answer = await self.call("GET", "/api/webhooks", params={"conversation_id": conversation_id})
        return read_page(Webhook, answer).items

    async def create_incoming_webhook(self, conversation_id: int, name: str) -> NewWebhook:
        """An address (`path`) that writes into a group; shown this once."""
        body = {"conversation_id": conversation_id, "name": name, "kind": "incoming"}
        return read_one(NewWebhook, await self.call("POST", "/api/webhooks", body, keyed=False))

    async def create_webhook(
        self, conversation_id: int, name: str, url: str, *, events: Sequence[str] = ("message.created",)
    ) -> NewWebhook:
        """An address that is told what happens in a group, signed with the secret that is shown this once."""
        body = {
            "conversation_id": conversation_id,
            "name": name,
            "kind": "outgoing",
            "url": url,
            "events": list(events),
        }
        return read_one(NewWebhook, await self.call("POST", "/api/webhooks", body, keyed=False))

    async def rotate_webhook(self, webhook_id: int) -> NewWebhook:
        """Gives a webhook another secret."""
        return read_one(NewWebhook, await self.call("POST", f"/api/webhooks/{webhook_id}/rotate", keyed=False))

    async def redeliver(self, webhook_id: int, delivery_id: int | None = None) -> int:
        """Sends one delivery again, or all that are parked; how many."""
        body = {} if delivery_id is None else {"delivery_id": delivery_id}
        answer = await self.call("POST", f"/api/webhooks/{webhook_id}/redeliver", body, keyed=False)
        return int(answer["count"])

    async def delete_webhook(self, webhook_id: int) -> None:
        """Removes a webhook."""
        await self.call("DELETE", f"/api/webhooks/{webhook_id}")
