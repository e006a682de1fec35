"""Kinds of values, each with its check; what a check says goes on after "it must be"."""

import re
from collections.abc import Callable
from email.utils import parseaddr
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

_CLAMD = re.compile(r"unix:/.+|(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}")
_TURN = re.compile(r"turns?:(\[[0-9a-fA-F:]+\]|[\w.-]+)(:\d{1,5})?(\?transport=(udp|tcp))?")
_HOST = re.compile(r"[\w.-]+(:\d{1,5})?")
_LIVEKIT = re.compile(r"wss?://[^\s/]+(/\S*)?")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _is_origin(value: str) -> bool:
    return _is_address(value) and urlsplit(value).netloc == value.split("://")[1]


def _is_tile_address(value: str) -> bool:
    return all(f"{{{place}}}" in value for place in "zxy") and _is_address(value)


def _is_sender(value: str) -> bool:
    return bool(_MAIL.fullmatch(parseaddr(value)[1])) and "\n" not in value and "\r" not in value


def _is_contact(value: str) -> bool:
    return value.startswith(("mailto:", "https://")) and len(value) >= 12


def _text(is_right: Callable[[str], object], allowed: str, *, may_be_empty: bool = True) -> AfterValidator:
    def check(value: str) -> str:
        if not is_right(value) and (value or not may_be_empty):
            raise ValueError(allowed)
        return value

    return AfterValidator(check)


def _secret(is_right: Callable[[str], bool], allowed: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if not is_right(value.get_secret_value()):
            raise ValueError(allowed)
        return value

    return AfterValidator(check)


def _listed(
    is_right: Callable[[str], object], allowed: str, clean: Callable[[str], str] = str.lower, least: int = 0
) -> BeforeValidator:
    """Reads what is separated by commas; each part is cleaned, then checked."""

    def read(value: Any) -> tuple[str, ...]:
        parts = value.split(",") if isinstance(value, str) else value
        found = tuple(clean(part.strip()) for part in parts if part.strip())
        if len(found) < least or not all(is_right(part) for part in found):
            raise ValueError(allowed)
        return found

    return BeforeValidator(read)


def _without_slash(value: str) -> str:
    return value.rstrip("/")


def _psycopg2_url(value: str) -> str:
    scheme, separator, rest = value.partition("://")
    if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg2"}:
        raise ValueError("a PostgreSQL address such as postgresql://user:password@host/database")
    return f"postgresql+psycopg2://{rest}"


def _redis_url(value: str | None) -> str | None:
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("an address such as redis://:password@host:6379/0, rediss://… or unix:///path")
    return value or None


_List = Annotated[tuple[str, ...], NoDecode]
Origins = Annotated[
    _List,
    _listed(
        _is_origin,
        "origins such as https://example.org, separated by commas (never *)",
        lambda part: _without_slash(part).lower(),
    ),
]
Types = Annotated[
    _List,
    _listed(
        lambda part: part.count("/") == 1, "types such as image/*,audio/*,application/pdf, separated by commas", least=1
    ),
]
Hosts = Annotated[
    _List,
    _listed(
        _HOST.fullmatch, "names or addresses of hosts such as intranet.example or 10.0.0.5:8080, separated by commas"
    ),
]
TurnUrls = Annotated[
    _List,
    _listed(
        _TURN.fullmatch,
        "addresses such as turn:turn.example.org:3478?transport=udp or turns:turn.example.org:5349, "
        "separated by commas",
        str,
    ),
]

DatabaseUrl = Annotated[str, AfterValidator(_psycopg2_url)]
RedisUrl = Annotated[str | None, AfterValidator(_redis_url)]
Clamd = Annotated[str, _text(_CLAMD.fullmatch, "where clamd listens: host:port or unix:/path")]
JwksUrl = Annotated[str, _text(_is_address, "an address such as https://shop.example.org/.well-known/jwks.json")]
LivekitUrl = Annotated[str, _text(_LIVEKIT.fullmatch, "an address such as wss://livekit.example.org")]
TileUrl = Annotated[str, _text(_is_tile_address, "an address such as https://tiles.example.org/{z}/{x}/{y}.png")]
TraceUrl = Annotated[str, _text(_is_address, "where traces are collected, such as http://localhost:4318")]
PublicUrl = Annotated[
    str,
    AfterValidator(_without_slash),
    _text(_is_origin, "where people find this chat, such as https://chat.example.org"),
]
Sender = Annotated[str, _text(_is_sender, "an address such as WebChat <chat@example.org>")]
Contact = Annotated[
    str,
    _text(
        _is_contact,
        "where you can be reached: mailto:you@example.org or https://example.org/contact",
        may_be_empty=False,
    ),
]

SecretKey = Annotated[
    SecretStr,
    _secret(
        lambda value: not value or len(value) >= 16,
        "at least 16 characters, or nothing (then one is made and kept in the data folder)",
    ),
]
ServiceKey = Annotated[
    SecretStr,
    _secret(
        lambda value: value.startswith("wcs_") and len(value) >= 24,
        "a key that begins with wcs_ and has at least 24 characters",
    ),
]
MetricsToken = Annotated[
    SecretStr,
    _secret(lambda value: len(value) >= 16, "at least 16 characters, or nothing (then only this machine may look)"),
]
JwtSecret = Annotated[SecretStr, _secret(lambda value: len(value) >= 32, "at least 32 characters, or nothing")]
