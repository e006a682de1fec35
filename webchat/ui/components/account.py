"""What people see of their devices, their bots, and of whom they shut out."""

from __future__ import annotations

import reflex as rx

from webchat.domain.texts import mark
from webchat.ui.bridge import components as bridge
from webchat.ui.texts import t

_DIALOGS = {
    "calls": mark("Calls"),
    "devices": mark("Devices"),
    "link_device": mark("Continue on another device"),
    "allow_device": mark("Sign in on another device?"),
    "bots": mark("Bots"),
    "block": mark("Block"),
    "report": mark("Report"),
    "blocked": mark("Blocked people"),
    "shortcuts": mark("Keyboard shortcuts"),
    "delete_account": mark("Delete my account"),
    "sign_out": mark("Sign out"),
}


def account_dialog(dialog: rx.Var[str]) -> rx.Component:
    """The dialog that is open, if it is one of these."""
    label = rx.match(dialog, *[(name, t(title)) for name, title in _DIALOGS.items()], t("Account"))
    shown = rx.match(dialog, *[(name, True) for name in _DIALOGS], False)
    return bridge.dialog(bridge.account_dialog(which=dialog), shown=shown, label=label)
