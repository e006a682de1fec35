"""What a client is given, as its calls carry it; what cannot be sent is refused before it is tried."""

import httpx

from webchat.client.errors import ChatError


def address_of(url: str) -> str:
    """The address of a server as calls begin with it; another kind of text could only fail, again and again."""
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        address = httpx.URL()
    if address.scheme not in ("http", "https") or not address.host:
        text = f"The server's address is like https://chat.example.org, not {url!r}."
        raise ChatError("invalid_input", text, field="url")
    return url.rstrip("/")


def headers_of(token: str, user: int | str | None) -> dict[str, str]:
    """The headers of every call under a token, for whom it acts."""
    headers = {"User-Agent": "webchat-client"}
    if token:
        headers["Authorization"] = f"Bearer {_checked(token, 'token')}"
    if user is not None:
        headers["X-Webchat-User"] = _checked(str(user), "user")
    return headers


def _checked(value: str, field: str) -> str:
    # A token read from a file may end with its line: the error must not say it.
    if not value.isascii() or not value.isprintable() or value != value.strip():
        text = f"The {field} has plain letters, digits and signs only, and no space around them."
        raise ChatError("invalid_input", text, field=field)
    return value
