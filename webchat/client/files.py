"""What is uploaded and where downloads go: paths, open files, bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

Source = str | Path | BinaryIO | bytes
Target = str | Path | BinaryIO


@contextmanager
def reading(source: Source) -> Iterator[BinaryIO]:
    """The source from its beginning."""
    if isinstance(source, str | Path):
        with Path(source).open("rb") as file:
            yield file
    elif isinstance(source, bytes):
        yield BytesIO(source)
    else:
        source.seek(0)
        yield source


@contextmanager
def writing(target: Target) -> Iterator[BinaryIO]:
    """The target, empty; a file on disk takes its name once all has come."""
    if not isinstance(target, str | Path):
        yield target
        return
    path = Path(target)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def name_of(source: Source, filename: str | None) -> str:
    """How the file is called."""
    known = source if isinstance(source, str | Path) else getattr(source, "name", None)
    return filename or (Path(known).name if isinstance(known, str | Path) else "file")
