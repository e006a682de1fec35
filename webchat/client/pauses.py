"""How long to wait before the next try."""

import random

from webchat.client.errors import ChatError

_FIRST, _LONGEST = 0.25, 5.0


def pause_after(failures: int, error: ChatError | None = None) -> float:
    """Seconds before the next try: as the server says, else growing, and never the same for all who lost it."""
    jitter = 0.5 + random.random() / 2  # noqa: S311  nothing secret
    if error is not None and error.retry_after is not None:
        return error.retry_after + jitter - 0.5
    return min(_LONGEST, _FIRST * 2 ** min(failures, 10)) * jitter
