"""A browser's end of Web Push: its keys, what reaches it through a push service of our own, and who sends that."""

from __future__ import annotations

import asyncio
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.receiver import Receiver, Taken
from webchat.db.unit_of_work import transact
from webchat.domain.actor import Actor
from webchat.domain.clock import now
from webchat.gateways.public_http import PublicHttp
from webchat.gateways.push import Address
from webchat.realtime import hub
from webchat.services import push
from webchat.services.push_runner import PushRunner, pushing


def encoded(raw: bytes) -> str:
    """Base64url, as browsers write it."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Phone:
    """A browser that subscribed at `receiver`."""

    receiver: Receiver
    name: str = "phone"
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = b"0123456789abcdef"

    @property
    def endpoint(self) -> str:
        return f"http://{self.receiver.host}/{self.name}"

    @property
    def address(self) -> Address:
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return Address(self.endpoint, encoded(point), encoded(self.secret))

    @property
    def letters(self) -> list[Taken]:
        return [one for one in self.receiver.taken if one.path == f"/{self.name}"]

    @property
    def told(self) -> list[dict[str, Any]]:
        """What was sent to it, decrypted, in order."""
        return [json.loads(self.decrypted(one)) for one in self.letters]

    @property
    def words(self) -> list[str]:
        return [one.get("body", one["type"]) for one in self.told]

    def decrypted(self, letter: Taken) -> bytes:
        opened: bytes = http_ece.decrypt(
            letter.body, private_key=self.private, auth_secret=self.secret, version="aes128gcm"
        )
        return opened


def proven(letter: Taken, public_key: str, audience: str) -> dict[str, Any]:
    """The claims of a letter's signature, checked against the key that browsers subscribed with."""
    scheme, _, rest = letter.headers["authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert (scheme, parts["k"]) == ("vapid", public_key)
    point = urlsafe_b64decode(public_key + "=" * (-len(public_key) % 4))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    return jwt.decode(parts["t"], key, algorithms=["ES256"], audience=audience)


class World:
    """A push service, and runners that deliver to it."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self.at: Callable[[], datetime] = now

    async def phone(self, actor: Actor, name: str = "phone") -> Phone:
        phone = Phone(self.receiver, name)
        await transact(push.subscribe, actor, phone.address)
        return phone

    @asynccontextmanager
    async def running(self, *, trusted: bool = True, look_again: float = 30) -> AsyncIterator[PushRunner]:
        """What happens inside has been delivered at the end."""
        http = PublicHttp([self.receiver.host] if trusted else [])
        runner = PushRunner(http, lambda: self.at(), look_again)
        async with pushing(runner):
            yield runner
            await self.settled(runner)
        await http.aclose()

    async def settled(self, runner: PushRunner) -> None:
        """Waits until everything so far has been handed over."""
        async with asyncio.timeout(60):
            await hub.drained()
            await runner.settled()
