"""What one person's device shows: kept by hand from events, or loaded afresh."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from tests.support.chat import Listener, history
from webchat.db.unit_of_work import read
from webchat.domain.actor import Actor
from webchat.domain.conversation_views import ConversationShared, ConversationView, MemberView
from webchat.domain.errors import NotFound
from webchat.domain.events import LiveEvent, Signal
from webchat.domain.message_views import MessageView, ReactionCount
from webchat.services import conversations, members, stars


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
    marks: dict[int, int | None] = field(default_factory=dict)
    minima: dict[int, tuple[int, int]] = field(default_factory=dict)
    starred: set[int] = field(default_factory=set)
    wanted: set[int] = field(default_factory=set)

    def take_event(self, event: LiveEvent) -> None:
        """Newer versions of messages win; what was seen before changes nothing."""
        noun, data = event.type.partition(".")[0], event.data
        if data is None:  # gone before it could be told
            return
        if noun == "conversation":
            self._take_conversation(event)
        elif noun == "star" and event.user_id == self.user_id:
            (self.starred.add if data.starred else self.starred.discard)(data.message_id)
        elif event.conversation_id in self.titles:
            if noun == "message":
                self._take_message(data)
            elif noun == "reaction":
                self._take_reactions(data.message_id, data.version, data.reactions)
            elif noun == "member":
                self._take_member(event.conversation_id, data)

    def take_signal(self, signal: Signal) -> None:
        """One's own cursors move on all of one's devices; ticks move for all."""
        room, data = signal.conversation_id or 0, signal.data
        if room not in self.titles:
            return
        if signal.type == "receipt.updated" and data["user_id"] == self.user_id:
            self._read_to(room, data["read_seq"])
        if signal.type == "receipt.minima":
            self._take_minima(room, data["delivered_seq"], data["read_seq"])

    def take_view(self, view: ConversationView) -> None:
        """A conversation as a list gives it."""
        mine = view.mine
        self.titles[view.id] = mine.title
        self._take_shared(view.shared)
        put_away = (mine.archived_seq, mine.hidden_seq)  # with the last message they say what is listed
        self.mine[view.id] = (mine.role, mine.pinned, *put_away, mine.notify, mine.muted_until)
        self.marks[view.id] = mine.unread_mark
        self._read_to(view.id, mine.read_seq)
        self._take_minima(view.id, mine.receipts.delivered_seq, mine.receipts.read_seq)

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
        unread = {
            room: last[room] - min(self.read_seq[room], (self.marks[room] or last[room] + 1) - 1)
            for room in self.titles
        }
        kept = (self.titles, self.shared, self.counts, self.mine, self.members, self.marks)
        return bare, unread, self.starred, *kept

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
            self._requote(view)
        if view.deleted_at is not None:
            self.starred.discard(view.id)
        if view.sender.id == self.user_id:
            self._read_to(room, view.seq)
            if self.counts[room] == 1:  # nobody else is waited for
                self._take_minima(room, view.seq, view.seq)

    def _requote(self, quoted: MessageView) -> None:
        """A quote says what its message says now."""
        gone = quoted.deleted_at is not None
        for message in list(self.messages.values()):
            if message.reply_to is not None and message.reply_to.id == quoted.id:
                quote = replace(message.reply_to, snippet="" if gone else quoted.body, deleted=gone)
                self.messages[message.id] = replace(message, reply_to=quote)

    def _take_reactions(self, message_id: int, version: int, given: tuple[ReactionCount, ...]) -> None:
        known = self.messages.get(message_id)
        if known is not None and version > known.version:
            self.messages[message_id] = replace(known, version=version, reactions=given)

    def _read_to(self, room: int, seq: int) -> None:
        self.read_seq[room] = max(self.read_seq.get(room, 0), seq)

    def _take_minima(self, room: int, delivered: int, read_: int) -> None:
        before = self.minima.get(room, (0, 0))
        self.minima[room] = (max(before[0], delivered), max(before[1], read_))

    def _forget(self, room: int) -> None:
        for kept in (self.titles, self.shared, self.counts, self.mine, self.members, self.read_seq):
            kept.pop(room, None)
        for cursors in (self.marks, self.minima):
            cursors.pop(room, None)
        self.messages = {key: view for key, view in self.messages.items() if view.conversation_id != room}
        self.wanted.discard(room)


async def load(actor: Actor) -> Screen:
    """A screen that was opened just now."""
    screen = Screen(actor.user_id)
    for view in (await read(conversations.list_conversations, actor)).items:
        screen.take_view(view)
        screen.wanted.add(view.id)
        last = view.shared.last_seq
        assert view.mine.unread_count == last - min(view.mine.read_seq, (view.mine.unread_mark or last + 1) - 1)
    await screen.fill(actor)
    screen.starred = {view.id for view in (await read(stars.list_starred, actor, None, 100)).items}
    return screen


async def agree_on_ticks(live: Screen, fresh: Screen, listener: Listener) -> None:
    """Waits for what all have read, which is told a moment after the rest."""

    def caught_up() -> bool:
        for signal in listener.signals:
            live.take_signal(signal)
        return live.minima == fresh.minima

    await listener.until(caught_up)
