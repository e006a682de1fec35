"""Thousands of generated requests: no fault of ours, and no answer that the reference does not have."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path

import httpx

from tests.support.server import RunningServer

# They would end the session that asks, or never end themselves.
_LEFT_OUT = r"^/(session|api/events|api/users/me(/sessions/\{session_id\})?)$"


def test_every_answer_is_documented(server: RunningServer, tmp_path: Path) -> None:
    made = httpx.post(
        f"{server.url}/api/users/", json={"username": f"Generated {uuid.uuid4().hex[:8]}"}, trust_env=False, timeout=60
    )
    examples = os.environ.get("WEBCHAT_CONTRACT_EXAMPLES", "8")
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(Path(__file__).with_name("schemathesis.toml")),
        "run", f"{server.url}/openapi.json", "--header", f"Authorization: Bearer {made.json()['token']}",
        "--exclude-path-regex", _LEFT_OUT, "--phases", "examples,coverage,fuzzing", "--max-examples", examples,
        "--seed", "1", "--generation-deterministic", "--no-shrink", "--no-color",
        "--warnings", "off", "--suppress-health-check", "all",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "SCHEMATHESIS_HOOKS": "part_of_a_file"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    assert "Tested: 1" in done.stdout  # a hundred operations and more
