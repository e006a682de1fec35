"""The tokens that a host application signs for its users: one algorithm, one audience, an hour at most."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from jwt.exceptions import (
    ExpiredSignatureError,
    ImmatureSignatureError,
    InvalidAlgorithmError,
    InvalidAudienceError,
    InvalidIssuerError,
    InvalidSignatureError,
    MissingRequiredClaimError,
    PyJWTError,
)

from webchat.domain.clock import now
from webchat.domain.text import is_storable
from webchat.gateways.jwks import KeySet
from webchat.gateways.public_http import PublicHttp
from webchat.settings import get_settings

LONGEST = timedelta(hours=1)
_AHEAD = timedelta(seconds=30)  # how far a host's clock may be ahead of ours: `iat`, `nbf`, and the hour of `exp`
_LONGEST_NAME = 255
_LONGEST_ADDRESS = 2_000
_MOST_ROOMS = 100
_LONGEST_TOKEN = 8192
_REQUIRED = ["iss", "sub", "aud", "exp"]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a host says of its user; `rooms` are its own keys of conversations, None: no limit.

    `avatar`: the address of a picture, empty where none is named.
    """

    issuer: str
    subject: str
    name: str
    avatar: str
    expires_at: datetime
    rooms: tuple[str, ...] | None


class _Host:
    keys: KeySet | None = None


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Knows where the host's keys are, while the server runs."""
    settings = get_settings()
    http = PublicHttp(settings.private_hosts)
    _Host.keys = KeySet(http, settings.jwks_url) if settings.jwks_url else None
    try:
        yield
    finally:
        _Host.keys = None
        await http.aclose()


class _Refused(ValueError):
    """Why a token does not count, in our own words: nothing of the token goes to the log."""


async def read_token(token: str) -> Claims | None:
    """What a token says, if the host has signed it for us and it still counts; why not, only the log is told."""
    settings = get_settings()
    try:
        key, algorithm = await _key_of(token)
        claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=settings.jwt_audience,
            issuer=settings.jwt_issuer or None,
            leeway=_AHEAD,
            options={"require": _REQUIRED, "strict_aud": True},
        )
        return _claims(claims)
    except (PyJWTError, ValueError, TypeError, OverflowError) as error:
        _log.info("A signed token is refused: %s.", _reason(error))
        return None


def _reason(error: Exception) -> str:
    match error:
        case _Refused() | MissingRequiredClaimError():
            return str(error)
        case InvalidAudienceError():
            return "aud is not WEBCHAT_JWT_AUDIENCE, as one text"
        case InvalidIssuerError():
            return "iss is not WEBCHAT_JWT_ISSUER"
        case ExpiredSignatureError():
            return "exp is past"
        case ImmatureSignatureError():
            return "nbf or iat is yet to come; do the clocks agree?"
        case InvalidSignatureError():
            return "the signature is not by our key"
        case InvalidAlgorithmError():
            return f"its algorithm is not {_algorithm()}"
    return "it cannot be read"


def _algorithm() -> str:
    """The one that counts here."""
    settings = get_settings()
    return settings.jwt_algorithm if settings.jwt_secret is None else "HS256"


async def _key_of(token: str) -> tuple[Any, str]:
    """The one key and the one algorithm that count here; what the token itself names is only compared."""
    settings = get_settings()
    if len(token) > _LONGEST_TOKEN:
        raise _Refused(f"it is longer than {_LONGEST_TOKEN} characters")
    if settings.jwt_secret is not None:
        return settings.jwt_secret.get_secret_value(), _algorithm()
    if _Host.keys is None:
        raise _Refused("neither WEBCHAT_JWT_SECRET nor WEBCHAT_JWKS_URL is set")
    key_id = jwt.get_unverified_header(token).get("kid")
    if not isinstance(key_id, str):
        raise _Refused("its header names no key (kid)")
    key = await _Host.keys.find(key_id)
    if key is None:
        raise _Refused("its key (kid) is not at WEBCHAT_JWKS_URL")
    if key.algorithm_name != _algorithm():
        raise _Refused(f"its key is for {key.algorithm_name}, WEBCHAT_JWT_ALGORITHM is {_algorithm()}")
    return key.key, _algorithm()


def _claims(claims: dict[str, Any]) -> Claims:
    expires_at = datetime.fromtimestamp(claims["exp"], UTC)
    if expires_at <= now():  # to the second: it is when an open socket ends, too, so none opens after it
        raise _Refused("exp is past")
    if expires_at > now() + LONGEST + _AHEAD:
        raise _Refused("exp is more than an hour away")
    issuer, subject, name = (claims["iss"], claims["sub"], claims.get("name", ""))
    if not all(isinstance(one, str) and len(one) <= _LONGEST_NAME for one in (issuer, subject, name)) or not subject:
        raise _Refused(f"iss, sub and name are texts of at most {_LONGEST_NAME} characters, sub of one at least")
    if not all(map(is_storable, (issuer, subject, name))):
        raise _Refused("iss, sub or name holds what cannot be stored: a NUL, or half of a surrogate pair")
    return Claims(issuer, subject, name, _avatar(claims.get("avatar")), expires_at, _rooms(claims.get("rooms")))


def _avatar(address: Any) -> str:
    """A wrong one keeps nobody out: it is only a picture."""
    fits = isinstance(address, str) and len(address) <= _LONGEST_ADDRESS and address.isprintable()
    return address if fits else ""


def _rooms(rooms: Any) -> tuple[str, ...] | None:
    """A wrong list must not become a token without a limit."""
    if rooms is None:
        return None
    keys = isinstance(rooms, list) and len(rooms) <= _MOST_ROOMS and all(isinstance(one, str) for one in rooms)
    if not keys or not all(map(is_storable, rooms)):
        raise _Refused(f"rooms is no list of at most {_MOST_ROOMS} texts")
    return tuple(rooms)
