"""What people see of groups beside their messages."""

from __future__ import annotations

import reflex as rx

from webchat.ui.bridge import components as bridge
from webchat.ui.texts import t

_DIALOGS = {
    "group": "New group",
    "directory": "Public groups",
    "add_members": "Add people",
    "edit_group": "Edit group",
    "invites": "Invite links",
    "integrations": "Integrations",
    "leave_group": "Leave group",
    "delete_group": "Delete group",
    "hand_over": "Hand over group",
    "remove_member": "Remove from group",
}


def group_dialog(dialog: rx.Var[str]) -> rx.Component:
    """The dialog that is open, if it is about a group."""
    label = rx.match(dialog, *[(name, t(title)) for name, title in _DIALOGS.items()], t("Group"))
    shown = rx.match(dialog, *[(name, True) for name in _DIALOGS], False)
    return bridge.dialog(bridge.group_dialog(which=dialog), shown=shown, label=label)
