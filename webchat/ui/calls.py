"""What the page can ask of the server: the name in ``bridge/base/server.js``, in snake case, and who answers."""

from __future__ import annotations

from webchat.ui.states.calls import CallsState
from webchat.ui.states.completion import CompletionState
from webchat.ui.states.kinds import KindsState
from webchat.ui.states.messages import MessagesState
from webchat.ui.states.people import PeopleState
from webchat.ui.states.previews import PreviewState
from webchat.ui.states.reactions import ReactionsState
from webchat.ui.states.search import SearchState
from webchat.ui.states.session import SessionState
from webchat.ui.states.sidebar import SidebarState
from webchat.ui.states.timeline import TimelineState
from webchat.ui.states.unsent import UnsentState
from webchat.ui.states.voice import VoiceState

CALLS = {
    "enter": SessionState.enter,
    # the timeline
    "open": TimelineState.open_conversation,
    "page": TimelineState.load_page,
    "send": TimelineState.submit_message,
    "acknowledge": TimelineState.acknowledge,
    "remove_preview": PreviewState.remove_preview,
    # messages
    "edit_message": MessagesState.edit_message,
    "load_message": MessagesState.load_message,
    "delete_messages": MessagesState.delete_messages,
    "restore_messages": MessagesState.restore_messages,
    "pin_message": MessagesState.pin_message,
    "star_message": MessagesState.star_message,
    "forward_messages": MessagesState.forward_messages,
    "mark_unread": MessagesState.mark_unread,
    "clear_mark": MessagesState.clear_mark,
    "load_pins": MessagesState.load_pins,
    "load_saved": MessagesState.load_saved,
    "load_history": MessagesState.load_history,
    "load_receipts": MessagesState.load_receipts,
    # reactions
    "react": ReactionsState.react,
    "names": ReactionsState.name_people,
    # voice messages
    "mark_heard": VoiceState.mark_heard,
    # people
    "typing": PeopleState.report_typing,
    "activity": PeopleState.report_activity,
    "attend": PeopleState.report_attention,
    "find": PeopleState.find_people,
    "complete_members": CompletionState.complete_members,
    # polls, places, contacts
    "vote": KindsState.vote,
    "close_poll": KindsState.close_poll,
    "move_location": KindsState.move_location,
    "stop_location": KindsState.stop_location,
    "write_to": KindsState.write_to,
    # drafts and messages for later
    "draft": UnsentState.save_draft,
    "schedule": UnsentState.schedule_message,
    # the list
    "more": SidebarState.load_more,
    "talk_to": SidebarState.talk_to,
    "list": SidebarState.load_conversations,
    "prefer": SidebarState.prefer,
    # calls
    "request_call": CallsState.request_call,
    "change_call": CallsState.change_call,
    "call_room": CallsState.enter_room,
    "signal": CallsState.signal,
    "see_calls": CallsState.see_calls,
    # the search
    "look": SearchState.look,
    "look_further": SearchState.look_further,
}
