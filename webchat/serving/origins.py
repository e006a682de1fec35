"""Whose pages may talk to us: our own, under whatever name they were opened, and those of ALLOWED_ORIGINS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from webchat.settings import get_settings

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def allow_origin(origin: str | None, environ: Mapping[str, Any]) -> bool:
    """Decide for engine.io's handshake: WSGI-like `environ`. A client without Origin is no browser and is let in."""
    if not origin:
        return True
    if origin.rstrip("/").lower() in get_settings().allowed_origins:
        return True
    return is_own(origin, _hosts(environ.get("HTTP_HOST"), environ.get("HTTP_X_FORWARDED_HOST")))


def same_origin(headers: Mapping[str, str]) -> bool:
    """Say whether a request (lower-case header names) comes from our own pages; only then its cookie counts."""
    origin = headers.get("origin")
    if origin:
        return is_own(origin, _hosts(headers.get("host"), headers.get("x-forwarded-host")))
    return headers.get("sec-fetch-site") in {"same-origin", "none"}


def is_own(origin: str, hosts: tuple[str, ...]) -> bool:
    """Say whether `origin` names one of the hosts (`name` or `name:port`) that this request was sent to."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    port = _DEFAULT_PORTS.get(parts.scheme)
    if port is None or not parts.netloc:
        return False
    return parts.netloc.lower().removesuffix(port) in {host.removesuffix(port) for host in hosts}


def _hosts(host: str | None, forwarded: str | None) -> tuple[str, ...]:
    """Return the names of this server in this request; a forwarded one counts only behind a trusted proxy."""
    hops = get_settings().trusted_proxy_hops
    names = [host or ""]
    if hops and forwarded:
        parts = forwarded.split(",")
        names.append(parts[-min(hops, len(parts))])
    return tuple(name.strip().lower() for name in names if name.strip())
