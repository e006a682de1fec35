"""Names of files that people send: shown and downloaded, never used as a path."""

import re
import unicodedata

LONGEST = 180
_FOLDERS = re.compile(r"[/\\\x00]")


def clean_filename(name: str) -> str:
    """The last part of a name without what cannot be seen; in any script. Never empty, never hidden."""
    last = _FOLDERS.split(unicodedata.normalize("NFC", name))[-1]
    visible = "".join(character for character in last if unicodedata.category(character) not in {"Cc", "Cf", "Cs"})
    cleaned = " ".join(visible.split()).strip(". ") or "file"
    if len(cleaned) <= LONGEST:
        return cleaned
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending) > 12:
        return cleaned[:LONGEST]
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"
