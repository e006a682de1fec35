"""The one error of the client."""

import math
from typing import Any

import httpx


class ChatError(Exception):
    """What the server refused, in its own words, or that it could not be reached (`status` 0).

    `retryable`: the same call may work later; `retry_after` then says in how many seconds, where the server knows.
    `details` holds what else the error carries, such as `suggestions` for a taken name.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        field: str | None = None,
        retryable: bool = False,
        status: int = 0,
        retry_after: float | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.field, self.retryable = code, message, field, retryable
        self.status, self.retry_after, self.details = status, retry_after, details or {}

    def __repr__(self) -> str:
        return f"ChatError({self.status}, {self.code!r}, {self.message!r}, field={self.field!r})"


_UNHEARD = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_KNOWN = ("code", "message", "field", "retryable", "retry_after")


def error_of(said: object, status: int, headers: httpx.Headers | None = None) -> ChatError:
    """The error that a decoded answer holds; one of a server in between has no words."""
    found = said.get("error") if isinstance(said, dict) else None
    if not isinstance(found, dict):
        again = status == 429 or status >= 500
        found = {"code": f"http_{status}", "message": f"The server answered {status}.", "retryable": again}
    return ChatError(
        str(found.get("code", "error")),
        str(found.get("message", "")),
        field=found.get("field"),
        retryable=bool(found.get("retryable")),
        status=status,
        retry_after=_seconds(headers.get("Retry-After") if headers else found.get("retry_after")),
        details={name: value for name, value in found.items() if name not in _KNOWN},
    )


def answer_error(response: httpx.Response) -> ChatError:
    """The error of an answer that was read."""
    try:
        said = response.json()
    except ValueError:
        said = None
    return error_of(said, response.status_code, response.headers)


def unreachable(error: httpx.HTTPError) -> ChatError:
    """No answer, or only a part of one; `not_connected`: the server has not even heard of it."""
    code = "not_connected" if isinstance(error, _UNHEARD) else "unreachable"
    return ChatError(code, f"The server cannot be reached ({error or type(error).__name__}).", retryable=True)


def may_repeat(error: ChatError, *, repeatable: bool) -> bool:
    """Whether to try again: always what was not done, and what was perhaps done only if doing it twice is once."""
    return error.retryable and (repeatable or error.status == 429 or error.code == "not_connected")


def _seconds(said: object) -> float | None:
    try:
        seconds = float(str(said))
    except ValueError:  # a date is allowed there, too: our server sends none
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
