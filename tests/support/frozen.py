"""PostgreSQL that takes connections and does not answer."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil


@contextmanager
def frozen_database(data_dir: Path) -> Iterator[None]:
    """All processes of the embedded PostgreSQL of a data folder stand still meanwhile, and go on afterwards."""
    postmaster = psutil.Process(int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0]))
    postmaster.send_signal(signal.SIGSTOP)  # first: nobody new is to be missed
    everybody = [*postmaster.children(recursive=True), postmaster]
    try:
        for one in everybody:
            with suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGSTOP)
        yield
    finally:
        for one in everybody:
            with suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGCONT)
