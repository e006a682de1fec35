"""Previews of links, read from the pages that they lead to."""

import asyncio
import logging

import httpx
from anyio import to_thread

from webchat.domain.previews import LinkPreview
from webchat.gateways.pages import read_page
from webchat.gateways.public_http import PublicHttp, Refused

SECONDS = 5.0
LARGEST_PAGE = 2 * 1024 * 1024
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; WebChat link preview)",
    "Accept": "text/html,application/xhtml+xml",
    # What is packed may be far larger unpacked.
    "Accept-Encoding": "identity",
}
_HTML = {"text/html", "application/xhtml+xml"}
_log = logging.getLogger(__name__)


async def fetch_preview(http: PublicHttp, url: str, *, seconds: float = SECONDS) -> LinkPreview | None:
    """What the page at `url` says of itself; None for what is no page, too slow, or not to be asked."""
    try:
        async with asyncio.timeout(seconds):
            return await _fetch(http, url)
    except (Refused, httpx.HTTPError, httpx.StreamError, OSError, TimeoutError, ValueError) as error:
        _log.debug("No preview: %s", error)
        return None


async def _fetch(http: PublicHttp, url: str) -> LinkPreview | None:
    async with http.get(url, _HEADERS) as (final, response):
        content_type = response.headers.get("content-type", "")
        if response.status_code != httpx.codes.OK or content_type.partition(";")[0].strip().lower() not in _HTML:
            return None
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            return None
        data = await _beginning(response)
    return await to_thread.run_sync(read_page, data, content_type, url, final.host)


async def _beginning(response: httpx.Response) -> bytes:
    """The page up to the end of its head, or as much as we take."""
    data = bytearray()
    async for chunk in response.aiter_raw():
        searched = max(0, len(data) - 8)
        data += chunk[: LARGEST_PAGE - len(data)]
        if len(data) >= LARGEST_PAGE or b"</head" in data[searched:].lower():
            break
    return bytes(data)
