"""The threat model names real tests, and what we install is pinned and fits together."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from webchat.settings import PROJECT

_LINES = [
    line for line in (PROJECT / "docs" / "security.md").read_text().splitlines()
    if line.startswith("| ") and not line.startswith("| threat")
]  # fmt: skip
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@pytest.mark.parametrize("line", _LINES, ids=lambda line: line.split("|")[1].strip())
def test_each_threat_names_a_test_that_is_there(line: str) -> None:
    named = _TEST.findall(line.split("|")[-2])
    assert len(named) == 1
    path, test = named[0]
    assert re.search(rf"^(async )?def {test}\(", (PROJECT / path).read_text(), re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-otel.txt"])
def test_every_package_is_pinned(name: str) -> None:
    lines = [line.split("#")[0].strip() for line in (PROJECT / name).read_text().splitlines()]
    loose = [line for line in lines if line and not line.startswith("-r ") and not re.search(r"==[\w.]+$", line)]
    assert loose == []


def test_the_pinned_packages_fit_together() -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_npm_package_has_its_hash() -> None:
    lock = json.loads((PROJECT / "reflex.lock" / "package-lock.json").read_text())
    loose = [name for name, one in lock["packages"].items() if name and not one.get("link") and "integrity" not in one]
    assert loose == []
