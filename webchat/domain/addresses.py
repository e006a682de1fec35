"""Addresses of the web as people see them: a host that imitates another one is shown in its ASCII form."""

from urllib.parse import urlsplit, urlunsplit

import idna

from webchat.domain.names import looks_latin, scripts_of


def host_of(url: str) -> str:
    """The host of an address in lower case and ASCII, without `www.`; empty when there is none."""
    try:
        host = urlsplit(url).hostname or url.rpartition("@")[2]
    except ValueError:
        return ""
    return _ascii(host).lower().removeprefix("www.")


def shown_address(url: str) -> str:
    """An address as a link's text: its host in its own script where that deceives nobody, all else untouched."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return url
    if not host or host.isascii():
        return url
    shown = host if all(_is_plain(label) for label in host.split(".")) else _ascii(host)
    return urlunsplit(parts._replace(netloc=parts.netloc.lower().replace(host, shown)))


def _is_plain(label: str) -> bool:
    if label.isascii():
        return True
    return _ascii(label) != label and len(scripts_of(label)) == 1 and not looks_latin(label)


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return host.encode("punycode", "replace").decode("ascii", "replace")
