# Written by bin/sync-client from webchat/client/aio: change it there.
"""One request and its answer, tried again where that is safe."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import sleep
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

from webchat.client.errors import ChatError, answer_error, may_repeat, unreachable
from webchat.client.files import Source, reading
from webchat.client.given import address_of, headers_of
from webchat.client.pauses import pause_after

_SHORT = httpx.Timeout(30, connect=10)
_UPLOAD = httpx.Timeout(300, connect=10)


class Transport:
    """A connection to one server under one token.

    `user` is whom a service key acts for: a user's id, or `sub:` and the host's id. `patience` is for how many seconds
    a call is tried again in all; 0: never. `http` may bring proxies, certificates and limits of one's own.
    """

    def __init__(
        self,
        url: str,
        token: str = "",
        *,
        user: int | str | None = None,
        patience: float = 60,
        http: httpx.Client | None = None,
    ) -> None:
        self.url = address_of(url)
        self._patience = patience
        self._http = http or httpx.Client(timeout=_SHORT)
        self._headers = headers_of(token, user)

    def close(self) -> None:
        """Closes all connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def call(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        params: Mapping[str, Any] | None = None,
        keyed: bool = True,
        repeatable: bool | None = None,
    ) -> Any:
        """Any call of the interface, as JSON; raises `ChatError`.

        A POST goes out with an `Idempotency-Key`, and so is as safe to repeat as the others (not with `keyed=False`).
        """
        headers = {"Idempotency-Key": str(uuid4())} if method == "POST" and keyed else {}
        safe = (method != "POST" or keyed) if repeatable is None else repeatable
        given = {name: value for name, value in (params or {}).items() if value is not None}
        body = {} if json is None else {"json": json}
        return self._tried(method, path, safe, headers=headers, params=given, **body)

    def send_file(self, path: str, source: Source, filename: str) -> Any:
        """Uploads a file in a form, as a stream."""
        return self._tried("POST", path, True, source=source, filename=filename, timeout=_UPLOAD)

    @contextmanager
    def stream(self, path: str, **options: Any) -> Iterator[httpx.Response]:
        """An answer that is read as it comes; raises `ChatError`."""
        headers = self._headers | options.pop("headers", {})
        try:
            with self._http.stream("GET", self.url + path, headers=headers, **options) as response:
                if not response.is_success:
                    response.read()
                    raise answer_error(response)
                yield response
        except httpx.HTTPError as error:
            raise unreachable(error) from error

    def _tried(self, method: str, path: str, repeatable: bool, **options: Any) -> Any:
        failures, spent = 0, 0.0
        while True:
            try:
                return self._once(method, path, **options)
            except ChatError as error:
                pause = pause_after(failures, error)
                failures, spent = failures + 1, spent + pause
                if spent > self._patience or not may_repeat(error, repeatable=repeatable):
                    raise
            sleep(pause)

    def _once(self, method: str, path: str, **options: Any) -> Any:
        source, filename = options.pop("source", None), options.pop("filename", "")
        headers = self._headers | options.pop("headers", {})
        try:
            if source is None:
                response = self._http.request(method, self.url + path, headers=headers, **options)
            else:
                with reading(source) as file:
                    form = {"file": (filename, file)}
                    response = self._http.request(method, self.url + path, headers=headers, files=form, **options)
        except httpx.HTTPError as error:
            raise unreachable(error) from error
        if not response.is_success:
            raise answer_error(response)
        return response.json()
