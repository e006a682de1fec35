"""Collecting garbage does not stop the talk over and over."""

from __future__ import annotations

import subprocess
import sys

_TRY = """
import gc
from webchat.serving import server

def full_collections_while_much_arrives():
    before = gc.get_stats()[2]["collections"]
    held = [[number] for number in range(300_000)]
    return gc.get_stats()[2]["collections"] - before

usual = full_collections_while_much_arrives()
server._settle_memory()
print(usual, full_collections_while_much_arrives(), gc.get_freeze_count())
"""


def test_what_arrives_is_not_looked_at_over_and_over() -> None:
    answer = subprocess.run([sys.executable, "-c", _TRY], capture_output=True, text=True, check=True)
    usual, settled, frozen = map(int, answer.stdout.split())
    assert (usual > 0, settled) == (True, 0)
    assert frozen > 10_000
