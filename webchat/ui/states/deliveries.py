"""What the hub tells, as patches to the tabs that should see it."""

from __future__ import annotations

from webchat.domain.events import MESSAGE_CREATED
from webchat.realtime import audience
from webchat.realtime.hub import LiveEvent, Signal, hub

from . import live
from .entries import Entries, conversation_entries, last_entry, message_entry, presence_entry
from .live import connections, patch
from .people import PeopleState, presence_of
from .sidebar import SidebarState
from .timeline import TimelineState


class Deliveries:
    """The hub's subscriber for the browsers of this process."""

    async def on_event(self, event: LiveEvent) -> None:
        """A committed change: to those who look at the conversation, and to the lists of the others."""
        if event.type.startswith("message."):
            await self._message(event)
        elif event.type == "conversation.created" and event.user_id:
            entries = conversation_entries(event.data)
            peer = event.data.mine.peer
            people = presence_of(peer) if peer else {}
            await patch({SidebarState: entries, PeopleState: people}, connections.of_users([event.user_id]))

    async def _message(self, event: LiveEvent) -> None:
        message, conversation_id = event.data, event.conversation_id
        looking = connections.showing(conversation_id)
        members = await audience.members_of(conversation_id)
        listing = connections.of_users(members) - looking
        listed = last_entry(message)
        shown = message_entry(message) | {"cursor": hub.cursor}
        own = connections.of_users([message.sender.id]) if event.type == MESSAGE_CREATED else set()
        await patch({TimelineState: shown, SidebarState: listed}, looking - own)
        await patch({SidebarState: listed}, listing - own)
        # Whoever writes has read what was before: on all their devices.
        read = {f"s:{conversation_id}": {"read_seq": message.seq, "delivered_seq": message.seq}}
        await patch({TimelineState: shown, SidebarState: listed | read}, looking & own)
        await patch({SidebarState: listed | read}, own - looking)

    async def on_signal(self, signal: Signal) -> None:
        """Something passing: typing, presence, receipts."""
        tell = {
            "typing": self._typing,
            "presence": self._presence,
            "receipt.updated": self._receipt,
            "session.ended": self._ended,
        }.get(signal.type)
        if tell:
            await tell(signal)

    async def _typing(self, signal: Signal) -> None:
        data = signal.data
        members = await audience.members_of(signal.conversation_id)
        entry = {"active": data["active"], "display_name": data["display_name"]}
        key = f"t:{signal.conversation_id}:{data['user_id']}"
        await patch({PeopleState: {key: entry}}, connections.of_users(members - {data["user_id"]}))

    async def _presence(self, signal: Signal) -> None:
        data = signal.data
        peers = await audience.peers_of(data["user_id"], connections.users())
        entry = presence_entry(data["user_id"], data["presence"], data["last_seen_at"])
        await patch({PeopleState: entry}, connections.of_users(peers))

    async def _ended(self, signal: Signal) -> None:
        await live.close(connections.of_session(signal.data["session_id"]))

    async def _receipt(self, signal: Signal) -> None:
        data = signal.data
        own: Entries = {
            f"s:{signal.conversation_id}": {"read_seq": data["read_seq"], "delivered_seq": data["delivered_seq"]}
        }
        await patch({SidebarState: own}, connections.of_users([data["user_id"]]))
        everyone: Entries = {
            f"r:{signal.conversation_id}": {
                "read_seq": data["min_read_seq"],
                "delivered_seq": data["min_delivered_seq"],
            }
        }
        members = await audience.members_of(signal.conversation_id)
        await patch({SidebarState: everyone}, connections.of_users(members))
