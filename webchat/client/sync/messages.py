# Written by bin/sync-client from webchat/client/aio: change it there.
"""Messages, files, and what is done to them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx

from webchat.client.files import Source, Target, name_of, writing
from webchat.client.objects import BatchResult, Hit, Media, Message, MessagePage, Revision
from webchat.client.reading import read_one, read_result
from webchat.client.sync.people import People

_DOWNLOAD = httpx.Timeout(60, connect=10)


class Messages(People):
    """Messages and files: one part of the client."""

    def send(
        self,
        body: str = "",
        *,
        to: int | None = None,
        conversation: int | None = None,
        kind: str = "text",
        reply_to: int | None = None,
        media: Sequence[int] = (),
        payload: dict[str, Any] | None = None,
        client_id: str | None = None,
    ) -> Message:
        """A message to a user (`to`) or into a conversation or group; `media` are ids of uploaded files.

        Tried again after a lost connection or a busy server, and stored once: it carries a `client_id`.
        """
        command: dict[str, Any] = {"body": body, "recipient_id": to, "conversation_id": conversation, "kind": kind}
        command |= {"reply_to_id": reply_to, "media_ids": list(media), "payload": payload}
        return read_one(Message, self._stored("/api/messages", with_client_id(command, client_id)))

    def send_batch(self, items: Iterable[Mapping[str, Any]]) -> tuple[BatchResult, ...]:
        """Up to 100 messages with the fields of the interface, stored in this order; each has its own result."""
        commands = [with_client_id(item, item.get("client_id")) for item in items]
        answer = self._stored("/api/messages/batch", {"items": commands})
        return tuple(read_result(item) for item in answer["items"])

    def message(self, message_id: int) -> Message:
        """One message."""
        return read_one(Message, self.call("GET", f"/api/messages/{message_id}"))

    def messages(
        self,
        conversation_id: int,
        *,
        before: int | None = None,
        after: int | None = None,
        around: int | None = None,
        limit: int = 50,
    ) -> MessagePage:
        """A page, oldest first: the latest, or those before, after or around a `seq`."""
        params = {
            "conversation_id": conversation_id,
            "before": before,
            "after": after,
            "around": around,
            "limit": limit,
        }
        return read_one(MessagePage, self.call("GET", "/api/messages", params=params))

    def edit(self, message_id: int, body: str) -> Message:
        """Gives one's message other words."""
        return read_one(Message, self.call("PATCH", f"/api/messages/{message_id}", {"body": body}))

    def revisions(self, message_id: int) -> tuple[Revision, ...]:
        """What a message said since when."""
        answer = self.call("GET", f"/api/messages/{message_id}/history")
        return tuple(read_one(Revision, item) for item in answer["items"])

    def delete(self, message_id: int) -> Message:
        """Leaves a tombstone."""
        return read_one(Message, self.call("DELETE", f"/api/messages/{message_id}"))

    def restore(self, message_id: int) -> Message:
        """Takes one's deletion back, within the first seconds."""
        return read_one(Message, self.call("POST", f"/api/messages/{message_id}/restore"))

    def forward(self, message_id: int, conversation_ids: Sequence[int]) -> tuple[Message, ...]:
        """Says a message again elsewhere."""
        body = {"conversation_ids": list(conversation_ids)}
        answer = self.call("POST", f"/api/messages/{message_id}/forward", body)
        return tuple(read_one(Message, item) for item in answer["items"])

    def pin(self, message_id: int) -> Message:
        """Pins a message for everyone."""
        return read_one(Message, self.call("POST", f"/api/messages/{message_id}/pin"))

    def unpin(self, message_id: int) -> Message:
        """Takes the pin out."""
        return read_one(Message, self.call("DELETE", f"/api/messages/{message_id}/pin"))

    def react(self, message_id: int, emoji: str) -> None:
        """Gives one's sign."""
        self.call("PUT", f"/api/messages/{message_id}/reactions/{quote(emoji, safe='')}")

    def unreact(self, message_id: int, emoji: str) -> None:
        """Takes one's sign back."""
        self.call("DELETE", f"/api/messages/{message_id}/reactions/{quote(emoji, safe='')}")

    def mark_delivered(self, message_id: int) -> None:
        """Everything up to this message has come."""
        self.call("PUT", f"/api/messages/{message_id}/delivered")

    def mark_read(self, message_id: int) -> None:
        """Everything up to this message was read."""
        self.call("PUT", f"/api/messages/{message_id}/read")

    def search(self, q: str, *, conversation_id: int | None = None, limit: int = 20) -> tuple[Hit, ...]:
        """Messages by their words, the best first; `q` takes "phrases" and from: in: has: before: after: as well."""
        params = {"q": q, "conversation_id": conversation_id, "limit": limit}
        answer = self.call("GET", "/api/messages/search", params=params, repeatable=False)
        return tuple(read_one(Hit, item) for item in answer["items"])

    def upload(self, source: Source, *, filename: str | None = None) -> Media:
        """Keeps a file; give its id to `send` as one of `media`."""
        return read_one(Media, self.send_file("/api/media/upload", source, name_of(source, filename)))

    def download(self, media: Media | int, target: Target) -> None:
        """Writes a file to a path or an open file, piece by piece."""
        with writing(target) as file:
            for piece in self.pieces(media):
                file.write(piece)

    def pieces(self, media: Media | int) -> Iterator[bytes]:
        """A file as it comes."""
        media_id = media.id if isinstance(media, Media) else media
        with self.stream(f"/api/media/{media_id}/download", timeout=_DOWNLOAD) as response:
            for piece in response.iter_bytes():
                yield piece

    def _stored(self, path: str, body: dict[str, Any]) -> Any:
        return self.call("POST", path, body, keyed=False, repeatable=True)


def with_client_id(command: Mapping[str, Any], client_id: str | None) -> dict[str, Any]:
    """What is given of a command, under an id that makes it safe to repeat."""
    given = {name: value for name, value in command.items() if value is not None and value != []}
    return given | {"client_id": str(client_id or uuid4())}
