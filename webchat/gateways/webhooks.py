"""Tells an address what happened, signed, and takes its answer."""

import asyncio
import hmac
import json
from dataclasses import dataclass
from hashlib import sha256

import httpx

from webchat.gateways.public_http import PublicHttp, Refused

_LARGEST_ANSWER = 64 * 1024


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent: `attempt` counts from 1, `timestamp` is in seconds since 1970."""

    url: str
    secret: str
    id: str
    attempt: int
    timestamp: int
    body: bytes


class NotDelivered(Exception):
    """The text says why, in words for who looks after the webhook."""


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """What stands in `X-Webchat-Signature`."""
    signed = str(timestamp).encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), signed, sha256).hexdigest()


async def deliver(http: PublicHttp, parcel: Parcel, seconds: float) -> str:
    """The text that the address answers with, "" for none; raises `NotDelivered` unless it says 2xx in time."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "WebChat",
        "Accept-Encoding": "identity",
        "X-Webchat-Id": parcel.id,
        "X-Webchat-Attempt": str(parcel.attempt),
        "X-Webchat-Timestamp": str(parcel.timestamp),
        "X-Webchat-Signature": sign(parcel.secret, parcel.timestamp, parcel.body),
    }
    try:
        async with asyncio.timeout(seconds), http.post(parcel.url, headers, parcel.body) as response:
            if not response.is_success:
                raise NotDelivered(f"It answered with status {response.status_code}.")
            return await _words(response)
    except TimeoutError:
        raise NotDelivered(f"It did not answer within {seconds:g} seconds.") from None
    except Refused as error:
        raise NotDelivered(f"This address is not asked: {error}") from None
    except httpx.HTTPError as error:
        raise NotDelivered(f"It could not be reached ({type(error).__name__}).") from None


async def _words(response: httpx.Response) -> str:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"text/plain", "application/json"}:
        return ""
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += chunk
        if len(content) > _LARGEST_ANSWER:
            return ""
    text = content.decode("utf-8", "replace")
    if kind == "text/plain":
        return text.strip()
    try:
        answer = json.loads(text)
    except ValueError:
        return ""
    body = answer.get("body") if isinstance(answer, dict) else None
    return body.strip() if isinstance(body, str) else ""
