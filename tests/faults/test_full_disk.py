"""A disk that is full of files: uploads are refused in words, talk goes on, and nothing half is left over."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from random import Random

import httpx
import pytest
from PIL import Image

from tests.faults.circle import circle
from tests.support.program import Program
from tests.support.server import RunningServer

_SPACE = 4 * 1024 * 1024
_TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("disk")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_SPACE}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("There is no program to mount a small disk with.")
    if mounted.returncode:
        pytest.skip(f"A small disk cannot be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="module")
def ana(small_disk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    data = tmp_path_factory.mktemp("full") / "data"
    running = RunningServer(data, WEBCHAT_RATE_LIMITS="off", UPLOAD_DIR=str(small_disk / "uploads"))
    try:
        running.start()
        person = Program(running.url, "Ana")
        yield person
        person.rest.close()
    finally:
        running.stop()


@pytest.fixture
def full(small_disk: Path, ana: Program) -> Iterator[Path]:
    """A file that leaves 256 KiB on the disk; delete it, and there is space again."""
    _upload(ana, b"the first one makes the folders").raise_for_status()
    file = small_disk / "filler"
    _fill(file, 256 * 1024)
    yield file
    file.unlink(missing_ok=True)


def _fill(file: Path, left: int) -> None:
    with file.open("ab") as out:
        out.write(bytes(max(0, shutil.disk_usage(file.parent).free - left)))


def _upload(person: Program, content: bytes, name: str = "a.bin") -> httpx.Response:
    return person.rest.post("/api/media/upload", files={"file": (name, content)})


def _is_full(answer: httpx.Response) -> None:
    assert answer.status_code == 507, answer.text
    error = answer.json()["error"]
    assert (error["code"], error["retryable"], error["field"]) == ("store_full", True, None)
    assert "space" in error["message"]


def _files(disk: Path) -> set[str]:
    return {str(one.relative_to(disk)) for one in disk.rglob("*") if one.is_file()}


def _noise(size: int) -> bytes:
    return Random(size).randbytes(size)


def _picture() -> bytes:
    """About 190 KiB that cannot be made smaller; what is made of it does not fit besides."""
    out = BytesIO()
    Image.frombytes("RGB", (250, 250), _noise(250 * 250 * 3)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name"), [(_noise(900_000), "a.bin"), (_noise(200_000), "b.bin"), (_picture(), "a.png")]
)
def test_an_upload_is_refused_and_leaves_nothing(
    ana: Program, full: Path, small_disk: Path, content: bytes, name: str
) -> None:
    """The first does not come in; the second does, and is not kept; of the third nothing can be made."""
    before = _files(small_disk)
    _is_full(_upload(ana, content, name))
    assert _files(small_disk) == before
    place = ana.rest.post("/api/conversations/notes").raise_for_status().json()["id"]
    said = ana.rest.post("/api/messages", json={"conversation_id": place, "body": "We go on."})
    assert said.status_code == 201
    full.unlink()
    kept = _upload(ana, content, name)
    assert kept.status_code == 201, kept.text
    got = ana.rest.get(kept.json()["url"]).raise_for_status()
    assert name.endswith("png") or got.content == content


def test_an_upload_in_parts_goes_on_where_the_disk_was_full(ana: Program, full: Path) -> None:
    content = _noise(700_000)
    begun = ana.rest.post("/api/uploads", headers=_TUS | {"Upload-Length": str(len(content))})
    begun.raise_for_status()
    where = begun.headers["Location"]
    kind = {"Content-Type": "application/offset+octet-stream"}
    _is_full(ana.rest.patch(where, headers=_TUS | kind | {"Upload-Offset": "0"}, content=content))
    full.unlink()
    stands = int(ana.rest.head(where, headers=_TUS).raise_for_status().headers["Upload-Offset"])
    assert 0 < stands < len(content)
    rest = _TUS | kind | {"Upload-Offset": str(stands)}
    ana.rest.patch(where, headers=rest, content=content[stands:]).raise_for_status()
    stored = [one.read_bytes() for one in full.parent.rglob("content/*/*")]
    assert content in stored


async def test_nothing_that_was_acknowledged_is_lost(ana: Program, full: Path) -> None:
    url = str(ana.rest.base_url).rstrip("/")
    async with circle(url, url) as talk:
        for _ in range(3):
            _is_full(await asyncio.to_thread(_upload, ana, _noise(900_000)))
            await talk.talk()
        await asyncio.to_thread(full.unlink)
        (await asyncio.to_thread(_upload, ana, _noise(900_000))).raise_for_status()
        await talk.talk()
        await talk.agree()
