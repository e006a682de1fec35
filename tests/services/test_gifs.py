"""GIFs of a service outside. Nothing leaves the machine here: resolver and transport are stubs that count."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.support.chat import direct, join
from webchat import settings
from webchat.domain.actor import Actor
from webchat.domain.errors import InvalidInput, NotFound
from webchat.gateways.public_http import PublicHttp
from webchat.services import gifs
from webchat.services.gifs import GifServiceSilent
from webchat.services.messages import SendMessage, send_message

TENOR = {
    "results": [
        {
            "id": "16989471141791455574",
            "title": "",
            "media_formats": {
                "tinygif": {"url": "https://media.tenor.com/a/tiny.gif", "duration": 0, "dims": [220, 124], "size": 9},
                "gif": {"url": "https://media.tenor.com/a/full.gif", "duration": 0, "dims": [498, 280], "size": 99},
            },
            "content_description": "A cat  dances",
            "itemurl": "https://tenor.com/view/a",
            "hasaudio": False,
            "flags": [],
        }
    ],
    "next": "CBgQpIGd_MPK",
}
GIPHY = {
    "data": [
        {
            "type": "gif",
            "id": "YsTs5ltWtEhnq",
            "title": "A cat dances",
            "rating": "g",
            "images": {
                "fixed_width": {"url": "https://media.giphy.com/a/200w.gif", "width": "220", "height": "124"},
                "downsized": {"url": "https://media.giphy.com/a/small.gif", "width": "498", "height": "280"},
                "original": {"url": "https://media.giphy.com/a/giphy.gif", "width": "498", "height": "280"},
            },
        }
    ],
    "pagination": {"offset": 0, "total_count": 250, "count": 1},
    "meta": {"status": 200, "msg": "OK", "response_id": "1"},
}


def moving(size: int = 40) -> bytes:
    """A GIF of two frames."""
    frames = [Image.new("RGB", (size, size), colour) for colour in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


@dataclass
class Outside(httpx.AsyncBaseTransport):
    """Stands for the service: answers by host, counts what would have been sent."""

    search: Any = None
    picture: bytes = b""
    status: int = 200
    waits: bool = False
    sent: list[httpx.Request] = field(default_factory=list)
    address: str = "93.184.216.34"

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        if self.waits:
            await asyncio.Event().wait()
        asks = request.headers["host"] in {"tenor.googleapis.com", "api.giphy.com"}
        said = self.search if isinstance(self.search, bytes) else json.dumps(self.search).encode()

        async def body() -> AsyncIterator[bytes]:
            yield said if asks else self.picture

        return httpx.Response(self.status, content=body())

    async def resolve(self, host: str, port: int) -> list[str]:
        return [self.address]


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Connects to such a service as long as it is open."""

    @asynccontextmanager
    async def connected(provider: str = "giphy", **about: Any) -> AsyncIterator[Outside]:
        monkeypatch.setenv("WEBCHAT_GIF_PROVIDER", provider)
        monkeypatch.setenv("WEBCHAT_GIF_KEY", "the-key")
        settings.get_settings.cache_clear()
        wire = Outside(**({"search": GIPHY if provider == "giphy" else TENOR, "picture": moving()} | about))
        async with gifs.connected(PublicHttp(resolver=wire.resolve, transport=wire)):
            yield wire
        monkeypatch.undo()
        settings.get_settings.cache_clear()

    return connected


@pytest.mark.parametrize(
    ("provider", "path", "trending", "after"),
    [
        ("tenor", "/v2/search", "/v2/featured", ("pos", "CBgQpIGd_MPK")),
        ("giphy", "/v1/gifs/search", "/v1/gifs/trending", ("offset", "1")),
    ],
)
async def test_words_are_looked_for_at_the_service(
    ana: Actor, outside: Any, provider: str, path: str, trending: str, after: tuple[str, str]
) -> None:
    async with outside(provider) as wire:
        page = await gifs.search_gifs(ana, " cats &  dogs ")
        (gif,) = page.items
        assert (gif.title, gif.width, gif.height, page.provider) == ("A cat dances", 220, 124, provider)
        assert gif.preview_url == f"/api/gifs/{gif.id}/preview"
        await gifs.search_gifs(ana, "cats & dogs", page.next or "")
        await gifs.search_gifs(ana)
        await gifs.search_gifs(ana)  # remembered
        first, second, third = wire.sent
        assert (first.url.path, third.url.path) == (path, trending)
        assert (first.url.params["q"], first.url.params.get(after[0])) == ("cats & dogs", None)
        assert second.url.params[after[0]] == after[1]
        assert "the-key" in str(first.url)
        assert {request.url.host for request in wire.sent} == {wire.address}


async def test_a_gif_becomes_a_message_with_a_file_of_ours(ana: Actor, bob: Actor, outside: Any) -> None:
    room = await direct(ana, bob)
    async with outside() as wire:
        (gif,) = (await gifs.search_gifs(ana, "cat")).items
        assert await gifs.preview_of(ana, gif.id) == ("image/gif", wire.picture)
        file = await gifs.take_gif(ana, gif.id)
        assert [request.url.path for request in wire.sent][1:] == ["/a/200w.gif", "/a/small.gif"]
    assert (file.kind, file.animated, file.filename, file.width) == ("image", True, "A cat dances.gif", 40)
    sent = (await send_message(ana, SendMessage(conversation_id=room, kind="gif", media_ids=(file.id,)))).view
    assert (sent.kind, sent.media) == ("gif", (file,))
    with pytest.raises(InvalidInput):
        await send_message(ana, SendMessage(conversation_id=room, kind="gif"))


async def test_only_what_a_search_has_named_to_this_person_is_fetched(ana: Actor, outside: Any) -> None:
    stranger = await join("Stranger")
    async with outside() as wire:
        (gif,) = (await gifs.search_gifs(ana, "cat")).items
        packed, _, signature = gif.id.rpartition(".")
        for who, wrong in [(stranger, gif.id), (ana, f"{packed}x.{signature}"), (ana, packed), (ana, "é.é"), (ana, "")]:
            with pytest.raises(NotFound):
                await gifs.preview_of(who, wrong)
            with pytest.raises(NotFound):
                await gifs.take_gif(who, wrong)
        assert len(wire.sent) == 1


@pytest.mark.parametrize(
    "search",
    [b"", b"<html>", b"[]", b"{}", b'{"data": [1], "pagination": {}}', b"[" * 100_000, b" " * 3_000_000],
)
async def test_an_answer_that_is_none_is_said_in_words(ana: Actor, outside: Any, search: bytes) -> None:
    async with outside(search=search):
        with pytest.raises(GifServiceSilent):
            await gifs.search_gifs(ana, "cat")


async def test_a_service_that_fails_is_slow_or_hides_inside_is_not_waited_for(
    ana: Actor, outside: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for about in ({"status": 429}, {"address": "169.254.169.254"}):
        async with outside(**about) as wire:
            with pytest.raises(GifServiceSilent):
                await gifs.search_gifs(ana, "cat")
            assert len(wire.sent) == ("status" in about)
    wire = Outside(waits=True)
    with pytest.raises(gifs.NoAnswer):
        await gifs.gifs.find_gifs(PublicHttp(resolver=wire.resolve, transport=wire), "giphy", "k", "a", "", seconds=0)


@pytest.mark.parametrize(
    ("changed", "left"),
    [
        ({"fixed_width": {"url": "javascript:alert(1)", "width": "9", "height": "9"}}, 0),
        ({"fixed_width": {"url": "http://media.giphy.com/a", "width": "9", "height": "9"}}, 0),
        ({"fixed_width": {"url": "https://media.giphy.com/a", "width": "999999", "height": "9"}}, 0),
        ({"fixed_width": {"url": "https://media.giphy.com/" + "a" * 3000, "width": "9", "height": "9"}}, 0),
        ({"downsized": {}}, 1),
    ],
)
async def test_what_cannot_be_shown_is_left_out(ana: Actor, outside: Any, changed: dict, left: int) -> None:
    one = GIPHY["data"][0]  # type: ignore[index]
    async with outside(search=GIPHY | {"data": [one | {"images": one["images"] | changed}]}):
        assert len((await gifs.search_gifs(ana, "cat")).items) == left


async def test_what_is_no_picture_is_neither_shown_nor_kept(ana: Actor, outside: Any) -> None:
    async with outside(picture=b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"):
        (gif,) = (await gifs.search_gifs(ana, "cat")).items
        with pytest.raises(NotFound):
            await gifs.preview_of(ana, gif.id)
        with pytest.raises(GifServiceSilent):
            await gifs.take_gif(ana, gif.id)


async def test_without_a_service_there_is_nothing_and_nobody_is_asked(ana: Actor) -> None:
    assert (await gifs.search_gifs(ana, "cat")).provider is None
    with pytest.raises(NotFound):
        await gifs.take_gif(ana, "a.b")
