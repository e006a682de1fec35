"""Programs that tests need beside Python: those of the machine, and those that came with the packages."""

import shutil
import sys
from pathlib import Path

import pytest

CADDY = Path(sys.executable).with_name("caddy")


def needs(name: str) -> pytest.MarkDecorator:
    """Skips a test where that program is not installed."""
    return pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed here")
