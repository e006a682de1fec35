"""Writing to a socket at once, without a task that waits for it: what many receivers get costs half of that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.types import Message


def write_at_once(send: Callable[[Message], Awaitable[None]], message: Message) -> bool:
    """Runs an ASGI ``send`` up to where it would wait: True when that was all, else nothing was written.

    A socket that is closing takes everything: its own task notices.
    """
    sending = send(message)
    try:
        sending.send(None)  # type: ignore[attr-defined]
    except StopIteration:
        return True
    except Exception:  # noqa: BLE001
        return True
    sending.close()  # type: ignore[attr-defined]
    return False
