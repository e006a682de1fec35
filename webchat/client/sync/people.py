# Written by bin/sync-client from webchat/client/aio: change it there.
"""People, conversations and groups."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from webchat.client.objects import Block, Conversation, Member, NewUser, User
from webchat.client.reading import read_one, read_page
from webchat.client.sync.transport import Transport

T = TypeVar("T")


class People(Transport):
    """People, conversations and groups: one part of the client."""

    def create_user(self, username: str, *, display_name: str | None = None, about: str = "") -> NewUser:
        """A new user, with a token that is shown this once. A taken name: `username_taken`, with `suggestions`."""
        body = {"username": username, "display_name": display_name, "about": about}
        return read_one(NewUser, self.call("POST", "/api/users", body, keyed=False))

    def me(self) -> User:
        """Who one is."""
        return read_one(User, self.call("GET", "/api/users/me"))

    def user(self, user_id: int) -> User:
        """Somebody."""
        return read_one(User, self.call("GET", f"/api/users/{user_id}"))

    def find_users(self, q: str, *, limit: int = 50) -> tuple[User, ...]:
        """Others by a part of their name."""
        return read_page(User, self.call("GET", "/api/users", params={"q": q, "limit": limit})).items

    def update_me(
        self, *, display_name: str | None = None, about: str | None = None, avatar_media_id: int | None = None
    ) -> User:
        """Changes what is given of one's own profile."""
        changes = _given(display_name=display_name, about=about, avatar_media_id=avatar_media_id)
        return read_one(User, self.call("PATCH", f"/api/users/{(self.me()).id}", changes))

    def conversations(self, *, folder: str | None = None) -> Iterator[Conversation]:
        """One's conversations, the newest activity first. `folder`: all, unread, groups, direct, archived."""
        return self._all(Conversation, "/api/conversations", folder=folder)

    def conversation(self, conversation_id: int) -> Conversation:
        """One conversation."""
        return read_one(Conversation, self.call("GET", f"/api/conversations/{conversation_id}"))

    def change_conversation(self, conversation_id: int, **changes: Any) -> Conversation:
        """For oneself alone: `pinned`, `archived`, `hidden`, `notify`, `muted_until`.

        For everyone: `disappear_seconds`, 0 (messages stay), 86400, 604800 or 7776000; in a group its admins choose.
        """
        return read_one(Conversation, self.call("PATCH", f"/api/conversations/{conversation_id}", changes))

    def ensure(self, external_key: str, *, title: str = "", member_ids: Sequence[int] = ()) -> Conversation:
        """The one room of an object of the host's, made at the first call (service key only)."""
        body = {"external_key": external_key, "title": title, "member_ids": list(member_ids)}
        return read_one(Conversation, self.call("POST", "/api/conversations/ensure", body))

    def start_typing(self, conversation_id: int) -> None:
        """Shows others that one writes; it lapses after 6 seconds, so say it again every 3."""
        self.call("PUT", f"/api/conversations/{conversation_id}/typing")

    def stop_typing(self, conversation_id: int) -> None:
        """Shows others that one stopped."""
        self.call("DELETE", f"/api/conversations/{conversation_id}/typing")

    def block(self, user_id: int) -> None:
        """Shuts somebody out: neither reaches or sees the other, but for groups that both are in."""
        self.call("PUT", f"/api/blocks/{user_id}")

    def unblock(self, user_id: int) -> None:
        """Lets somebody in again."""
        self.call("DELETE", f"/api/blocks/{user_id}")

    def blocked(self) -> tuple[Block, ...]:
        """Whom one shut out, the latest first."""
        return read_page(Block, self.call("GET", "/api/blocks")).items

    def report(
        self, reason: str, *, message_id: int | None = None, user_id: int | None = None, words: str = ""
    ) -> None:
        """Tells the operator of a message or a person. `reason`: spam, abuse, other."""
        about = _given(message_id=message_id, user_id=user_id)
        self.call("POST", "/api/reports", {"reason": reason, "words": words, **about})

    def create_group(
        self, title: str, *, description: str = "", member_ids: Sequence[int] = (), **settings: Any
    ) -> Conversation:
        """A group that one owns.

        Settings: `who_can_write`, `who_can_add`, `is_public`, `slow_seconds`, `avatar_media_id`.
        """
        body = {"title": title, "description": description, "member_ids": list(member_ids), **settings}
        return read_one(Conversation, self.call("POST", "/api/groups", body))

    def groups(self) -> Iterator[Conversation]:
        """One's groups."""
        return self._all(Conversation, "/api/groups")

    def update_group(self, group_id: int, **changes: Any) -> Conversation:
        """Changes the given ones of `title`, `description`, `avatar_media_id` and the settings."""
        return read_one(Conversation, self.call("PATCH", f"/api/groups/{group_id}", changes))

    def delete_group(self, group_id: int) -> None:
        """Ends a group that one owns, for everybody."""
        self.call("DELETE", f"/api/groups/{group_id}")

    def members(self, group_id: int, *, q: str = "") -> Iterator[Member]:
        """The owner, admins and members; with `q` those whose name holds it."""
        return self._all(Member, f"/api/groups/{group_id}/members", q=q)

    def add_member(self, group_id: int, user_id: int, *, role: str = "member") -> Member:
        """Makes somebody a member."""
        body = {"user_id": user_id, "role": role}
        return read_one(Member, self.call("POST", f"/api/groups/{group_id}/members", body))

    def change_role(self, group_id: int, user_id: int, role: str) -> Member:
        """Makes somebody a member, an admin, or the owner in one's place."""
        return read_one(Member, self.call("PATCH", f"/api/groups/{group_id}/members/{user_id}", {"role": role}))

    def remove_member(self, group_id: int, user_id: int) -> None:
        """Takes somebody out of a group."""
        self.call("DELETE", f"/api/groups/{group_id}/members/{user_id}")

    def leave_group(self, group_id: int) -> None:
        """Takes oneself out of a group."""
        self.call("DELETE", f"/api/groups/{group_id}/members/me")

    def _all(self, kind: type[T], path: str, **params: Any) -> Iterator[T]:
        cursor = None
        while True:
            page = read_page(kind, self.call("GET", path, params=params | {"cursor": cursor, "limit": 100}))
            for item in page.items:
                yield item
            if page.next is None:
                return
            cursor = page.next


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
