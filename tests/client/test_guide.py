"""What docs/integration.md shows is run as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from tests.support.server import RunningServer
from webchat.client import Client
from webchat.gateways.webhooks import sign
from webchat.settings import PROJECT

GUIDE = (PROJECT / "docs" / "integration.md").read_text()


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_every_line_of_the_guide_runs(host: RunningServer, tmp_path: Path) -> None:
    with Client(host.url) as nobody:
        nobody.create_user("Olga")  # as the guide calls her; no other story of this server has this name
        token = nobody.create_user("Guide").token
    Image.new("RGB", (40, 30), "teal").save(tmp_path / "label.png")
    endless = "while :"
    script = "\n".join(block for block in _blocks("sh") if endless not in block)
    script = script.replace("CHAT=http://localhost:3000", f"CHAT={host.url}")
    environment = {
        **os.environ,
        "WEBCHAT_SERVICE_KEY": host.environment["WEBCHAT_SERVICE_KEY"],
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT),
        "WEBCHAT_DATA_DIR": str(tmp_path / "data"),
    }
    strict = 'set -euo pipefail\ncurl() { command curl --fail-with-body "$@"; }\njq() { command jq -e "$@"; }\n'
    done = subprocess.run(
        ["bash", "-c", strict + script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    program = next(block for block in _blocks("python") if "chat.events" in block)
    environment |= {"WEBCHAT_URL": host.url, "WEBCHAT_TOKEN": token}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "message_too_long body False"
    assert done.stdout.splitlines()[-1] == "Guide Step 2"


def test_the_bot_of_the_guide_is_the_one_of_the_examples() -> None:
    shown = next(block for block in _blocks("python") if "@bot.on_message" in block)
    assert shown in (PROJECT / "examples" / "echo_bot.py").read_text()


def test_the_signature_of_the_guide_is_the_one_that_is_sent() -> None:
    shown: dict[str, Any] = {}
    exec(next(block for block in _blocks("python") if "def is_genuine" in block), shown)
    body, secret = b'{"id": 7}', "whs_secret"
    sent = {"X-Webchat-Timestamp": "1", "X-Webchat-Signature": sign(secret, 1, body)}
    assert shown["is_genuine"](secret, sent, body)
    assert not shown["is_genuine"](secret, sent, body + b" ")
    assert not shown["is_genuine"]("another", sent, body)
