"""Asks a TURN server for a relay, as a browser in a call does."""

import asyncio
import re
import ssl
from dataclasses import dataclass

from aioice.stun import TransactionFailed, TransactionTimeout
from aioice.turn import create_turn_endpoint

_URL = re.compile(r"(turns?):(\[.+\]|[^:?]+)(?::(\d+))?(?:\?transport=(udp|tcp))?")
_UNAUTHORIZED = 401


class TurnError(Exception):
    """No relay; the text says why. `refused`: the server answered, and does not believe the credential."""

    def __init__(self, text: str, *, refused: bool = False) -> None:
        super().__init__(text)
        self.refused = refused


@dataclass(frozen=True, slots=True)
class TurnAddress:
    """What a `turn:` or `turns:` address says; `way` is "UDP", "TCP" or "TLS"."""

    host: str
    port: int
    way: str


def parse(url: str) -> TurnAddress:
    """The parts of an address, with what RFC 7065 has for those left out."""
    found = _URL.fullmatch(url)
    if found is None:
        raise TurnError(f"{url} is no address of a TURN server.")
    scheme, host, port, transport = found.groups()
    secure = scheme == "turns"
    way = "TLS" if secure else "TCP" if transport == "tcp" else "UDP"
    return TurnAddress(host.strip("[]"), int(port or (5349 if secure else 3478)), way)


class _Relay(asyncio.DatagramProtocol):
    """What is sent through the relay, which is nothing; knows when the relay is given back."""

    def __init__(self) -> None:
        self.given_back = asyncio.Event()

    def connection_lost(self, _error: Exception | None) -> None:
        self.given_back.set()


async def allocate(
    url: str, username: str, credential: str, seconds: float, context: ssl.SSLContext | None = None
) -> tuple[str, int]:
    """The address of a relay, which has been given back. Raises `TurnError`."""
    address = parse(url)
    if address.way == "TLS" and "transport=udp" in url:
        raise TurnError("turns: over UDP (DTLS) cannot be tested; browsers hardly use it.")
    secure = (context or ssl.create_default_context()) if address.way == "TLS" else None
    try:
        async with asyncio.timeout(seconds):
            transport, relay = await create_turn_endpoint(
                _Relay,
                (address.host, address.port),
                username,
                credential,
                ssl=secure,
                transport="udp" if address.way == "UDP" else "tcp",
            )
            relayed: tuple[str, int] = transport.get_extra_info("sockname")
            transport.close()
            await relay.given_back.wait()  # else a loop that ends now would keep it, and leave its socket open
    except TransactionFailed as error:
        code, reason = error.response.attributes.get("ERROR-CODE", (0, "no reason given"))
        raise TurnError(f"it answered {code} {reason}", refused=code == _UNAUTHORIZED) from error
    except ssl.SSLCertVerificationError as error:
        raise TurnError(f"its certificate is not valid for {address.host} ({error.verify_message})") from error
    except (TimeoutError, TransactionTimeout) as error:
        raise TurnError(f"no answer within {seconds:g} seconds; a firewall may be in the way") from error
    except (OSError, ValueError) as error:
        raise TurnError(str(error)) from error
    return relayed
