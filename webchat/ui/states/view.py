"""What this browser shows: derived where it is drawn, never on the server.

``Browser`` is a substate without server-side vars: the bridge patches its keys
(which conversation is open, dialogs, the banner). The vars below read those
keys and the keyed entries of the other substates.
"""

from __future__ import annotations

import json
from typing import Any

import reflex as rx
from reflex.utils.imports import ImportVar
from reflex.vars import VarData

from webchat.ui.bridge.files import MODULES

from .blocks import BlocksState
from .browser import Browser
from .calls import CallsState
from .messages import MessagesState
from .people import PeopleState
from .rows import (
    AnswerBar,
    FolderTab,
    Header,
    ListEntry,
    MessageRights,
    Parted,
    PersonRow,
    PinnedBar,
    SearchChip,
    SearchRow,
    SidebarRow,
    TimelineRow,
    TrayItem,
    Typing,
)
from .search import SearchState
from .session import SessionState
from .sidebar import SidebarState
from .timeline import TimelineState
from .unsent import UnsentState

STATES: dict[str, type[rx.State]] = {
    "session": SessionState,
    "sidebar": SidebarState,
    "timeline": TimelineState,
    "people": PeopleState,
    "messages": MessagesState,
    "unsent": UnsentState,
    "search": SearchState,
    "blocks": BlocksState,
    "calls": CallsState,
    "view": Browser,
}

STATE_NAMES = {short: state.get_full_name() for short, state in STATES.items()}

_ANY_VAR = {
    "session": SessionState.arrived,
    "sidebar": SidebarState.home,
    "timeline": TimelineState.home,
    "people": PeopleState.home,
    "messages": MessagesState.home,
    "unsent": UnsentState.home,
    "search": SearchState.home,
    "blocks": BlocksState.home,
    "calls": CallsState.home,
    "view": Browser.home,
}


def _object(short: str) -> str:
    return str(_ANY_VAR[short]).rsplit(".", 1)[0]


def _data(*shorts: str) -> VarData | None:
    return VarData.merge(*(_ANY_VAR[short]._get_all_var_data() for short in shorts))


def browser_var(key: str, default: Any) -> rx.Var:
    """The value of a key that the bridge keeps, ``default`` until it does."""
    expression = f"({_object('view')}?.[{json.dumps(key)}] ?? {json.dumps(default)})"
    return rx.Var(expression, _var_type=type(default), _var_data=_data("view")).guess_type()


def derived(module: str, function: str, type_: Any, *shorts: str) -> rx.Var:
    """What ``function`` of that module makes of the given substates."""
    imports = VarData(imports={MODULES[module]: [ImportVar(tag=function)]})
    expression = f"{function}({', '.join(_object(short) for short in shorts)})"
    return rx.Var(expression, _var_type=type_, _var_data=VarData.merge(imports, _data(*shorts))).guess_type()


def server_url(path: rx.Var[str]) -> rx.Var[str]:
    """Where the server hands out what has this path: elsewhere, perhaps, than where the page came from."""
    imports = VarData(imports={MODULES["backend.js"]: [ImportVar(tag="serverUrl")]})
    data = VarData.merge(imports, path._get_all_var_data())
    return rx.Var(f"serverUrl({path!s})", _var_type=str, _var_data=data).guess_type()


blocked_peer = derived("blocks.js", "blockedPeer", str, "sidebar", "view")
peer_gone = derived("rights.js", "peerGone", bool, "sidebar", "view")
may_write = derived("rights.js", "mayWrite", bool, "sidebar", "view")
may_call = derived("calls.js", "mayCall", bool, "sidebar", "view")
missed_calls = derived("calls.js", "missedLabel", str, "calls")
details_shown = browser_var("details", False)
parted = rx.Var(
    f'({_object("view")}?.parted ?? {{how: "", title: "", words: ""}})', _var_type=Parted, _var_data=_data("view")
).guess_type()
turned_away = browser_var("turned_away", "")
announced = browser_var("announced", "")
is_admin = browser_var("admin", False)
slow = browser_var("slow", False)
_TIMELINE = ("timeline", "sidebar", "view", "session", "blocks")
timeline_rows = derived("rows.js", "timelineRows", list[TimelineRow], *_TIMELINE)
sidebar_rows = derived("list.js", "sidebarRows", list[ListEntry], "sidebar", "people", "view", "session", "blocks")
room_below = derived("drawn.js", "roomBelow", int, "sidebar", "view", "session")
folder_tabs = derived("folders.js", "folderTabs", list[FolderTab], "sidebar", "view", "session")
archived_label = derived("folders.js", "archivedLabel", str, "sidebar", "view")
folder_shown = browser_var("folder", "all")
list_menu_page = browser_var("list_menu_page", "")
list_menu_row = rx.Var(
    f"({_object('view')}?.list_menu ?? {{}})", _var_type=SidebarRow, _var_data=_data("view")
).guess_type()
search_rows = derived("search_rows.js", "searchRows", list[SearchRow], "search", "sidebar", "people", "view", "blocks")
search_count = derived("search_rows.js", "searchCount", int, "search", "sidebar", "view")
search_chips = derived("search_rows.js", "searchChips", list[SearchChip], "sidebar", "view")
search_state = derived("search_rows.js", "searchState", str, "search", "view")
search_problem = derived("search_rows.js", "searchProblem", str, "search", "view")
search_scope = browser_var("search_scope_title", "")
search_text = browser_var("search_text", "")
search_open = browser_var("search_open", False)
header = derived("list.js", "headerOf", Header, "sidebar", "people", "view")
open_typing = derived("list.js", "openTyping", Typing, "people", "view")
page_state = derived("rows.js", "pageState", str, "timeline", "sidebar", "view")
people_rows = derived("list.js", "foundPeople", list[PersonRow], "people")

waiting_count = derived("schedules.js", "waitingCount", int, "unsent", "view")
can_wait = derived("schedules.js", "canWait", bool, "view")
add_menu_shown = browser_var("add_menu", "")

tray = rx.Var(f"({_object('view')}?.tray ?? [])", _var_type=list[TrayItem], _var_data=_data("view")).guess_type()
dropping = browser_var("dropping", False)
open_id = browser_var("open", 0)
list_alone = browser_var("one_column", False) & (open_id == 0)
dialog_shown = browser_var("dialog", "")
banner_shown = browser_var("banner", False)
at_end = browser_var("at_end", True)
far_from_end = browser_var("far_from_end", False)
back_shown = browser_var("back", 0)
new_below = browser_var("new_below", 0)
menu_row = rx.Var(
    f"({_object('view')}?.menu?.row ?? {{}})", _var_type=TimelineRow, _var_data=_data("view")
).guess_type()
menu_shown = rx.Var(f"Boolean({_object('view')}?.menu)", _var_type=bool, _var_data=_data("view")).guess_type()
draft_count = browser_var("draft_count", "")
draft_filled = browser_var("draft_filled", False)
draft_too_long = browser_var("draft_too_long", False)
people_query = browser_var("people_query", "")
people_searched = derived("list.js", "peopleSearched", bool, "people")
theme = browser_var("theme", "system")
accent = browser_var("accent", "blue")
previews = browser_var("previews", "on")
everyone_count = browser_var("everyone_count", 0)
panel_tab = browser_var("panel", "")
reactors_of = browser_var("reactors", 0)
react_shown = rx.Var(f"({_object('view')}?.react ?? null)", _var_type=dict, _var_data=_data("view")).guess_type()
answer = rx.Var(
    f'({_object("view")}?.answer ?? {{mode: "", hue: 0}})', _var_type=AnswerBar, _var_data=_data("view")
).guess_type()
toasts = rx.Var(f"({_object('view')}?.toasts ?? [])", _var_type=list[dict], _var_data=_data("view")).guess_type()
menu_rights = derived("messages.js", "menuRights", MessageRights, "sidebar", "timeline", "view", "session")
may_pin = derived("messages.js", "mayPin", bool, "sidebar", "view", "session")
pinned_bar = derived("pins.js", "pinnedBar", PinnedBar, "messages", "view")
selecting = rx.Var(f"Boolean({_object('view')}?.picked)", _var_type=bool, _var_data=_data("view")).guess_type()
picked_count = derived("selection.js", "pickedCount", int, "view")
may_remove_picked = derived("selection.js", "mayRemovePicked", bool, "sidebar", "timeline", "view", "session")
_recorded = browser_var("recording", "")
recording = rx.cond(browser_var("recording_in", 0) == open_id, _recorded, "")
joining = browser_var("joining", False)
left = browser_var("left", "")
join_error = browser_var("join_error", "")
join_text = browser_var("join_text", "")
join_suggestions = rx.Var(
    f"({_object('view')}?.join_suggestions ?? [])", _var_type=list[str], _var_data=_data("view")
).guess_type()
