"""Stickers: ours, an operator's, and folders that are not what they say."""

import json
from pathlib import Path

import pytest
from PIL import Image

from tests.support.chat import direct, history, say
from webchat.domain.actor import Actor
from webchat.domain.errors import InvalidInput, NotFound
from webchat.media import stickers as files
from webchat.services import stickers
from webchat.settings import get_settings, load_settings

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>alert(1)</script></svg>'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's folder of packs."""
    settings = load_settings(stickers_dir=tmp_path / "packs", data_dir=get_settings().data_dir)
    monkeypatch.setattr(files, "get_settings", lambda: settings)
    (tmp_path / "packs" / "cats").mkdir(parents=True)
    return tmp_path / "packs"


def _named(pack: str) -> list[str]:
    return [one.name for found in stickers.list_packs() if found.name == pack for one in found.stickers]


def test_our_pack_is_whole(folder: Path) -> None:
    pack = stickers.list_packs()[0]
    assert pack.name == "pim"
    assert len(pack.stickers) >= 24
    assert all(one.label and one.emoji for one in pack.stickers)
    listed = json.loads((files.OUR_PACKS / "pim" / "pack.json").read_text())["stickers"]
    assert [one.name for one in pack.stickers] == [one["name"] for one in listed]
    assert {one.path.stem for one in (stickers.get_file("pim", one.name) for one in pack.stickers)} == {
        file.stem for file in (files.OUR_PACKS / "pim").glob("*.svg")
    }


def test_an_operators_pack(folder: Path) -> None:
    (folder / "cats" / "purr.svg").write_text(f"<?xml version='1.0'?><!-- a cat -->{SVG}")
    Image.new("RGB", (8, 8)).save(folder / "cats" / "sit.png")
    Image.new("RGB", (8, 8)).save(folder / "cats" / "run.webp")
    assert _named("cats") == ["purr", "run", "sit"]
    listed = {"title": "My cats", "stickers": [{"name": "sit", "label": "Sit!", "emoji": "🐈"}, {"name": "gone"}]}
    (folder / "cats" / "pack.json").write_text(json.dumps(listed))
    pack = stickers.list_packs()[1]
    assert (pack.title, [(one.name, one.label, one.emoji) for one in pack.stickers]) == (
        "My cats",
        [("sit", "Sit!", "🐈")],
    )


def test_what_is_no_picture_is_left_out(folder: Path, tmp_path: Path) -> None:
    cats = folder / "cats"
    (tmp_path / "secret.svg").write_text(SVG)
    (cats / "link.svg").symlink_to(tmp_path / "secret.svg")
    (cats / "text.png").write_text("no picture")
    (cats / "page.svg").write_text("<html><svg></svg></html>")
    (cats / "empty.svg").touch()
    (cats / "huge.svg").write_bytes(SVG.encode() + b" " * files.LARGEST_FILE)
    (cats / "deep.svg").mkdir()
    (cats / "UPPER.svg").write_text(SVG)
    (cats / "other.gif").write_bytes(b"GIF89a")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "Bad Name").mkdir()
    (folder / "Bad Name" / "x.svg").write_text(SVG)
    assert [pack.name for pack in stickers.list_packs()] == ["pim"]


@pytest.mark.parametrize("listed", ["[", "[]", "7", '{"stickers": 7}', '{"stickers": [7, {"name": 7}]}', "[" * 100_000])
def test_a_broken_list_counts_as_none(folder: Path, listed: str) -> None:
    (folder / "cats" / "pack.json").write_text(listed)
    (folder / "cats" / "purr.svg").write_text(SVG)
    assert _named("cats") == ["purr"]


@pytest.mark.parametrize("pack", ["..", ".", "pim/..", "../pim", "/etc", "", "PIM", "pim\x00"])
@pytest.mark.parametrize("name", ["hello", "../pim/hello", "..", "pack.json", "hello.svg"])
def test_names_are_never_paths(folder: Path, pack: str, name: str) -> None:
    for wanted in ((pack, "hello"), ("pim", name if name != "hello" else "../hello")):
        with pytest.raises(NotFound):
            stickers.get_file(*wanted)


async def test_a_sticker_is_sent_with_what_it_shows(ana: Actor, bob: Actor) -> None:
    room = await direct(ana, bob)
    sent = await say(ana, room, "", kind="sticker", payload={"pack": "pim", "name": "hello"})
    assert sent.payload == {"pack": "pim", "name": "hello", "label": "Hello", "emoji": "👋"}
    assert (await history(bob, room))[0].payload == sent.payload
    again = await say(ana, room, "", kind="sticker", payload={"pack": "pim", "name": "hello"}, client_id=sent.client_id)
    assert again.id == sent.id


@pytest.mark.parametrize("payload", [{"pack": "pim", "name": "nothing"}, {"pack": "nothing", "name": "hello"}])
async def test_a_sticker_that_is_not_there(ana: Actor, bob: Actor, payload: dict) -> None:
    with pytest.raises(InvalidInput):
        await say(ana, await direct(ana, bob), "", kind="sticker", payload=payload)
