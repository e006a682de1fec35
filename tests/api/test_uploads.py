"""Files in parts: tus, with a public client and by hand."""

import asyncio
from base64 import b64encode
from typing import Any

import httpx
import pytest

from tests.api.conftest import Program
from tests.api.test_media import png
from tests.support.uploads import own_folder
from webchat.settings import get_settings

__all__ = ["own_folder"]

TUS = {"Tus-Resumable": "1.0.0"}
PART = TUS | {"Content-Type": "application/offset+octet-stream"}


async def begin(program: Program, length: int, name: str = "a.bin", **more: str) -> httpx.Response:
    metadata = f"filename {b64encode(name.encode()).decode()},nothing"
    headers = TUS | {"Upload-Length": str(length), "Upload-Metadata": metadata} | more
    return await program.http.post("/api/uploads/", headers=headers)


async def send(program: Program, address: str, offset: int, content: Any) -> httpx.Response:
    return await program.http.patch(address, headers=PART | {"Upload-Offset": str(offset)}, content=content)


async def test_parts_become_a_file(ana: Program) -> None:
    content = png((300, 200))
    begun = await begin(ana, len(content), "ä.png")
    address = begun.headers["location"]
    assert (begun.status_code, begun.headers["upload-offset"]) == (201, "0")
    first = await send(ana, address, 0, content[:100])
    assert (first.status_code, first.headers["upload-offset"]) == (204, "100")
    seen = await ana.http.head(address, headers=TUS)
    assert (seen.headers["upload-offset"], seen.headers["upload-length"]) == ("100", str(len(content)))
    assert seen.headers["cache-control"] == "no-store"
    assert seen.headers["upload-metadata"] == f"filename {b64encode('ä.png'.encode()).decode()},nothing"
    assert (await send(ana, address, 50, content[50:])).status_code == 409
    last = await send(ana, address, 100, content[100:])
    media_id = int(last.headers["x-webchat-media"])
    upload = (await ana.http.get(address)).json()
    assert (upload["media"]["id"], upload["media"]["filename"], upload["media"]["width"]) == (media_id, "ä.png", 300)
    assert (await ana.http.head(address, headers=TUS)).headers["upload-offset"] == str(len(content))
    assert not list((get_settings().upload_dir / "parts").iterdir())


async def test_what_came_before_the_line_broke_is_kept(ana: Program) -> None:
    address = (await begin(ana, 10, "a.txt")).headers["location"]

    async def breaking() -> Any:
        yield b"0123"
        raise ConnectionError("the line is gone")

    with pytest.raises(ConnectionError):
        await send(ana, address, 0, breaking())
    assert (await ana.http.head(address, headers=TUS)).headers["upload-offset"] == "4"
    assert (await send(ana, address, 4, b"456789")).headers["x-webchat-media"]


async def test_more_than_was_announced_is_cut_off(ana: Program) -> None:
    address = (await begin(ana, 4, "a.txt")).headers["location"]
    assert (await send(ana, address, 0, b"0123456789")).headers["upload-offset"] == "4"
    assert (await ana.http.get(address)).json()["media"]["size"] == 4


async def test_one_writer_at_a_time(ana: Program) -> None:
    address = (await begin(ana, 10, "a.txt")).headers["location"]
    inside, done = asyncio.Event(), asyncio.Event()

    async def slow() -> Any:
        yield b"01234"
        inside.set()
        await done.wait()
        yield b"56789"

    first = asyncio.create_task(send(ana, address, 0, slow()))
    await inside.wait()
    second = await send(ana, address, 0, b"0123456789")
    assert (second.status_code, second.json()["error"]["code"]) == (423, "upload_locked")
    done.set()
    assert (await first).headers["upload-offset"] == "10"


async def test_uploads_are_their_owners(ana: Program, bob: Program, nobody: httpx.AsyncClient) -> None:
    address = (await begin(ana, 10)).headers["location"]
    assert (await bob.http.head(address, headers=TUS)).status_code == 404
    assert (await bob.http.get(address)).status_code == 404
    assert (await send(bob, address, 0, b"0123456789")).status_code == 404
    assert (await bob.http.delete(address, headers=TUS)).status_code == 404
    assert (await nobody.head(address, headers=TUS)).status_code == 401
    assert (await ana.http.head(address, headers=TUS)).headers["upload-offset"] == "0"
    assert (await ana.http.delete(address, headers=TUS)).status_code == 204
    assert (await ana.http.head(address, headers=TUS)).status_code == 404


async def test_refusals(ana: Program) -> None:
    assert (await begin(ana, get_settings().max_file_size + 1)).status_code == 413
    assert (await begin(ana, 0)).status_code == 422
    assert (await ana.http.post("/api/uploads", headers={"Upload-Length": "5"})).status_code == 412
    assert (await begin(ana, 5, **{"Upload-Metadata": "filename !!"})).status_code == 422
    address = (await begin(ana, 5)).headers["location"]
    plain = await ana.http.patch(address, headers=TUS | {"Upload-Offset": "0"}, content=b"01234")
    assert plain.status_code == 415
    broken = (await begin(ana, 8, "a.jpg")).headers["location"]
    refused = await send(ana, broken, 0, b"\xff\xd8\xff\xe0bad!")
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "invalid_input")
    assert (await ana.http.head(broken, headers=TUS)).status_code == 404
    assert (await ana.http.options("/api/uploads/")).headers["tus-extension"] == "creation,termination,expiration"
