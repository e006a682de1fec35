"""Pictures at addresses that somebody else names."""

import httpx

from webchat.gateways.public_http import PublicHttp, Refused

_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; WebChat pictures)",
    "Accept": "image/*",
    # What is packed may be far larger unpacked.
    "Accept-Encoding": "identity",
}


async def fetch_picture(http: PublicHttp, url: str, most: int) -> bytes:
    """What is at `url`, up to `most` bytes; raises `Refused` for what is not there, too large or not to be asked."""
    async with http.get(url, _HEADERS) as (_, response):
        if response.status_code != httpx.codes.OK:
            raise Refused(f"It answers {response.status_code}.")
        data = bytearray()
        async for chunk in response.aiter_raw():
            data += chunk
            if len(data) > most:
                raise Refused(f"It is larger than {most} bytes.")
    return bytes(data)
