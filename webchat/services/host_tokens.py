"""The tokens that a host application signs for its users: one algorithm, one audience, an hour at most."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from jwt.exceptions import PyJWTError

from webchat.domain.clock import now
from webchat.gateways.jwks import KeySet
from webchat.gateways.public_http import PublicHttp
from webchat.settings import get_settings

LONGEST = timedelta(hours=1)
_LEEWAY = timedelta(seconds=30)
_LONGEST_NAME = 255
_MOST_ROOMS = 100
_LONGEST_TOKEN = 8192
_REQUIRED = ["iss", "sub", "aud", "exp"]


@dataclass(frozen=True, slots=True)
class Claims:
    """What a host says of its user; `rooms` are its own keys of conversations, None: no limit."""

    issuer: str
    subject: str
    name: str
    expires_at: datetime
    rooms: tuple[str, ...] | None


class _Host:
    keys: KeySet | None = None


@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """Knows where the host's keys are, while the server runs."""
    settings = get_settings()
    http = PublicHttp(settings.private_hosts)
    _Host.keys = KeySet(http, settings.jwks_url) if settings.jwks_url else None
    try:
        yield
    finally:
        _Host.keys = None
        await http.aclose()


def use_keys(keys: KeySet | None) -> None:
    """Takes the host's keys from there."""
    _Host.keys = keys


async def read_token(token: str) -> Claims | None:
    """What a token says, if the host has signed it for us and it still counts; None tells nothing of the reason."""
    found = await _key_of(token) if len(token) <= _LONGEST_TOKEN else None
    if found is None:
        return None
    key, algorithm = found
    settings = get_settings()
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=settings.jwt_audience,
            issuer=settings.jwt_issuer or None,
            leeway=_LEEWAY,
            options={"require": _REQUIRED, "strict_aud": True},
        )
        return _claims(claims)
    except (PyJWTError, ValueError, TypeError, OverflowError):
        return None


async def _key_of(token: str) -> tuple[Any, str] | None:
    """The one key and the one algorithm that count here; what the token itself names is only compared."""
    settings = get_settings()
    if settings.jwt_secret is not None:
        return settings.jwt_secret.get_secret_value(), "HS256"
    if _Host.keys is None:
        return None
    try:
        key_id = jwt.get_unverified_header(token).get("kid")
    except PyJWTError:
        return None
    key = await _Host.keys.find(key_id) if isinstance(key_id, str) else None
    if key is None or key.algorithm_name != settings.jwt_algorithm:
        return None
    return key.key, settings.jwt_algorithm


def _claims(claims: dict[str, Any]) -> Claims:
    expires_at = datetime.fromtimestamp(claims["exp"], UTC)
    if expires_at > now() + LONGEST + _LEEWAY:
        raise ValueError
    issuer, subject, name = (claims["iss"], claims["sub"], claims.get("name", ""))
    if not all(isinstance(one, str) and len(one) <= _LONGEST_NAME for one in (issuer, subject, name)) or not subject:
        raise ValueError
    if "\0" in issuer + subject + name:
        raise ValueError
    return Claims(issuer, subject, name, expires_at, _rooms(claims.get("rooms")))


def _rooms(rooms: Any) -> tuple[str, ...] | None:
    """A wrong list must not become a token without a limit."""
    if rooms is None:
        return None
    keys = isinstance(rooms, list) and len(rooms) <= _MOST_ROOMS and all(isinstance(one, str) for one in rooms)
    if not keys or any("\0" in one for one in rooms):
        raise ValueError
    return tuple(rooms)
