"""Files in a store that speaks S3: a real server of that protocol, over the network."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import boto3
import httpx
import pytest
from anyio import to_thread

from tests.api.test_media import png
from tests.services.test_media_keeper import _in, _prune
from tests.support.chat import direct, say
from tests.support.server import free_port, wait_until
from webchat.db.unit_of_work import read, transact
from webchat.domain.actor import Actor
from webchat.media import storage
from webchat.services import deletions, media, media_check, uploads
from webchat.serving.doctor import look_at_store
from webchat.settings import get_settings

pytestmark = pytest.mark.usefixtures("live")
_LARGE = bytes(range(256)) * 4096 * 12


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    url = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "moto.server", "-p", url.rpartition(":")[2]]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def answers() -> bool:
        try:
            return httpx.get(url, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    wait_until(answers, patience=60, what="the S3 server")
    yield url
    process.terminate()
    process.wait()


@pytest.fixture(autouse=True)
def bucket(s3_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket of the test's own; the settings name it."""
    name = f"files-{tmp_path.name.replace('_', '-').lower()[-40:]}"
    keys = {"aws_access_key_id": "someone", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    boto3.client("s3", endpoint_url=s3_url, **keys).create_bucket(Bucket=name)
    values = {"BUCKET": name, "ENDPOINT": s3_url, "ACCESS_KEY": "someone", "SECRET_KEY": "secret"}
    for key, value in values.items():
        monkeypatch.setenv(f"WEBCHAT_S3_{key}", value)
    monkeypatch.setenv("MAX_FILE_SIZE", "100000000")
    monkeypatch.setenv("UPLOAD_DIR", str(tmp_path / "uploads"))
    _forget_settings()
    yield name
    monkeypatch.undo()
    _forget_settings()


def _forget_settings() -> None:
    get_settings.cache_clear()
    storage._store.cache_clear()


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _keys() -> list[str]:
    return [
        item.key for prefix in ("content", "thumbnails") async for page in storage.pages_of(prefix) for item in page
    ]


async def _faults() -> list[str]:
    return [fault.text async for fault in media_check.find_faults(_in(1))]


async def test_large_files_up_and_down_in_parts(ana: Actor) -> None:
    view = await uploads.upload_file(ana, _pieces(_LARGE), "large.bin")
    stored = media.content_of(view)
    assert await stored.size() == len(_LARGE)
    assert b"".join([piece async for piece in stored.pieces(0, len(_LARGE))]) == _LARGE
    assert b"".join([piece async for piece in stored.pieces(9_999_999, 10_000_009)]) == _LARGE[9_999_999:10_000_009]
    assert not [path for path in get_settings().upload_dir.rglob("*") if path.is_file()]


async def test_pictures_go_with_their_thumbnails_when_their_time_is_over(ana: Actor, bob: Actor) -> None:
    view = await uploads.upload_file(ana, _pieces(png((1000, 800))), "a.png")
    sent = await say(ana, await direct(ana, bob), "look", media_ids=(view.id,))
    assert len(await _keys()) == 3
    small = media.thumbnail_of(await read(media.access_media, bob, view.id), 320)
    assert await small.size() > 20
    await transact(deletions.delete_message, ana, sent.id)
    assert await _prune(31) == 1
    assert (await _keys(), await _faults()) == ([], [])


async def test_the_check_looks_at_both_sides(ana: Actor, tmp_path: Path) -> None:
    view = await uploads.upload_file(ana, _pieces(b"words"), "a.txt")
    assert await _faults() == []
    await storage.drop(storage.content_key(view.sha256))
    (tmp_path / "orphan").write_bytes(b"x")
    await storage.keep(storage.content_key("cd" * 32), tmp_path / "orphan")
    lost, orphan = await _faults()
    assert "lost its content" in lost
    assert "belongs to no file" in orphan
    async for fault in media_check.find_faults(_in(1)):
        await media_check.mend(fault)
    assert (await _faults(), await _keys()) == ([lost], [])


@pytest.mark.parametrize(("setting", "value"), [("BUCKET", "no-such-bucket"), ("ENDPOINT", "http://127.0.0.1:1")])
async def test_a_store_that_does_not_take_it_is_told_in_words(
    ana: Actor, monkeypatch: pytest.MonkeyPatch, setting: str, value: str
) -> None:
    monkeypatch.setenv(f"WEBCHAT_S3_{setting}", value)
    _forget_settings()
    with pytest.raises(storage.StoreUnavailable, match="Try again later") as refused:
        await uploads.upload_file(ana, _pieces(b"words"), "a.txt")
    assert refused.value.retryable
    finding = await to_thread.run_sync(look_at_store)
    assert not finding.good
    assert "cannot be kept in the S3 bucket" in finding.text
