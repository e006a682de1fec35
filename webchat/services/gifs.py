"""GIFs of a service outside: looked for, shown and taken by this server, so that browsers never meet the service."""

import base64
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import ClassVar

from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.domain.errors import InvalidInput, NotFound, Unavailable
from webchat.domain.media_views import GifPage, GifView, MediaView
from webchat.gateways import gifs
from webchat.gateways.gifs import LARGEST_PREVIEW, Found, Gif, NoAnswer
from webchat.gateways.public_http import PublicHttp
from webchat.media.sniffing import raster_of
from webchat.services import limits, uploads
from webchat.services.lately import Lately
from webchat.settings import get_settings

LONGEST_QUERY = 100
LONGEST_ID = 3000
_SECONDS_TO_TAKE = 20.0
_HOUR = 3600
_REMEMBERED = 200
_REMEMBERED_SECONDS = 600.0


class GifServiceSilent(Unavailable):
    """The service outside does not answer as it should."""

    code = "gifs_unavailable"

    def __init__(self) -> None:
        super().__init__("The GIF service does not answer. Try again in a moment.")


class _Line:
    """The way out, while there is one, and what was asked over it lately."""

    http: PublicHttp | None = None
    pages: ClassVar = Lately[tuple[str, str], Found](_REMEMBERED_SECONDS, _REMEMBERED)


@asynccontextmanager
async def connected(http: PublicHttp) -> AsyncIterator[None]:
    """Asks the service by `http` as long as this is open."""
    _Line.http = http
    try:
        yield
    finally:
        _Line.http = None
        _Line.pages.clear()
        await http.aclose()


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """From start to stop, where the operator has chosen a service."""
    settings = get_settings()
    if not settings.gif_provider:
        yield
        return
    async with connected(PublicHttp(settings.private_hosts)):
        yield


async def search_gifs(actor: Actor, query: str = "", cursor: str = "") -> GifPage:
    """GIFs for the words, or what is liked now; nothing, and no provider's name, where the operator chose none."""
    settings, words = get_settings(), " ".join(query.split())
    if len(words) > LONGEST_QUERY:
        raise InvalidInput("Search for at most {most} characters.", most=LONGEST_QUERY, field="q")
    if _Line.http is None:
        return GifPage([], None, None)
    limits.count_gif(actor.user_id)
    found = await _find(_Line.http, words, cursor)
    until = (int(now().timestamp()) // _HOUR + 2) * _HOUR  # the same for a while, so that browsers keep previews
    return GifPage([_view(actor, gif, until) for gif in found.gifs], found.next, settings.gif_provider)


async def preview_of(actor: Actor, gif_id: str) -> tuple[str, bytes]:
    """The small copy of one that a search has named, with its type."""
    gif, http = _read_id(actor, gif_id)
    try:
        data = await gifs.fetch(http, gif.preview, LARGEST_PREVIEW)
    except NoAnswer as error:
        raise GifServiceSilent from error
    content_type = raster_of(data)
    if content_type is None:
        raise NotFound
    return content_type, data


async def take_gif(actor: Actor, gif_id: str) -> MediaView:
    """Keeps one that a search has named like a file that the actor uploads; a message of kind "gif" carries it then."""
    gif, http = _read_id(actor, gif_id)
    limits.count_gif(actor.user_id)
    try:
        data = await gifs.fetch(http, gif.original, uploads.limit_of("image"), seconds=_SECONDS_TO_TAKE)
    except NoAnswer as error:
        raise GifServiceSilent from error
    if raster_of(data) is None:
        raise GifServiceSilent

    async def pieces() -> AsyncIterator[bytes]:
        yield data

    return await uploads.upload_file(actor, pieces(), f"{gif.title or 'GIF'}.gif")


async def _find(http: PublicHttp, words: str, cursor: str) -> Found:
    """A page of the service, remembered for a while: many open the same first page."""
    known = _Line.pages.get((words, cursor))
    if known is not None:
        return known
    settings = get_settings()
    try:
        found = await gifs.find_gifs(http, settings.gif_provider, settings.gif_key.get_secret_value(), words, cursor)
    except NoAnswer as error:
        raise GifServiceSilent from error
    _Line.pages.keep((words, cursor), found)
    return found


def _view(actor: Actor, gif: Gif, until: int) -> GifView:
    gif_id = _make_id(actor, gif, until)
    return GifView(gif_id, gif.title, f"/api/gifs/{gif_id}/preview", gif.width, gif.height)


def _make_id(actor: Actor, gif: Gif, until: int) -> str:
    """All that is needed to fetch it, signed for one person and a while: nothing else is ever fetched."""
    claim = json.dumps([actor.user_id, until, gif.title, gif.preview, gif.original], ensure_ascii=False).encode()
    packed = base64.urlsafe_b64encode(claim).decode().rstrip("=")
    return f"{packed}.{_sign(packed)}"


def _read_id(actor: Actor, gif_id: str) -> tuple[Gif, PublicHttp]:
    packed, _, signature = gif_id.rpartition(".")
    if _Line.http is None or not hmac.compare_digest(_sign(packed).encode(), signature.encode()):
        raise NotFound
    user_id, until, title, preview, original = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    if user_id != actor.user_id or until < now().timestamp():
        raise NotFound
    return Gif(title, preview, original, 0, 0), _Line.http


def _sign(packed: str) -> str:
    key = get_settings().secret_key.get_secret_value().encode()
    return hmac.new(key, f"gif {packed}".encode(), sha256).hexdigest()
