"""One request and its answer, tried again where that is safe."""

from asyncio import sleep
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
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


class AsyncTransport:
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
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self.url = address_of(url)
        self._patience = patience
        self._http = http or httpx.AsyncClient(timeout=_SHORT)
        self._headers = headers_of(token, user)

    async def close(self) -> None:
        """Closes all connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def call(
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
        return await self._tried(method, path, safe, headers=headers, params=given, **body)

    async def send_file(self, path: str, source: Source, filename: str) -> Any:
        """Uploads a file in a form, as a stream."""
        return await self._tried("POST", path, True, source=source, filename=filename, timeout=_UPLOAD)

    @asynccontextmanager
    async def stream(self, path: str, **options: Any) -> AsyncIterator[httpx.Response]:
        """An answer that is read as it comes; raises `ChatError`."""
        headers = self._headers | options.pop("headers", {})
        try:
            async with self._http.stream("GET", self.url + path, headers=headers, **options) as response:
                if not response.is_success:
                    await response.aread()
                    raise answer_error(response)
                yield response
        except httpx.HTTPError as error:
            raise unreachable(error) from error

    async def _tried(self, method: str, path: str, repeatable: bool, **options: Any) -> Any:
        failures, spent = 0, 0.0
        while True:
            try:
                return await self._once(method, path, **options)
            except ChatError as error:
                pause = pause_after(failures, error)
                failures, spent = failures + 1, spent + pause
                if spent > self._patience or not may_repeat(error, repeatable=repeatable):
                    raise
            await sleep(pause)

    async def _once(self, method: str, path: str, **options: Any) -> Any:
        source, filename = options.pop("source", None), options.pop("filename", "")
        headers = self._headers | options.pop("headers", {})
        try:
            if source is None:
                response = await self._http.request(method, self.url + path, headers=headers, **options)
            else:
                with reading(source) as file:
                    form = {"file": (filename, file)}
                    response = await self._http.request(method, self.url + path, headers=headers, files=form, **options)
        except httpx.HTTPError as error:
            raise unreachable(error) from error
        if not response.is_success:
            raise answer_error(response)
        return response.json()
