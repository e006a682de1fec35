# Written by bin/sync-client from webchat/client/aio: change it there.
"""Other programs: webhooks."""

from collections.abc import Sequence

from webchat.client.objects import NewWebhook, Webhook
from webchat.client.reading import read_one, read_page
from webchat.client.sync.events import Events


class Integrations(Events):
    def webhooks(self, conversation_id: int) -> tuple[Webhook, ...]:
        """The webhooks of a group, for its admins."""
        answer = self.call("GET", "/api/webhooks", params={"conversation_id": conversation_id})
        return read_page(Webhook, answer).items

    def create_incoming_webhook(self, conversation_id: int, name: str) -> NewWebhook:
        """An address (`path`) that writes into a group; shown this once."""
        body = {"conversation_id": conversation_id, "name": name, "kind": "incoming"}
        return read_one(NewWebhook, self.call("POST", "/api/webhooks", body, keyed=False))

    def create_webhook(
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
        return read_one(NewWebhook, self.call("POST", "/api/webhooks", body, keyed=False))

    def rotate_webhook(self, webhook_id: int) -> NewWebhook:
        """Gives a webhook another secret."""
        return read_one(NewWebhook, self.call("POST", f"/api/webhooks/{webhook_id}/rotate", keyed=False))

    def redeliver(self, webhook_id: int, delivery_id: int | None = None) -> int:
        """Sends one delivery again, or all that are parked; how many."""
        body = {} if delivery_id is None else {"delivery_id": delivery_id}
        answer = self.call("POST", f"/api/webhooks/{webhook_id}/redeliver", body, keyed=False)
        return int(answer["count"])

    def delete_webhook(self, webhook_id: int) -> None:
        """Removes a webhook."""
        self.call("DELETE", f"/api/webhooks/{webhook_id}")
