"""Moving GIFs, block by block (GIF89a): written anew by a library they would grow and lose colours."""

from collections.abc import Iterator
from pathlib import Path

_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_EXTENSION, _IMAGE, _END = 0x21, 0x2C, 0x3B
_COMMENT, _APPLICATION = 0xFE, 0xFF


def copy_bare(source: Path, target: Path) -> None:
    """Copies the picture alone: no comments, no XMP, nothing after its end. Raises `ValueError` for what is broken."""
    content = source.read_bytes()
    with target.open("wb") as file:
        for start, end in _kept(content):
            file.write(content[start:end])
        file.write(bytes([_END]))


def _kept(content: bytes) -> Iterator[tuple[int, int]]:
    try:
        at = 13 + _colours(content[10])
        yield 0, at
        while content[at] != _END:
            start, at = at, _after(content, at)
            if _belongs(content, start):
                yield start, at
    except IndexError:
        raise ValueError("The picture ends in the middle of a block.") from None


def _after(content: bytes, at: int) -> int:
    """Where the block that begins at `at` ends."""
    if content[at] == _EXTENSION:
        at += 2
    elif content[at] == _IMAGE:
        at += 11 + _colours(content[at + 9])
    else:
        raise ValueError("There is something in between that is no block.")
    while content[at]:
        at += content[at] + 1
    return at + 1


def _belongs(content: bytes, at: int) -> bool:
    if content[at] != _EXTENSION or content[at + 1] not in {_COMMENT, _APPLICATION}:
        return True
    return content[at + 1] == _APPLICATION and content[at + 3 : at + 14] in _LOOPS


def _colours(flags: int) -> int:
    """How many bytes the table of colours takes that these flags announce."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0
