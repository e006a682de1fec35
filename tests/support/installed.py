"""Tests that need a program of the machine."""

import shutil

import pytest


def needs(name: str) -> pytest.MarkDecorator:
    """Skips a test where that program is not installed."""
    return pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed here")
