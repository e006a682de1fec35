"""Files: who may have them, how they are sent, and that nothing in them runs."""

import io
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.api.conftest import Program
from tests.support.uploads import own_folder
from webchat.media import storage
from webchat.settings import get_settings

__all__ = ["own_folder"]

PAGE = b"<!doctype html><script>alert(1)</script>"


def png(size: tuple[int, int] = (64, 48)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, "PNG")
    return buffer.getvalue()


async def upload(program: Program, content: bytes, name: str = "a.png") -> dict[str, Any]:
    answer = await program.http.post("/api/media/upload/", files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_picture_up_and_down(ana: Program) -> None:
    view = await upload(ana, png(), "holiday ä.png")
    assert (view["kind"], view["content_type"], view["width"], view["height"]) == ("image", "image/png", 64, 48)
    assert view["filename"] == "holiday ä.png"
    got = await ana.http.get(view["url"])
    assert got.status_code == 200
    assert Image.open(io.BytesIO(got.content)).size == (64, 48)
    assert int(got.headers["content-length"]) == view["size"] == len(got.content)
    small = await ana.http.get(view["thumbnail_url"])
    assert small.headers["content-type"] == "image/webp"
    for answer in (got, small):
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        again = await ana.http.get(answer.url, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


async def test_until_a_message_carries_it_a_file_is_its_owners(ana: Program, bob: Program, nobody) -> None:
    view = await upload(ana, png())
    for path in (view["url"], view["thumbnail_url"], f"/api/media/{view['id']}"):
        assert (await bob.http.get(path)).status_code == 404
        assert (await nobody.get(path)).status_code == 401


async def test_a_ticket_opens_files_for_its_owner_only(ana: Program, bob: Program, nobody) -> None:
    view = await upload(ana, png())
    mine = (await ana.http.post("/api/media/ticket")).json()
    theirs = (await bob.http.post("/api/media/ticket")).json()
    assert (await nobody.get(view["url"], params={"ticket": mine["ticket"]})).status_code == 200
    assert (await nobody.get(view["url"], params={"ticket": theirs["ticket"]})).status_code == 404
    for wrong in ("", "x", mine["ticket"][:-1], f"1.9999999999.{mine['ticket'].rpartition('.')[2]}"):
        assert (await nobody.get(view["url"], params={"ticket": wrong})).status_code == 401


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "photo.png", "run.js"])
async def test_what_could_run_is_only_ever_saved(ana: Program, name: str) -> None:
    view = await upload(ana, PAGE, name)
    got = await ana.http.get(view["url"])
    assert got.headers["content-type"].startswith("text/plain")
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    assert (await ana.http.get(f"/api/media/{view['id']}/thumbnail")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "answer"),
    [
        ("bytes=0-4", 206, b"01234"),
        ("bytes=5-", 206, b"56789"),
        ("bytes=-3", 206, b"789"),
        ("bytes=8-99", 206, b"89"),
        ("bytes=x", 200, b"0123456789"),
        ("lines=1-2", 200, b"0123456789"),
        ("bytes=99999999999999999999-", 200, b"0123456789"),
    ],
)
async def test_parts(ana: Program, asked: str, status: int, answer: bytes) -> None:
    view = await upload(ana, b"0123456789", "digits.txt")
    got = await ana.http.get(view["url"], headers={"Range": asked})
    assert (got.status_code, got.content) == (status, answer)
    old = await ana.http.get(view["url"], headers={"Range": asked, "If-Range": '"another"'})
    assert (old.status_code, old.content) == (200, b"0123456789")


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=-0", "bytes=5-2"])
async def test_parts_outside_of_the_file_are_refused_in_words(ana: Program, asked: str) -> None:
    view = await upload(ana, b"0123456789", "digits.txt")
    got = await ana.http.get(view["url"], headers={"Range": asked})
    assert (got.status_code, got.headers["content-range"]) == (416, "bytes */10")
    assert got.headers["content-type"] == "application/json"
    error = got.json()["error"]
    assert (error["code"], error["retryable"]) == ("range_not_satisfiable", False)
    old = await ana.http.get(view["url"], headers={"Range": asked, "If-Range": '"another"'})
    assert (old.status_code, old.content) == (200, b"0123456789")


async def test_several_parts_at_once(ana: Program) -> None:
    view = await upload(ana, b"0123456789", "digits.txt")
    got = await ana.http.get(view["url"], headers={"Range": "bytes=0-1, 4-5, -1"})
    boundary = got.headers["content-type"].partition("boundary=")[2]
    pieces = [piece.partition(b"\r\n\r\n")[2].strip() for piece in got.content.split(f"--{boundary}".encode())[1:-1]]
    assert (got.status_code, pieces) == (206, [b"01", b"45", b"9"])
    assert int(got.headers["content-length"]) == len(got.content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\secret.txt", "secret.txt"),
        ("‮gpj.exe", "gpj.exe"),
        ("  .hidden. ", "hidden"),
        ("文件 😀.txt", "文件 😀.txt"),
        ("a" * 400 + ".txt", "a" * 176 + ".txt"),
        ('quote".txt', 'quote".txt'),
    ],
)
async def test_names_are_names_and_no_paths(ana: Program, name: str, kept: str) -> None:
    view = await upload(ana, b"words", name)
    assert view["filename"] == kept
    header = (await ana.http.get(view["url"])).headers["content-disposition"]
    assert header.count('"') == 2
    assert "\n" not in header


async def test_refusals_say_why(ana: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = await ana.http.post("/api/media/upload", files={"file": ("a.txt", b"")})
    assert (empty.status_code, empty.json()["error"]["message"]) == (422, "This file is empty.")
    monkeypatch.setenv("MAX_FILE_SIZE", "1000")
    monkeypatch.setenv("WEBCHAT_ALLOWED_TYPES", "image/*, text/plain")
    get_settings.cache_clear()
    large = await ana.http.post("/api/media/upload", files={"file": ("a.txt", b"x" * 1001)})
    assert (large.status_code, large.json()["error"]["code"]) == (413, "file_too_large")
    assert large.json()["error"]["limit"] == 1000
    kind = await ana.http.post("/api/media/upload", files={"file": ("a.png", b"%PDF-1.7 " + bytes(range(256)))})
    assert (kind.status_code, kind.json()["error"]["field"]) == (422, "file")
    none = await ana.http.post("/api/media/upload", files={})
    assert none.status_code == 422
    huge = await ana.http.post("/api/media/upload", files={"file": ("a.txt", b"x" * 200_000)})
    assert huge.status_code == 413


_PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"words",
        b"--y--\r\n",
        _PART.replace(b'"file"', b'"other"') + b"words\r\n--x--\r\n",
        _PART.replace(b'; filename="a.txt"', b"") + b"words\r\n--x--\r\n",
        _PART + b"words that break o",
        _PART + b"words\r\n--",
        b"--x\r\n" + b"a" * 100_000 + b": b\r\n\r\n",
        b"--x\r\n" + b"A: b\r\n" * 10_000 + _PART[5:] + b"words\r\n--x--\r\n",
    ],
)
async def test_a_form_that_is_none_is_refused(ana: Program, body: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await ana.http.post("/api/media/upload", headers=headers, content=body)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "file")
    assert not [path for path in get_settings().upload_dir.rglob("*") if path.is_file()]


async def test_a_file_in_small_pieces_and_among_other_fields(ana: Program) -> None:
    other = _PART.replace(b'name="file"; filename="a.txt"', b'name="other"') + b"x\r\n"
    body = other + _PART + b"wo\r\n--xrds\r\n" + _PART + b"second\r\n" + other + b"--x--\r\n"

    async def slowly() -> Any:
        for at in range(len(body)):
            yield body[at : at + 1]

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    view = (await ana.http.post("/api/media/upload", headers=headers, content=slowly())).json()
    assert view["filename"] == "a.txt"
    assert (await ana.http.get(view["url"])).content == b"wo\r\n--xrds"


async def test_nothing_is_read_from_strangers(nobody: httpx.AsyncClient) -> None:
    async def never() -> Any:
        raise AssertionError("somebody reads this")
        yield b""

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await nobody.post("/api/media/upload", headers=headers, content=never())).status_code == 401


async def test_a_scanner_is_asked_first(ana: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scanner = tmp_path / "scan.sh"
    scanner.write_text('#!/bin/sh\n! grep -q EICAR "$1"\n')
    scanner.chmod(0o700)
    monkeypatch.setenv("WEBCHAT_SCAN_COMMAND", str(scanner))
    get_settings.cache_clear()
    assert (await upload(ana, b"harmless", "a.txt"))["size"] == 8
    refused = await ana.http.post("/api/media/upload", files={"file": ("a.txt", b"EICAR")})
    assert refused.status_code == 422
    assert "scanner" in refused.json()["error"]["message"]


async def test_the_same_content_is_stored_once(ana: Program, bob: Program) -> None:
    one, other = await upload(ana, b"the same", "a.txt"), await upload(bob, b"the same", "b.txt")
    assert one["sha256"] == other["sha256"]
    assert [item.key async for page in storage.pages_of("content") for item in page] == [
        storage.content_key(one["sha256"])
    ]


async def test_nothing_is_left_of_what_was_refused(ana: Program) -> None:
    answer: httpx.Response = await ana.http.post(
        "/api/media/upload", files={"file": ("a.jpg", b"\xff\xd8\xff\xe0broken")}
    )
    assert answer.status_code == 422
    assert not [path for path in get_settings().upload_dir.rglob("*") if path.is_file()]


async def test_a_message_opens_its_files_to_those_who_see_it(ana: Program, bob: Program, enrol) -> None:
    eve = await enrol("Eve")
    one, other = await upload(ana, png()), await upload(ana, b"words", "notes.txt")
    sent = (await ana.say(bob.id, "look", media_ids=[other["id"], one["id"]])).json()
    assert (sent["kind"], sent["body"], [file["id"] for file in sent["media"]]) == (
        "file",
        "look",
        [other["id"], one["id"]],
    )
    assert (await bob.http.get(f"/api/messages/{sent['id']}")).json()["media"] == sent["media"]
    for file in (one, other):
        assert (await bob.http.get(file["url"])).status_code == 200
        assert (await eve.http.get(file["url"])).status_code == 404
    await ana.http.delete(f"/api/messages/{sent['id']}")
    for program in (ana, bob):
        for path in (one["url"], one["thumbnail_url"], other["url"], f"/api/media/{one['id']}"):
            assert (await program.http.get(path)).status_code == 404
    assert (await bob.http.get(f"/api/messages/{sent['id']}")).json()["media"] == []


async def test_messages_with_files_need_no_words_and_say_their_kind(ana: Program, bob: Program) -> None:
    picture = await upload(ana, png())
    sent = (await ana.say(bob.id, "", media_ids=[picture["id"]])).json()
    assert (sent["kind"], sent["body"]) == ("image", "")
    for body, field in (
        ({"kind": "image"}, "media_ids"),
        ({"media_ids": [picture["id"] + 99]}, "media_ids"),
        ({"media_ids": [picture["id"]] * 2}, "media_ids"),
        ({"media_ids": [picture["id"]], "kind": "voice"}, "kind"),
        ({"media_ids": [picture["id"]], "kind": "poll"}, "kind"),
    ):
        answer = await ana.say(bob.id, "", **body)
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, field), body
    theirs = await bob.say(ana.id, "", media_ids=[picture["id"]])
    assert theirs.status_code == 422


async def test_the_same_client_id_with_another_file_is_refused(ana: Program, bob: Program) -> None:
    one, other = await upload(ana, png()), await upload(ana, b"words", "notes.txt")
    client_id = "2f1d9c1e-51cf-4b8e-9a39-1f6a4d3c2b1a"
    first = await ana.say(bob.id, "a", media_ids=[one["id"]], client_id=client_id)
    again = await ana.say(bob.id, "a", media_ids=[one["id"]], client_id=client_id)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert (await ana.say(bob.id, "a", media_ids=[other["id"]], client_id=client_id)).status_code == 409


def pdf() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 400), "teal").save(buffer, "PDF", save_all=True, append_images=[Image.new("RGB", (9, 9))])
    return buffer.getvalue()


async def test_a_document_shows_its_first_page_and_stays_a_file(ana: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webchat.media.workshop._SECONDS_FOR_A_PAGE", 60)  # its process is started here
    view = await upload(ana, pdf(), "plan.pdf")
    assert (view["kind"], view["pages"], view["width"], view["height"]) == ("file", 2, 480, 640)
    got = await ana.http.get(view["url"])
    assert got.headers["content-disposition"].startswith("attachment")
    small = await ana.http.get(view["thumbnail_url"], params={"size": 640})
    assert Image.open(io.BytesIO(small.content)).size == (480, 640)
    broken = await upload(ana, b"%PDF-1.7 " + bytes(range(256)), "broken.pdf")
    assert (broken["content_type"], broken["pages"], broken["thumbnail_url"]) == ("application/pdf", None, None)


async def test_the_files_of_a_conversation(ana: Program, bob: Program, enrol) -> None:
    picture, notes = await upload(ana, png()), await upload(ana, b"words", "notes.txt")
    sent = (await ana.say(bob.id, "look", media_ids=[picture["id"], notes["id"]])).json()
    path = f"/api/conversations/{sent['conversation_id']}/media"
    [one] = (await bob.http.get(path)).json()["items"]
    assert (one["media"], one["message_id"], one["caption"]) == (picture, sent["id"], "look")
    [other] = (await bob.http.get(path, params={"kind": "files"})).json()["items"]
    assert other["media"] == notes
    assert (await bob.http.get(f"{path}/counts")).json() == {"media": 1, "files": 1, "voice": 0}
    assert (await bob.http.get(path, params={"kind": "links"})).status_code == 422
    eve = await enrol("Eve")
    for address in (path, f"{path}/counts"):
        assert (await eve.http.get(address)).status_code == 404
    await ana.http.delete(f"/api/messages/{sent['id']}")
    assert (await bob.http.get(path)).json() == {"items": [], "next": None}
