"""A form with a file, read as it comes: its bytes lie nowhere else on their way, and not before one knows whose."""

from collections.abc import AsyncIterator

from fastapi import Request
from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from webchat.domain.errors import InvalidInput


class _Parts:
    """What the parser tells: the name of the file in `field`, and what has come of it since one looked."""

    def __init__(self, field: bytes) -> None:
        self.field = field
        self.filename: str | None = None
        self.waiting: list[bytes] = []
        self.whole = False
        self._inside = False
        self._name, self._value, self._disposition = b"", b"", b""

    def on_part_begin(self) -> None:
        self._name, self._value, self._disposition = b"", b"", b""

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]  # the parser bounds it

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name, self._value = b"", b""

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        if self.filename is None and options.get(b"name") == self.field and b"filename" in options:
            self.filename, self._inside = options[b"filename"].decode(errors="replace"), True

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._inside:
            self.waiting.append(data[start:end])

    def on_part_end(self) -> None:
        self.whole = self.whole or self._inside
        self._inside = False


async def file_in_form(request: Request, field: str) -> tuple[str, AsyncIterator[bytes]]:
    """The name of the first file in this field, and its bytes; raises `InvalidInput` where there is none."""
    parts = _Parts(field.encode())
    chunks = _fed(request, parts)
    async for _ in chunks:
        if parts.filename is not None:
            return parts.filename, _pieces(parts, chunks)
    raise InvalidInput(f"Send a form (multipart/form-data) with a file in the field {field}.", field=field)


async def _pieces(parts: _Parts, chunks: AsyncIterator[None]) -> AsyncIterator[bytes]:
    more = True
    while more:
        for piece in parts.waiting:
            yield piece
        parts.waiting.clear()
        more = await anext(chunks, False) is None
    if not parts.whole:
        raise InvalidInput("This form ends in the middle of its file.", field=parts.field.decode())


async def _fed(request: Request, parts: _Parts) -> AsyncIterator[None]:
    """Gives the body to the parser, a piece at each step."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        return
    names = [name for name in vars(_Parts) if name.startswith("on_")]
    try:
        parser = MultipartParser(options[b"boundary"], {name: getattr(parts, name) for name in names})  # type: ignore[arg-type, misc]
        async for chunk in request.stream():
            parser.write(chunk)
            yield
    except FormParserError as error:
        raise InvalidInput("This is no form that can be read.", field=parts.field.decode()) from error
