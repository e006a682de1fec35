"""What lies at foreign addresses, whole and bounded."""

import asyncio

import httpx

from webchat.gateways.public_http import PublicHttp, Refused

# What is packed may be far larger unpacked.
_HEADERS = {"Accept-Encoding": "identity"}
_TROUBLE = (Refused, httpx.HTTPError, httpx.StreamError, OSError, TimeoutError)


class NotHad(Exception):
    """Too large, too slow or not there, in words for the log; `status` where the other side said one."""

    def __init__(self, why: str, status: int | None = None) -> None:
        super().__init__(why)
        self.status = status


async def download(http: PublicHttp, url: str, most: int, *, seconds: float, headers: dict[str, str]) -> bytes:
    """At most `most` bytes, within `seconds`, asked with these headers; raises `NotHad`."""
    try:
        async with asyncio.timeout(seconds), http.get(url, headers | _HEADERS) as (_, response):
            return await _whole(response, most)
    except _TROUBLE as error:
        raise NotHad(str(error) or type(error).__name__) from error


async def _whole(response: httpx.Response, most: int) -> bytes:
    if response.status_code != httpx.codes.OK:
        raise NotHad(f"It answers {response.status_code}.", response.status_code)
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise NotHad("It is packed.")
    data = bytearray()
    async for piece in response.aiter_raw():
        data += piece
        if len(data) > most:
            raise NotHad(f"It is larger than {most} bytes.")
    return bytes(data)
