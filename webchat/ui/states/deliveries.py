"""What was committed, as patches to the tabs that should see it."""

from __future__ import annotations

from webchat.db.unit_of_work import read
from webchat.domain.conversation_views import RemovalView
from webchat.domain.events import CONVERSATION_REMOVED, MESSAGE_CREATED
from webchat.domain.message_views import MessageView
from webchat.domain.privacy import kept_apart
from webchat.realtime import audience
from webchat.realtime.hub import LiveEvent, hub
from webchat.services import blocks, users
from webchat.services.presence import with_presence

from . import live
from .blocks import BlocksState, block_entry
from .calls import CallsState, call_entry
from .entries import (
    Entries,
    conversation_entries,
    heard_entry,
    last_entry,
    member_entry,
    mention_entries,
    message_entry,
    person,
    reactions_entry,
    removal_entries,
    shared_entries,
    star_entries,
)
from .live import connections, patch
from .passing import Passing
from .people import PeopleState, presence_of
from .sidebar import SidebarState
from .timeline import TimelineState


class Deliveries(Passing):
    """The hub's subscriber for the browsers of this process."""

    async def on_event(self, event: LiveEvent) -> None:
        """A committed change: to those who look at the conversation, and to the lists of the others."""
        if event.data is None or not connections:  # gone before it could be told, or no tab is open at all
            return
        tell = {
            "message": self._message,
            "reaction": self._reaction,
            "star": self._star,
            "voice": self._heard,
            "member": self._member,
            "conversation": self._conversation,
            "user": self._user,
            "block": self._block,
            "call": self._call,
            "privacy": self._privacy,
        }.get(event.type.partition(".")[0])
        if tell:
            await tell(event)

    async def _message(self, event: LiveEvent) -> None:
        message, conversation_id = event.data, event.conversation_id
        members = await audience.members_of(conversation_id)
        tabs = connections.of_users(members, conversation_id)
        if not tabs:
            return
        looking = connections.showing(conversation_id) & tabs
        listed = last_entry(message)
        shown = message_entry(message) | {"cursor": hub.cursor} if looking else {}
        if event.type != MESSAGE_CREATED:
            await self._change(message, members, looking, shown, listed)
            return
        own = connections.of_users([message.sender.id], conversation_id)
        listing = tabs - looking
        await patch({TimelineState: shown, SidebarState: listed}, looking - own)
        await patch({SidebarState: listed}, listing - own)
        # Whoever writes has read what was before: on all their devices.
        cursors = {"read_seq": message.seq, "delivered_seq": message.seq}
        read = {f"s:{conversation_id}": cursors}
        if members == {message.sender.id}:  # notes, or the last one in a group: nobody else is waited for
            read[f"r:{conversation_id}"] = cursors
        await patch({TimelineState: shown, SidebarState: listed | read}, looking & own)
        await patch({SidebarState: listed | read}, own - looking)
        if message.mentions or message.mentions_all:
            await patch(
                {SidebarState: mention_entries(message)},
                connections.of_users(await _named(message, members), message.conversation_id),
            )

    async def _change(
        self, message: MessageView, members: frozenset[int], looking: set[str], shown: Entries, listed: Entries
    ) -> None:
        """An edit, a pin, a deletion: one frame to each tab, with whether the message names its person."""
        named = connections.of_users(await _named(message, members), message.conversation_id)
        reworded = message.edited_at or message.deleted_at
        if shown and message.deleted_at:  # what is deleted is saved by nobody
            shown |= star_entries([message.id], ())
        unnamed = mention_entries(message, False) if reworded else {}
        for tabs, timeline in (
            (looking, shown),
            (connections.of_users(members, message.conversation_id) - looking, {}),
        ):
            await patch({TimelineState: timeline, SidebarState: listed | mention_entries(message)}, tabs & named)
            await patch({TimelineState: timeline, SidebarState: listed | unnamed}, tabs - named)

    async def _reaction(self, event: LiveEvent) -> None:
        shown = reactions_entry(event.data) | {"cursor": hub.cursor}
        members = await audience.members_of(event.conversation_id)
        await patch({TimelineState: shown}, _looking(event.conversation_id, members))

    async def _heard(self, event: LiveEvent) -> None:
        shown = heard_entry(event.data) | {"cursor": hub.cursor}
        members = await audience.members_of(event.conversation_id)
        await patch({TimelineState: shown}, _looking(event.conversation_id, members))

    async def _star(self, event: LiveEvent) -> None:
        star = event.data
        entry = star_entries([star.message_id], {star.message_id} if star.starred else ())
        if event.user_id is not None:
            await patch({TimelineState: entry}, connections.of_users([event.user_id]))

    async def _member(self, event: LiveEvent) -> None:
        conversation_id, member = event.conversation_id, event.data
        members = await audience.members_of(conversation_id)
        count = {f"k:{conversation_id}": member.members_count}
        await patch({SidebarState: count}, connections.of_users(members, conversation_id))
        looking = _looking(conversation_id, members)
        less = await audience.who_sees_less(member.user.id, members & connections.users())
        apart = looking & connections.of_users(less)
        await patch({PeopleState: member_entry(conversation_id, member)}, looking - apart)
        await patch({PeopleState: member_entry(conversation_id, kept_apart(member))}, apart)

    async def _conversation(self, event: LiveEvent) -> None:
        if event.conversation_id is not None:
            members = await audience.members_of(event.conversation_id)
            await patch(
                {SidebarState: shared_entries(event.data)}, connections.of_users(members, event.conversation_id)
            )
        elif event.user_id is not None and event.type == CONVERSATION_REMOVED:
            await self._removal(event.user_id, event.data)
        elif event.user_id is not None:
            entries = conversation_entries(event.data)
            peer = event.data.mine.peer
            # What comes from the log does not know who is here.
            people = presence_of(peer if event.data.mine.apart else with_presence(peer)) if peer else {}
            await patch(
                {SidebarState: entries, PeopleState: people},
                connections.of_users([event.user_id], event.data.shared.id),
            )

    async def _user(self, event: LiveEvent) -> None:
        """A new name: logged for each of their conversations and for themselves; told once to whoever is here."""
        if event.user_id is None:
            await self._gone(event)
            return
        peers = await audience.peers_of(event.user_id, connections.users())
        apart = peers & await audience.who_sees_less(event.user_id, peers)
        told = {f"d:{event.user_id}": person(event.data)}
        await patch({PeopleState: told}, connections.of_users((peers - apart) | {event.user_id}))
        told = {f"d:{event.user_id}": person(kept_apart(event.data))}
        await patch({PeopleState: told}, connections.of_users(apart))

    async def _gone(self, event: LiveEvent) -> None:
        """Who ended their account is in no group any more: those who stay hear of it through the group."""
        members = await audience.members_of(event.conversation_id or 0)
        if event.data.id not in members:
            await patch({PeopleState: {f"d:{event.data.id}": person(event.data)}}, connections.of_users(members))

    async def _block(self, event: LiveEvent) -> None:
        """Somebody shut another out or let them in again: only they are told so, but each sees the other anew."""
        if event.user_id is None:
            return
        other = event.data.user.id
        await patch({BlocksState: block_entry(event.data)}, connections.of_users([event.user_id]))
        if await audience.peers_of(event.user_id, {other}):
            pair = await read(blocks.pair_as_seen, event.user_id, other)
            for user, reader in zip(pair, (other, event.user_id), strict=True):
                await patch({PeopleState: presence_of(user) if user else {}}, connections.of_users([reader]))

    async def _call(self, event: LiveEvent) -> None:
        members = await audience.members_of(event.conversation_id)
        await patch({CallsState: call_entry(event.data)}, connections.of_users(members, event.conversation_id))

    async def _privacy(self, event: LiveEvent) -> None:
        """Somebody shows more or less of themselves: the others see it, and their own tabs read everything anew."""
        if event.user_id is None:
            return
        peers = await audience.peers_of(event.user_id, connections.users())
        for user in await read(users.as_shown, event.user_id):
            readers = connections.of_users(peers - await audience.who_sees_less(user.id, peers))
            await patch({PeopleState: presence_of(user)}, readers)
        await live.close(connections.of_users([event.user_id]))

    async def _removal(self, user_id: int, removal: RemovalView) -> None:
        """Their screens stop at once, before anything else is said there."""
        conversation_id = removal.conversation_id
        tabs = connections.of_users([user_id], conversation_id)
        for sid in tabs & connections.showing(conversation_id):
            connections.show(sid, 0)
        gone = {f"g:{conversation_id}": {"missing": True, "how": removal.reason}}
        # The screen first: it says what happened by the name that the list still has.
        await patch({TimelineState: gone, SidebarState: removal_entries(conversation_id)}, tabs)


def _looking(conversation_id: int, members: frozenset[int]) -> set[str]:
    """The tabs that show a conversation, of those who are members at this moment."""
    return connections.showing(conversation_id) & connections.of_users(members, conversation_id)


async def _named(message: MessageView, members: frozenset[int]) -> frozenset[int]:
    """Whom a message names, of those who let its sender do that."""
    if not message.mentions_all:
        return members.intersection(message.mentions) - {message.sender.id}
    return members - (await audience.blocks_of(message.sender.id)).blockers - {message.sender.id}
