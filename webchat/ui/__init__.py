"""What people see. `chat_panel` is for other people's Reflex apps."""

from webchat.ui.panel import chat_panel

__all__ = ["chat_panel"]
