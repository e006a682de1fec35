"""The component for other people's Reflex apps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import reflex as rx

from webchat.settings import PROJECT
from webchat.ui import chat_panel


def test_it_is_rendered_with_what_it_was_given() -> None:
    panel = chat_panel(
        "https://chat.example", "a token", conversation="order:1", accent="green", on_unread=rx.console_log
    )
    drawn = str(panel.render())
    for part in ("ChatPanel", "https://chat.example", "a token", "order:1", "green", "640px", "onUnread"):
        assert part in drawn


def test_importing_it_brings_nothing_of_the_server(tmp_path: Path) -> None:
    (tmp_path / "rxconfig.py").write_text("import reflex as rx\n\nconfig = rx.Config(app_name='shop')\n")
    code = "import sys, webchat.ui; print([m for m in sys.modules if m.startswith('webchat.')])"
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert set(eval(done.stdout)) == {"webchat.ui", "webchat.ui.panel"}
