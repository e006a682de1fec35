"""Tells a browser something through its maker's push service, encrypted for it and signed (RFC 8030, 8291, 8292)."""

import asyncio
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import http_ece
import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from webchat.domain.clock import now
from webchat.gateways.public_http import PublicHttp, Refused

PATIENCE = 10.0
_VALID = timedelta(hours=12)


class Gone(Exception):
    """The browser does not listen there any more."""


class NotNow(Exception):
    """It may work later: `seconds` is what the service asks for, 0 where it does not say."""

    def __init__(self, why: str, seconds: float = 0) -> None:
        super().__init__(why)
        self.seconds = seconds


class Refusal(Exception):
    """The service does not take this, now or later."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a browser listens, with its keys in base64url."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent, at most 3,000 bytes; a later one of the same `topic` replaces it where it still waits."""

    body: bytes
    topic: str
    ttl: int
    urgent: bool


def new_key() -> str:
    """A private key, in PEM."""
    private = ec.generate_private_key(ec.SECP256R1())
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_part(pem: str) -> str:
    """The public key that browsers want, in base64url."""
    point = _private(pem).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).rstrip(b"=").decode()


def is_usable(address: Address) -> bool:
    """Whether something can be encrypted for this browser."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(address.p256dh))
        return len(_decoded(address.auth)) == 16
    except ValueError:
        return False


async def deliver(http: PublicHttp, pem: str, contact: str, address: Address, letter: Letter) -> None:
    """Hands a letter to the push service; raises `Gone`, `NotNow` or `Refusal`."""
    headers = {
        "TTL": str(letter.ttl),
        "Topic": letter.topic,
        "Urgency": "high" if letter.urgent else "normal",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "Authorization": f"vapid t={_signed(pem, contact, address.endpoint)}, k={public_part(pem)}",
    }
    try:
        async with (
            asyncio.timeout(PATIENCE),
            http.post(address.endpoint, headers, _encrypted(address, letter)) as answer,
        ):
            _judge(answer)
    except TimeoutError:
        raise NotNow("no answer in time") from None
    except Refused as error:
        raise Refusal(str(error)) from None
    except httpx.HTTPError as error:
        raise NotNow(type(error).__name__) from None


def _judge(answer: httpx.Response) -> None:
    if answer.is_success:
        return
    if answer.status_code in {404, 410}:
        raise Gone
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
        raise NotNow(f"status {answer.status_code}", _pause(answer.headers.get("retry-after", "")))
    raise Refusal(f"status {answer.status_code}")


def _pause(retry_after: str) -> float:
    if retry_after.isdigit():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0


def _signed(pem: str, contact: str, endpoint: str) -> str:
    url = httpx.URL(endpoint)
    claims = {"aud": f"{url.scheme}://{url.netloc.decode()}", "exp": int((now() + _VALID).timestamp()), "sub": contact}
    return jwt.encode(claims, pem, algorithm="ES256")


def _encrypted(address: Address, letter: Letter) -> bytes:
    return http_ece.encrypt(
        letter.body,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=_decoded(address.p256dh),
        auth_secret=_decoded(address.auth),
        version="aes128gcm",
    )


def _private(pem: str) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  we made it
    return key


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
