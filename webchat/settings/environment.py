"""The environment of this process and of those that it starts."""

import os
from pathlib import Path


def child_environment(**changes: str) -> dict[str, str]:
    """Return the environment for a program that we start: ours with `changes`."""
    return {**os.environ, **changes}


def set_environment(**values: str) -> None:
    """Set variables for libraries in this process that read nothing else."""
    os.environ.update(values)


def default_environment(**values: str) -> None:
    """Set those of the variables that the operator has not set."""
    for name, value in values.items():
        os.environ.setdefault(name, value)


def prepend_path(folder: Path) -> None:
    """Make this process and its children look for programs in `folder` first."""
    path = os.environ.get("PATH", os.defpath)
    if not path.startswith(f"{folder}{os.pathsep}"):
        os.environ["PATH"] = f"{folder}{os.pathsep}{path}"
