"""What matters only now, as patches to the tabs that should see it."""

from __future__ import annotations

from webchat.realtime import audience
from webchat.realtime.hub import Signal

from . import live
from .browser import Browser
from .calls import CallsState
from .entries import presence_entry
from .live import connections, patch
from .people import PeopleState
from .sidebar import SidebarState
from .unsent import UnsentState, draft_entry, scheduled_entry


class Passing:
    """What `Deliveries` hears of and nothing keeps."""

    async def on_signal(self, signal: Signal) -> None:
        """Typing, presence, receipts, drafts, signals of calls and the like."""
        if not connections:
            return
        tell = {
            "typing": self._typing,
            "presence": self._presence,
            "receipt.updated": self._receipt,
            "receipt.minima": self._minima,
            "session.ended": self._ended,
            "device.asked": self._device_asked,
            "draft.updated": self._draft,
            "schedule.updated": self._scheduled,
            "attention": self._attention,
            "notifications.updated": self._notifications,
            "look.updated": self._look,
            "call.signal": self._call_signal,
            "calls.seen": self._calls_seen,
        }.get(signal.type)
        if tell:
            await tell(signal)

    async def _typing(self, signal: Signal) -> None:
        data = signal.data
        members = await audience.members_of(signal.conversation_id)
        entry = {"active": data["active"], "display_name": data["display_name"]}
        key = f"t:{signal.conversation_id}:{data['user_id']}"
        apart = (await audience.blocks_of(data["user_id"])).apart
        await patch(
            {PeopleState: {key: entry}},
            connections.of_users(members - apart - {data["user_id"]}, signal.conversation_id),
        )

    async def _presence(self, signal: Signal) -> None:
        data = signal.data
        peers = await audience.peers_of(data["user_id"], connections.users())
        entry = presence_entry(data["user_id"], data["presence"], data["last_seen_at"])
        if not await audience.without_presence([data["user_id"]]):
            less = await audience.who_sees_less(data["user_id"], peers)
            await patch({PeopleState: entry}, connections.of_users(peers - less))

    async def _draft(self, signal: Signal) -> None:
        await patch({SidebarState: draft_entry(signal.data["draft"])}, connections.of_users([signal.user_id or 0]))

    async def _scheduled(self, signal: Signal) -> None:
        entry = scheduled_entry(signal.data["id"], signal.data["scheduled"])
        await patch({UnsentState: entry}, connections.of_users([signal.user_id or 0]))

    async def _attention(self, signal: Signal) -> None:
        elsewhere = connections.of_users([signal.user_id or 0]) - connections.of_session(signal.data["session_id"])
        await patch({Browser: {"attended": {"seconds": signal.data["seconds"]}}}, elsewhere)

    async def _notifications(self, signal: Signal) -> None:
        wishes = {"notifications": signal.data["settings"]}
        await patch({Browser: wishes}, connections.of_users([signal.user_id or 0]))

    async def _look(self, signal: Signal) -> None:
        await patch({Browser: {"look": signal.data["look"]}}, connections.of_users([signal.user_id or 0]))

    async def _call_signal(self, signal: Signal) -> None:
        told = connections.of_device(signal.user_id or 0, signal.data["device_id"])
        await patch({CallsState: {"signal": signal.data}}, told)

    async def _calls_seen(self, signal: Signal) -> None:
        missed = {"missed": signal.data["missed_count"]}
        await patch({CallsState: missed}, connections.of_users([signal.user_id or 0]))

    async def _ended(self, signal: Signal) -> None:
        session_id = signal.data["session_id"]
        tabs = connections.all_of(signal.user_id or 0) if session_id is None else connections.of_session(session_id)
        await patch({Browser: {"signed_out": signal.data.get("reason", "ended")}}, tabs)
        await live.close(tabs)

    async def _device_asked(self, signal: Signal) -> None:
        tabs = connections.of_session(signal.data["session_id"])
        await patch({Browser: {"device_asked": signal.data["link"]}}, tabs)

    async def _receipt(self, signal: Signal) -> None:
        data = signal.data
        own = {f"s:{signal.conversation_id}": {"read_seq": data["read_seq"], "delivered_seq": data["delivered_seq"]}}
        members = await audience.members_of(signal.conversation_id)
        await patch({SidebarState: own}, connections.of_users(members & {data["user_id"]}, signal.conversation_id))

    async def _minima(self, signal: Signal) -> None:
        conversation_id = signal.conversation_id
        members = await audience.members_of(conversation_id)
        hiders = await audience.without_receipts(members & connections.users())
        for readers, told in ((members - hiders, signal.data), (hiders, signal.data | {"read_seq": 0})):
            await patch({SidebarState: {f"r:{conversation_id}": told}}, connections.of_users(readers, conversation_id))
