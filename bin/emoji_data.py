"""Make assets/emoji/ anew: names, search words and skin tones from the npm package emojibase-data, short names from
the Python package emoji. Run it in the environment of the project when one of the two is newer."""

import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

from emoji import EMOJI_DATA, STATUS

PACKAGE = "emojibase-data@17.0.0"
TARGET = Path(__file__).resolve().parent.parent / "assets" / "emoji"
COMPONENTS = 2


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        npm = ["npm", "pack", "--silent", PACKAGE]
        name = subprocess.run(npm, cwd=folder, check=True, capture_output=True, text=True).stdout.split()[-1]
        with tarfile.open(Path(folder) / name) as package:
            data, messages = (json.load(package.extractfile(f"package/en/{one}.json")) for one in ("data", "messages"))
    groups = [(g["order"], g["message"].capitalize()) for g in messages["groups"] if g["order"] != COMPONENTS]
    known = sorted((one for one in data if one.get("group", COMPONENTS) != COMPONENTS), key=lambda one: one["order"])
    write("en.json", {"categories": groups, "emoji": [row(one) for one in known]})
    write("shortcodes.json", shortcodes())


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
