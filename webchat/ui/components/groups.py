"""What people see of groups beside their messages."""

from __future__ import annotations

import reflex as rx

from webchat.domain.texts import mark
from webchat.ui.bridge import components as bridge
from webchat.ui.texts import t

_DIALOGS = {
    "group": mark("New group"),
    "directory": mark("Public groups"),
    "add_members": mark("Add people"),
    "edit_group": mark("Edit group"),
    "invites": mark("Invite links"),
    "integrations": mark("Integrations"),
    "leave_group": mark("Leave group"),
    "delete_group": mark("Delete group"),
    "hand_over": mark("Hand over group"),
    "remove_member": mark("Remove from group"),
}


def group_dialog(dialog: rx.Var[str]) -> rx.Component:
    """The dialog that is open, if it is about a group."""
    label = rx.match(dialog, *[(name, t(title)) for name, title in _DIALOGS.items()], t("Group"))
    shown = rx.match(dialog, *[(name, True) for name in _DIALOGS], False)
    return bridge.dialog(bridge.group_dialog(which=dialog), shown=shown, label=label)
