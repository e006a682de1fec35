"""A full disk, told from a broken file: nobody's upload is at fault, and it goes on when there is space again."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from webchat.domain.errors import Unavailable

_FULL = {errno.ENOSPC, errno.EDQUOT}
_NEXT_TO_NOTHING = 64 * 1024  # bytes; some encoders only say that they could not write


class StoreFull(Unavailable):
    """There is no space left for files."""

    code = "store_full"
    status = 507

    def __init__(self) -> None:
        super().__init__("There is no space left for files on this server. Try again later.")


def failed_for_room(error: BaseException, folder: Path) -> bool:
    """Whether work on files of a folder failed because its disk is full, whatever the error says by now."""
    cause: BaseException | None = error
    while cause is not None:
        if getattr(cause, "errno", None) in _FULL:
            return True
        cause = cause.__cause__
    return shutil.disk_usage(folder).free < _NEXT_TO_NOTHING


@contextmanager
def full_in_words() -> Iterator[None]:
    """Raises `StoreFull` where a disk is full."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull from error
        raise
