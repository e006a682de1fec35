"""What one person's device shows: kept by hand from events, or loaded afresh."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from tests.support.chat import history
from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.domain.errors import NotFound
from webchat.domain.events import LiveEvent, Signal
from webchat.domain.views import ConversationShared, ConversationView, MemberView, MessageView
from webchat.services import conversations, members


@dataclass
class Screen:
    """Conversations by id with what is shared and what is mine, their messages and members."""

    user_id: int
    messages: dict[int, MessageView] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    shared: dict[int, ConversationShared] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    mine: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    members: dict[int, dict[int, str]] = field(default_factory=dict)
    read_seq: dict[int, int] = field(default_factory=dict)
    wanted: set[int] = field(default_factory=set)

    def take_event(self, event: LiveEvent) -> None:
        """Newer versions of messages win; what was seen before changes nothing."""
        if event.data is None:
            return
        noun, room = event.type.partition(".")[0], event.conversation_id
        if noun == "conversation":
            self._take_conversation(event)
        elif noun in ("message", "reaction") and room in self.titles and isinstance(event.data, MessageView):
            self._take_message(event.data)
        elif noun == "member" and room in self.titles:
            self._take_member(room or 0, event.data)

    def take_signal(self, signal: Signal) -> None:
        """One's own cursors move on all of one's devices."""
        room = signal.conversation_id or 0
        if signal.type == "receipt.updated" and signal.data["user_id"] == self.user_id and room in self.titles:
            self.read_seq[room] = max(self.read_seq[room], signal.data["read_seq"])

    def take_view(self, view: ConversationView) -> None:
        """A conversation as a list gives it."""
        mine = view.mine
        self.titles[view.id] = mine.title
        self._take_shared(view.shared)
        self.mine[view.id] = (mine.role, mine.pinned, mine.archived, mine.hidden, mine.notify, mine.muted_until)
        self.read_seq[view.id] = max(self.read_seq.get(view.id, 0), mine.read_seq)

    async def fill(self, actor: Actor) -> None:
        """Loads what a device loads when a conversation is new to it."""
        for room in sorted(self.wanted):
            try:
                found = {message.id: message for message in await history(actor, room)}
                page = await read(members.list_members, actor, room)
            except NotFound:  # it ended meanwhile: the event is on its way
                continue
            for message in found.values():
                self._take_message(message)
            self.members[room] = {member.user.id: member.role for member in page.items}
        self.wanted.clear()

    def shows(self) -> object:
        """Everything that a person could tell from looking."""
        bare = {key: replace(view, is_delivered=False, is_read=False) for key, view in self.messages.items()}
        last = {
            room: max((m.seq for m in bare.values() if m.conversation_id == room), default=0) for room in self.titles
        }
        unread = {room: last[room] - self.read_seq[room] for room in self.titles}
        return {
            room: (
                {key: view for key, view in bare.items() if view.conversation_id == room},
                *(kept[room] for kept in (self.titles, self.shared, self.counts, self.mine, self.members)),
                unread[room],
            )
            for room in self.titles
        }

    def _take_conversation(self, event: LiveEvent) -> None:
        if event.type == "conversation.removed":
            if event.user_id == self.user_id:
                self._forget(event.data.conversation_id)
        elif event.user_id == self.user_id:
            if event.type == "conversation.created":
                self.wanted.add(event.data.id)
            self.take_view(event.data)
        elif event.conversation_id in self.titles:
            self._take_shared(event.data)

    def _take_shared(self, shared: ConversationShared) -> None:
        if shared.kind == "group":
            self.titles[shared.id] = shared.title
        self.counts[shared.id] = shared.members_count
        self.shared[shared.id] = replace(shared, last_seq=0, last_message=None, members_count=0)

    def _take_member(self, room: int, member: MemberView) -> None:
        held = self.members.setdefault(room, {})
        held.pop(member.user.id, None)
        if member.role:
            held[member.user.id] = member.role
        self.counts[room] = member.members_count

    def _take_message(self, view: MessageView) -> None:
        known, room = self.messages.get(view.id), view.conversation_id
        if known is None or view.version > known.version:
            self.messages[view.id] = view
        if view.sender.id == self.user_id:
            self.read_seq[room] = max(self.read_seq.get(room, 0), view.seq)

    def _forget(self, room: int) -> None:
        for kept in (self.titles, self.shared, self.counts, self.mine, self.members, self.read_seq):
            kept.pop(room, None)
        self.messages = {key: view for key, view in self.messages.items() if view.conversation_id != room}
        self.wanted.discard(room)


async def load(actor: Actor) -> Screen:
    """A screen that was opened just now."""
    screen = Screen(actor.user_id)
    for view in (await read(conversations.list_conversations, actor)).items:
        screen.take_view(view)
        screen.wanted.add(view.id)
        assert view.mine.unread_count == view.shared.last_seq - view.mine.read_seq
    await screen.fill(actor)
    return screen
