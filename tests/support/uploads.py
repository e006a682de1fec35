"""A folder of each test's own for what is uploaded: a module that imports `own_folder` has it in all its tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from webchat.media import storage
from webchat.settings import get_settings


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files go to the test's folder; afterwards nothing remembers it."""
    monkeypatch.setenv("UPLOAD_DIR", str(tmp_path / "uploads"))
    get_settings.cache_clear()
    storage._store.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()
    storage._store.cache_clear()
