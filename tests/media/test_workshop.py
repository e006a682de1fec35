"""The processes that open what strangers send."""

from __future__ import annotations

import subprocess
import sys

from webchat.settings import PROJECT

# What anyio does in a process of its own before the first file: the parent's main module, then the work's.
_BEGINS = """
import runpy, sys
runpy.run_path("webchat/__main__.py", run_name="__mp_main__")
import webchat.media.workshop
print(*sys.modules)
"""


def test_they_hold_what_opens_files_and_no_more() -> None:
    """Else the first picture after a start waits until the whole program is loaded once more, into more memory."""
    run = subprocess.run(
        [sys.executable, "-c", _BEGINS], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=120
    )
    held = set(run.stdout.split())
    assert {"PIL", "av", "webchat.media.pictures"} <= held
    assert held & {"typer", "fastapi", "sqlalchemy", "webchat.cli", "webchat.db", "webchat.services"} == set()
