"""Make assets/emoji/ anew: names, search words and skin tones from the npm package emojibase-data, the same words in
the other languages from the annotations of CLDR, short names from the package emoji. `bin/emoji-data` runs it."""

import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from emoji import EMOJI_DATA, STATUS

PACKAGE = "emojibase-data@17.0.0"
CLDR = ("cldr-annotations-full@48.2.0", "cldr-annotations-derived-full@48.2.0")
LANGUAGES = ("de", "es", "ar")
VARIANT = "\ufe0f"
TARGET = Path(__file__).resolve().parent.parent / "assets" / "emoji"
COMPONENTS = 2


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, packed(PACKAGE, Path(folder)) as package:
        data, messages = (read(package, f"package/en/{one}.json") for one in ("data", "messages"))
    groups = [(g["order"], g["message"].capitalize()) for g in messages["groups"] if g["order"] != COMPONENTS]
    known = sorted((one for one in data if one.get("group", COMPONENTS) != COMPONENTS), key=lambda one: one["order"])
    write("en.json", {"categories": groups, "emoji": [row(one) for one in known]})
    write("shortcodes.json", shortcodes())
    for language, said in annotations().items():
        write(f"{language}.json", {one["emoji"]: said[plain] for one in known if (plain := bare(one["emoji"])) in said})


def annotations() -> dict[str, dict[str, list[str]]]:
    """By language and sign without variant selectors: [name, search words]."""
    found: dict[str, dict[str, list[str]]] = {language: {} for language in LANGUAGES}
    for name in CLDR:
        part = "annotationsDerived" if "derived" in name else "annotations"
        with tempfile.TemporaryDirectory() as folder, packed(name, Path(folder)) as package:
            for language in LANGUAGES:
                file = read(package, f"package/{part}/{language}/annotations.json")
                for sign, about in file[part]["annotations"].items():
                    if "tts" in about:
                        words = [word for word in about.get("default", ()) if word != about["tts"][0]]
                        found[language][bare(sign)] = [about["tts"][0], ", ".join(words)]
    return found


def bare(sign: str) -> str:
    """As CLDR writes it."""
    return sign.replace(VARIANT, "")


@contextmanager
def packed(name: str, folder: Path) -> Iterator[tarfile.TarFile]:
    """A package of npm."""
    npm = ["npm", "pack", "--silent", name]
    file = subprocess.run(npm, cwd=folder, check=True, capture_output=True, text=True).stdout.split()[-1]
    with tarfile.open(folder / file) as package:
        yield package


def read(package: tarfile.TarFile, path: str) -> Any:
    """A file of a package."""
    return json.loads(package.extractfile(path).read())  # type: ignore[union-attr]


def row(one: dict) -> list:
    """[emoji, category, label, search words, version, its five skin tones if it has them]"""
    tones = [skin["emoji"] for skin in one.get("skins", ()) if isinstance(skin["tone"], int)]
    about = [one["emoji"], one["group"], one["label"], " ".join(one.get("tags", ())), one["version"]]
    return [*about, tones] if len(tones) == 5 else about


def shortcodes() -> dict[str, str]:
    """Short names as the server knows them between colons; each sign without skin tones."""
    found = {}
    for sign, about in EMOJI_DATA.items():
        if about["status"] != STATUS["fully_qualified"] or "skin_tone" in about["en"]:
            continue
        for name in (*about.get("alias", ()), about["en"]):
            found.setdefault(name.strip(":").lower(), sign)
    return dict(sorted(found.items()))


def write(name: str, value: object) -> None:
    (TARGET / name).write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main()
