"""The component for other people's Reflex apps, as their React draws it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tests.support.server import PROJECT, RunningServer
from webchat.serving.environment import node_folder

_SCRIPT = """
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { ChatPanel } from "./panel.mjs";
const drawn = (url) => renderToStaticMarkup(createElement(ChatPanel, { url, token: "", height: "640px" }));
console.log(JSON.stringify(["", undefined, "chat.example", "https://chat.example/"].map(drawn)));
"""


def test_without_an_address_its_place_is_kept_and_nothing_breaks(server: RunningServer, tmp_path: Path) -> None:
    """A state that is not loaded yet; `server` has installed the packages."""
    shutil.copy(PROJECT / "webchat" / "ui" / "panel.jsx", tmp_path / "panel.mjs")
    (tmp_path / "node_modules").symlink_to(PROJECT / ".web" / "node_modules")
    (tmp_path / "draw.mjs").write_text(_SCRIPT)
    command = [str(node_folder() / "node"), str(tmp_path / "draw.mjs")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    *without, given = json.loads(done.stdout)
    assert all("iframe" not in one and "640px" in one for one in without)
    assert 'src="https://chat.example/embed/?' in given
