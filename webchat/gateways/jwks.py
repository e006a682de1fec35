"""The public keys of a host, by which its signed tokens are known."""

import asyncio
import json
from time import monotonic
from typing import Any

import httpx
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from webchat.gateways.public_http import PublicHttp, Refused

_SECONDS = 5
_MOST_BYTES = 256 * 1024
_FRESH = 3600.0  # seconds
_PAUSE = 30.0  # seconds between two questions: a made-up key id must not make us ask for each token


class KeySet:
    """The keys of one address, asked when one is wanted that is not known, or after an hour."""

    def __init__(self, http: PublicHttp, url: str) -> None:
        self._http = http
        self._url = url
        self._keys: dict[str, PyJWK] = {}
        self._asked_at = -_FRESH
        self._lock = asyncio.Lock()

    async def find(self, key_id: str) -> PyJWK | None:
        """The key with this id; None when the host has none, or does not answer."""
        if self._is_due(key_id):
            async with self._lock:
                if self._is_due(key_id):
                    await self._ask()
        return self._keys.get(key_id)

    def _is_due(self, key_id: str) -> bool:
        age = monotonic() - self._asked_at
        return age > (_PAUSE if key_id not in self._keys else _FRESH)

    async def _ask(self) -> None:
        self._asked_at = monotonic()
        try:
            async with asyncio.timeout(_SECONDS):
                self._keys = _parsed(await self._load()) or self._keys
        except (Refused, httpx.HTTPError, TimeoutError, ValueError, OSError):
            return  # the keys that we know count on

    async def _load(self) -> bytes:
        found = b""
        async with self._http.get(self._url, {"Accept": "application/json"}) as (_, response):
            if response.status_code != 200:
                raise ValueError
            async for piece in response.aiter_bytes():
                found += piece
                if len(found) > _MOST_BYTES:
                    raise ValueError
        return found


def _parsed(content: bytes) -> dict[str, PyJWK]:
    listed: Any = json.loads(content)
    entries = listed.get("keys") if isinstance(listed, dict) else None
    keys = {}
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict):
            continue
        try:
            keys[str(entry["kid"])] = PyJWK(entry)
        except (PyJWTError, KeyError, TypeError, ValueError):
            continue  # a kind of key that we do not know
    return keys
