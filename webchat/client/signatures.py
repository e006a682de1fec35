"""Whether a webhook really came from the server."""

import hmac
from collections.abc import Mapping
from hashlib import sha256
from time import time

_FRESH = 300.0


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, *, max_age: float | None = _FRESH) -> bool:
    """Whether the signature is of this body and secret, and not older than `max_age` seconds (None: of any age).

    `headers` as the framework gives them: names are looked up in any case.
    """
    known = {name.lower(): value for name, value in headers.items()}
    timestamp, given = known.get("x-webchat-timestamp", ""), known.get("x-webchat-signature", "")
    expected = "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), given.encode()):
        return False
    return max_age is None or (timestamp.isdigit() and abs(time() - int(timestamp)) <= max_age)
