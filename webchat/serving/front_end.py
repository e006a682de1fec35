"""The front end as files that any web server can serve, with the backend at another address.

One build serves both ways: the address of the backend stands in two files that every page loads first, and the headers
that our own server would send are written down for nginx and Caddy.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import urlsplit

from webchat.serving.headers import elsewhere

_PLACES = {"boot.js": 'window.webchatBackend = "";', "sw.js": 'const BACKEND = "";'}
_COMPRESSED = (".gz", ".br")


class FrontEndError(Exception):
    """The front end cannot be written; the text is a sentence for the operator."""


def write_front_end(client: Path, folder: Path, backend: str) -> None:
    """Copy the finished build into `folder`, made to talk to `backend` (an origin), and its headers beside it.

    What an earlier one left there is replaced. Raises FrontEndError.
    """
    backend = _origin(backend)
    if folder.exists() and any(folder.iterdir()) and not (folder / "boot.js").exists():
        raise FrontEndError(f"{folder} holds something else. Give an empty folder, or one of an earlier front end.")
    fresh = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(client, fresh)
    for name, empty in _PLACES.items():
        _point_to(fresh / name, empty, backend)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    headers = elsewhere((page.read_text() for page in folder.rglob("*.html")), backend)
    for server, text in (("nginx", _for_nginx(headers)), ("caddy", _for_caddy(headers))):
        headers_file(folder, server).write_text(text)


def headers_file(folder: Path, server: str) -> Path:
    """Where the headers for "nginx" or "caddy" stand: beside the folder."""
    return folder.with_name(f"{folder.name}-headers.{server}")


def _origin(backend: str) -> str:
    parts = urlsplit(backend.rstrip("/"))
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
        raise FrontEndError(f"The backend's address is like https://api.example.org, not {backend!r}.")
    return f"{parts.scheme}://{parts.netloc}"


def _point_to(file: Path, empty: str, backend: str) -> None:
    text = file.read_text()
    if text.count(empty) != 1:
        raise FrontEndError(f"{file.name} of this build has no place for the backend's address; build it anew.")
    file.write_text(text.replace(empty, empty.replace('""', f'"{backend}"')))
    for suffix in _COMPRESSED:
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def _for_nginx(headers: dict[str, str]) -> str:
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in headers.items())


def _for_caddy(headers: dict[str, str]) -> str:
    return "".join(["header {\n", *(f'\t{name} "{value}"\n' for name, value in headers.items()), "}\n"])
