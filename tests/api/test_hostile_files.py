"""Whatever people send, it is refused in words or served so that nothing in it runs."""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import wave
import zipfile
import zlib
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path

import httpx
import pytest
from PIL import Image

from tests.api.conftest import Program
from tests.api.test_media import pdf
from tests.api.test_uploads import begin, send
from tests.media.conftest import bomb, moving, picture, sound, video
from tests.support.uploads import own_folder
from webchat.media.kinds import INLINE
from webchat.settings import get_settings

__all__ = ["bomb", "moving", "own_folder", "picture", "sound", "video"]

SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
Formats = dict[str, tuple[bytes, str]]


@pytest.fixture
def formats(picture: Callable[..., Path], video: Callable[..., Path], sound: Callable[..., Path]) -> Formats:
    """A file of every kind that we know, and the type as which it is served."""
    made = {
        "a.jpg": (picture("a.jpg", "JPEG"), "image/jpeg"),
        "a.png": (picture("a.png", "PNG"), "image/png"),
        "a.gif": (picture("a.gif", "GIF"), "image/gif"),
        "a.webp": (picture("a.webp", "WEBP"), "image/webp"),
        "a.heic": (picture("a.heic", "HEIF"), "image/jpeg"),
        "a.avif": (picture("a.avif", "AVIF"), "image/avif"),
        "a.mp4": (video("a.mp4", "libx264"), "video/mp4"),
        "a.webm": (video("a.webm"), "video/webm"),
        "a.mov": (video("a.mov", "libx264"), "video/quicktime"),
        "a.mp3": (sound("a.mp3", "libmp3lame"), "audio/mpeg"),
        "a.wav": (sound("a.wav", "pcm_s16le"), "audio/wav"),
        "a.ogg": (sound("a.ogg"), "audio/ogg"),
        "a.flac": (sound("a.flac", "flac"), "audio/flac"),
    }
    files = {name: (content_of(path), content_type) for name, (path, content_type) in made.items()}
    return files | {"a.svg": (SVG, "text/plain"), "a.pdf": (pdf(), "application/pdf")}


def content_of(path: Path) -> bytes:
    return path.read_bytes()


async def served(program: Program, name: str, content: bytes) -> tuple[str, bytes]:
    """Sends a file; the type and content that it is served with, neither when it was refused. Nothing may run."""
    answer = await program.http.post("/api/media/upload", files={"file": (name, content)})
    if answer.status_code != 201:
        assert (answer.status_code, answer.json()["error"]["field"]) in {(413, "file"), (422, "file")}, name
        return "", b""
    view = answer.json()
    got = await program.http.get(view["url"])
    content_type = _cannot_run(got, name)
    if view["thumbnail_url"]:
        small = await program.http.get(view["thumbnail_url"])
        assert _cannot_run(small, name) == "image/webp"
        assert Image.open(io.BytesIO(small.content)).format == "WEBP"
    return content_type, got.content


def _cannot_run(got: httpx.Response, name: str) -> str:
    content_type = got.headers["content-type"].partition(";")[0]
    place = got.headers["content-disposition"].partition(";")[0]
    assert got.status_code == 200, name
    assert place == ("inline" if content_type in INLINE else "attachment"), name
    assert not re.search(r"html|\bxml|svg|script|css|multipart|message", content_type), name
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
    return content_type


async def test_every_format_whole_under_its_own_and_a_wrong_name(ana: Program, formats: Formats) -> None:
    for name, (content, content_type) in formats.items():
        assert (await served(ana, name, content))[0] == content_type, name
        assert (await served(ana, "page.html", content))[0] == content_type, name


async def test_every_format_broken(ana: Program, formats: Formats) -> None:
    for name, (content, content_type) in formats.items():
        middle = len(content) // 2
        holed = content[:middle] + bytes(len(content) // 4) + content[middle + len(content) // 4 :]
        for broken in (content[:20], content[:200], content[:middle], content[1:], holed, content[::-1]):
            assert (await served(ana, name, broken))[0] in {"", content_type, "text/plain", "application/octet-stream"}
    assert not list((get_settings().upload_dir / "incoming").iterdir())


async def test_every_format_with_a_page_behind_it(ana: Program, formats: Formats) -> None:
    archive = _zip({"evil.html": SCRIPT})
    for name, (content, content_type) in formats.items():
        found, kept = await served(ana, name, content + SCRIPT + archive)
        assert found in {"", content_type, "application/octet-stream"}, name
        if found.startswith("image/"):
            assert SCRIPT not in kept, name
            assert not zipfile.is_zipfile(io.BytesIO(kept)), name


def _polyglots(formats: Formats) -> Iterator[tuple[str, bytes]]:
    """Files that are two things at once, or pretend to be."""
    gif, mp4, wav = formats["a.gif"][0], formats["a.mp4"][0], formats["a.wav"][0]
    comment = b"\x21\xfe" + bytes([len(SCRIPT)]) + SCRIPT + b"\x00"
    at = 13 + 3 * 2 ** ((gif[10] & 7) + 1)
    yield "gif and javascript", b"GIF89a=1;alert(1)//" + gif[6:]
    yield "gif and page", gif[:at] + comment + gif[at:]
    yield "page before a gif", SCRIPT + gif
    size = struct.unpack(">I", mp4[:4])[0]
    yield "film and page", mp4[:size] + struct.pack(">I", 8 + len(SCRIPT)) + b"free" + SCRIPT + mp4[size:]
    yield "film with a brand of script", b"\x00\x00\x00\x20ftyp<scr" + b"ipt>alert(1)</script>" + mp4[32:]
    yield "sound and javascript", b"RIFF=1/*WAVE" + wav[12:] + b"*/;alert(1)//"
    yield "jpeg and javascript", b"\xff\xd8\xff\xe0/*" + formats["a.jpg"][0] + b"*/=alert(1)"
    yield "pdf and page", b"%PDF-1.7 " + SCRIPT + formats["a.pdf"][0]
    yield "pdf and javascript", b"%PDF-1.7/*" + b"\n" * 20 + b"*/;alert(1)"
    yield "bitmap and javascript", b"BM/*" + bytes(60) + b"*/=1;alert(1)"
    yield "ogg and page", b"OggS" + SCRIPT
    yield "matroska and page", b"\x1aE\xdf\xa3webm" + SCRIPT


async def test_two_things_at_once(ana: Program, formats: Formats) -> None:
    for name, content in _polyglots(formats):
        found, kept = await served(ana, f"{name}.html", content)
        assert not (found.startswith("image/") and SCRIPT in kept), name


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html>" + SCRIPT,
        b"\xef\xbb\xbf  \n<HTML>" + SCRIPT,
        SCRIPT.decode().encode("utf-16"),
        b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
        SVG,
        b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#x"?>' + SVG,
        b'<!DOCTYPE svg [<!ENTITY a "' + b"a" * 99 + b'"><!ENTITY b "' + b"&a;" * 99 + b'">]><svg>&b;</svg>',
        b"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n" + SCRIPT,
        b"FWS\x09" + bytes(99),
        b"\x00asm\x01\x00\x00\x00",
        b"MZ" + bytes(200),
        b"#!/bin/sh\nrm -rf /",
    ],
)
async def test_what_programs_run_is_only_ever_saved(ana: Program, content: bytes) -> None:
    for name in ("a.html", "a.svg", "a.png", "a.mp4", "a.js", "data:text/html,a"):
        found, kept = await served(ana, name, content)
        assert found in {"text/plain", "application/octet-stream"}
        assert kept == content


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _long_wave() -> bytes:
    """A sound that says it is as long as its format allows, and has a second of it."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16_000))
    content = bytearray(buffer.getvalue())
    content[4:8] = content[40:44] = b"\xff\xff\xff\xff"
    return bytes(content)


async def test_bombs_are_refused_or_kept_unopened(ana: Program, bomb: Path, moving: Callable[..., Path]) -> None:
    nested = _zip({f"{number}.zip": _zip({"0": bytes(10_000_000)}) for number in range(20)})
    assert (await served(ana, "bomb.zip", nested)) == ("application/zip", nested)
    assert (await served(ana, "bomb.png", content_of(bomb)))[0] == ""
    gif = content_of(moving("a.gif", "GIF"))
    assert (await served(ana, "vast.gif", gif[:6] + b"\xff\xff\xff\xff" + gif[10:]))[0] == ""
    assert (await served(ana, "flat.pdf", b"%PDF-1.7 /MediaBox [0 0 1e9 1e-9]" + bytes(range(256))))[0]
    png = io.BytesIO()
    Image.new("RGB", (9, 9)).save(png, "PNG")
    words = _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(100_000_000), 9))
    found, kept = await served(ana, "words.png", png.getvalue()[:33] + words + png.getvalue()[33:])
    assert (found in {"", "image/png"}, len(kept) < 1000) == (True, True)
    assert (await served(ana, "long.wav", _long_wave()))[0] in {"", "audio/wav"}


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "/",
        " \t ",
        "../../../etc/passwd",
        "..\\..\\boot.ini",
        "/etc/shadow",
        "C:\\con",
        "a\x00.png",
        "a%2f..%2fb%00",
        "evil\r\nSet-Cookie: a=b\r\n\r\n<script>.txt",
        "line\u2028and\u2029line.txt",
        "‮gpj.exe",
        "\u200b\u2066\u202e\ufeff",
        ".htaccess",
        "<img src=x onerror=alert(1)>.html",
        '"; filename="evil.exe',
        "data:text/html,<script>alert(1)<",
        "javascript:alert(1)",
        "漢字 العربية עברית हिन्दी 😀.txt",
        "e\u0301" * 300,
        "x" * 2900 + ".txt",
        "a." + "b" * 300,
        "x\ud800.txt",
    ],
)
async def test_names_are_plain_and_short(ana: Program, name: str) -> None:
    begun = await begin(ana, 5, name.encode(errors="surrogatepass").decode(errors="replace"))
    last = await send(ana, begun.headers["location"], 0, b"words")
    view = (await ana.http.get(f"/api/media/{last.headers['x-webchat-media']}")).json()
    kept = view["filename"]
    assert 0 < len(kept) <= 180
    assert kept == kept.strip(". ")
    assert not set(kept) & set("/\\")
    assert not [one for one in kept if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    header = (await ana.http.get(view["url"])).headers["content-disposition"]
    assert header.startswith('attachment; filename="')
    assert header.count('"') == 2
    told = Message()
    told["Content-Disposition"] = header
    assert told.get_filename() is not None
    assert header.isascii()
    assert header.isprintable()
