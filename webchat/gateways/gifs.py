"""Moving pictures from a service that the operator chose: asked by this server, never by browsers."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from webchat.gateways.downloads import NotHad, download
from webchat.gateways.pages import cleaned
from webchat.gateways.public_http import PublicHttp

SECONDS = 5.0
PAGE = 24
LARGEST_ANSWER = 2 * 1024 * 1024
LARGEST_PREVIEW = 2 * 1024 * 1024
_LONGEST_TITLE, _LONGEST_ADDRESS, _LONGEST_CURSOR, _MOST_PIXELS = 100, 700, 200, 4096
_HEADERS = {"User-Agent": "WebChat"}
_log = logging.getLogger(__name__)


class NoAnswer(Exception):
    """The service did not answer, or not with what was asked for."""


@dataclass(frozen=True, slots=True)
class Gif:
    """One that the service knows: addresses of a small copy, which has this size, and of the one to send."""

    title: str
    preview: str
    original: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of them; `next` asks for the following one."""

    gifs: list[Gif]
    next: str | None


async def find_gifs(
    http: PublicHttp, service: str, key: str, query: str, cursor: str, *, seconds: float = SECONDS
) -> Found:
    """What `service` ("tenor" or "giphy") finds for the words, or without any what is liked now. Raises `NoAnswer`."""
    ask, read = _SERVICES[service]
    data = await fetch(http, ask(key, query, cursor), LARGEST_ANSWER, seconds=seconds)
    try:
        return read(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        _log.warning("%s answers with something else than GIFs.", service)
        raise NoAnswer from error


async def fetch(http: PublicHttp, url: str, most: int, *, seconds: float = SECONDS) -> bytes:
    """What lies at an address, whole; raises `NoAnswer` when that is too large, too slow or not to be had."""
    try:
        return await download(http, url, most, seconds=seconds, headers=_HEADERS)
    except NotHad as error:
        if error.status is not None:
            _log.warning("A GIF service answers with status %s.", error.status)
        raise NoAnswer from error


def _ask_tenor(key: str, query: str, cursor: str) -> str:
    """https://developers.google.com/tenor/guides/endpoints"""
    about = {"key": key, "client_key": "webchat", "limit": PAGE, "contentfilter": "high"}
    about |= {"media_filter": "tinygif,mediumgif,gif"} | ({"q": query} if query else {}) | _after("pos", cursor)
    return f"https://tenor.googleapis.com/v2/{'search' if query else 'featured'}?{urlencode(about)}"


def _read_tenor(answer: Any) -> Found:
    gifs = [_tenor_gif(one) for one in answer["results"][:PAGE]]
    return Found([gif for gif in gifs if gif], _cursor(answer.get("next")))


def _tenor_gif(one: Any) -> Gif | None:
    files = one["media_formats"]
    small, large = _first(files, "tinygif", "gif"), _first(files, "mediumgif", "gif", "tinygif")
    width, height = (*small.get("dims", ()), 0, 0)[:2]
    return _gif(one.get("content_description"), small.get("url"), large.get("url"), width, height)


def _ask_giphy(key: str, query: str, cursor: str) -> str:
    """https://developers.giphy.com/docs/api/endpoint"""
    about = {"api_key": key, "limit": PAGE, "rating": "pg"} | ({"q": query} if query else {}) | _after("offset", cursor)
    return f"https://api.giphy.com/v1/gifs/{'search' if query else 'trending'}?{urlencode(about)}"


def _read_giphy(answer: Any) -> Found:
    gifs = [_giphy_gif(one) for one in answer["data"][:PAGE]]
    at = answer["pagination"]
    after = int(at["offset"]) + int(at["count"])
    more = bool(gifs) and after < int(at.get("total_count", after + 1))
    return Found([gif for gif in gifs if gif], str(after) if more else None)


def _giphy_gif(one: Any) -> Gif | None:
    files = one["images"]
    small, large = _first(files, "fixed_width", "original"), _first(files, "downsized", "downsized_medium", "original")
    preview = small.get("webp") or small.get("url")
    title = one.get("alt_text") or one.get("title")
    return _gif(title, preview, large.get("url"), small.get("width"), small.get("height"))


_SERVICES: dict[str, tuple[Callable[[str, str, str], str], Callable[[Any], Found]]] = {
    "tenor": (_ask_tenor, _read_tenor),
    "giphy": (_ask_giphy, _read_giphy),
}


def _after(name: str, cursor: str) -> dict[str, str]:
    return {name: cursor} if cursor else {}


def _cursor(value: Any) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST_CURSOR else None


def _first(files: dict[str, Any], *names: str) -> dict[str, Any]:
    return next((files[name] for name in names if files.get(name, {}).get("url")), {})


def _gif(title: Any, preview: Any, original: Any, width: Any, height: Any) -> Gif | None:
    """One that can be shown; None for what is not as the service says that it is."""
    size = int(width or 0), int(height or 0)
    if not all(0 < side <= _MOST_PIXELS for side in size):
        return None
    if not all(isinstance(one, str) and one.startswith("https://") for one in (preview, original)):
        return None
    if max(len(preview), len(original)) > _LONGEST_ADDRESS:
        return None
    return Gif(cleaned(title if isinstance(title, str) else "", _LONGEST_TITLE), preview, original, *size)
