"""The front end: built by npm once, and again only when something that goes into it has changed."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from webchat.db.locks import exclusive
from webchat.serving.environment import prepare_reflex
from webchat.settings import PROJECT, child_environment

CLIENT = PROJECT / ".web" / "build" / "client"
_SOURCES = (
    "webchat/ui",
    "webchat/webchat.py",
    "webchat/serving/amending.py",
    "webchat/serving/bundling.py",
    "webchat/serving/drawing.py",
    "webchat/serving/same_origin.py",
    "assets",
    "rxconfig.py",
    "requirements.txt",
)
_LOCKED = ("reflex.lock",)
_IGNORED = {"__pycache__", "external"}
_STEPS = (
    ("install", "Installing the front end's packages (npm) …"),
    ("compil", "Compiling the pages …"),
    ("production build", "Building the front end …"),
    ("compress", "Compressing it …"),
)
Say = Callable[[str], None]


class BuildError(Exception):
    """The front end could not be built; the text says what npm or Reflex said last."""


def fingerprint(root: Path, sources: Iterable[str]) -> str:
    """Return a hash of the names and contents of these files and folders."""
    digest = hashlib.sha256()
    for path in _files(root, sources):
        digest.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current(root: Path = PROJECT) -> bool:
    """Say whether the finished build belongs to the sources as they are."""
    try:
        noted = _note(root).read_text()
    except OSError:
        return False
    return noted == f"{fingerprint(root, _SOURCES)} {fingerprint(root, _LOCKED)}"


def ensure_build(say: Say, *, force: bool = False) -> Path:
    """Return the folder of the finished front end, built if need be. Raises BuildError."""
    if not force and is_current():  # before the lock: an image's files are not ours to write
        return CLIENT
    with exclusive(PROJECT / "rxconfig.py"):
        if force or not is_current():
            _build(say)
    return CLIENT


def _build(say: Say) -> None:
    first = not (PROJECT / ".web" / "node_modules").exists()
    say(f"Building the front end ({'the first time takes about half a minute' if first else 'its sources changed'}) …")
    sources = fingerprint(PROJECT, _SOURCES)
    _note(PROJECT).unlink(missing_ok=True)
    _export(say)
    if not (CLIENT / "index.html").exists():
        raise BuildError(f"The front end's build ended without pages in {CLIENT}.")
    _sort_keys(PROJECT / "reflex.lock" / "package.json")
    # npm may have completed the lock file; the sources count as they were before, should somebody edit them meanwhile.
    _note(PROJECT).write_text(f"{sources} {fingerprint(PROJECT, _LOCKED)}")


def _export(say: Say) -> None:
    prepare_reflex()
    process = subprocess.Popen(
        [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip", "--loglevel", "info"],
        cwd=PROJECT, env=child_environment(NO_COLOR="1", COLUMNS="120"), text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        last = _follow(process, say)
        if process.wait() != 0:
            raise BuildError("The front end could not be built. The last lines were:\n" + "\n".join(last))
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _follow(process: subprocess.Popen[str], say: Say) -> deque[str]:
    """Tell in words how far the build is; return its last lines."""
    last: deque[str] = deque(maxlen=30)
    steps = list(_STEPS)
    for line in process.stdout or ():
        last.append(line.rstrip())
        for step in [step for step in steps if step[0] in line.lower()]:
            steps.remove(step)
            say(step[1])
    return last


def _sort_keys(file: Path) -> None:
    """npm writes the same keys in another order each time: settle them, so that a build changes no committed file."""
    if file.exists():
        file.write_text(json.dumps(json.loads(file.read_text()), indent=2, sort_keys=True) + "\n")


def _note(root: Path) -> Path:
    return root / ".web" / "build" / "sources.sha256"


def _files(root: Path, sources: Iterable[str]) -> Iterator[Path]:
    for source in sources:
        path = root / source
        if path.is_file():
            yield path
        for file in sorted(path.rglob("*")):
            if file.is_file() and not _IGNORED & set(file.relative_to(root).parts):
                yield file
