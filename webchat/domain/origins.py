"""Whether a request comes from our own pages: the session cookie counts only then."""

from collections.abc import Iterable
from urllib.parse import urlsplit


def is_same_origin(
    host: str | None, origin: str | None, fetch_site: str | None, also_allowed: Iterable[str] = ()
) -> bool:
    """True when `Origin` names the host that was asked, or `Sec-Fetch-Site` says so where there is no Origin."""
    if origin:
        return origin in also_allowed or (host is not None and urlsplit(origin).netloc.lower() == host.lower())
    return fetch_site == "same-origin"
