"""Locks between processes that the kernel drops by itself when their holder dies, even by kill -9."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """One open lock file."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def share(self) -> None:
        """Hold the lock together with others, waiting for an exclusive holder."""
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def take(self) -> None:
        """Hold the lock alone, waiting for everybody else."""
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def try_take(self) -> bool:
        """Hold the lock alone if nobody else holds it; say whether it worked."""
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Close our end; a process that inherited the file keeps the lock."""
        os.close(self.descriptor)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file alone for the length of a `with` block."""
    lock = FileLock(path)
    try:
        lock.take()
        yield
    finally:
        lock.close()
