"""Requests to addresses that strangers chose: public ones only, and no secrets of ours go along.

Every answer of the name's resolution is checked, the connection goes to the checked address and no other, and each
redirect is checked again. No proxies of the environment, no cookies, no kept connections.
"""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

import httpx

MOST_REDIRECTS = 4
_PORTS = {80, 443, 8080, 8443}
_MOST_ADDRESSES = 3
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
# Ways into an inner network that look like public addresses: 6to4, Teredo, NAT64, IPv4 inside of IPv6.
_NEVER = [
    ip_network(net)
    for net in ("192.88.99.0/24", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")
]

Resolver = Callable[[str, int], Awaitable[list[str]]]
"""Gives all addresses of a host."""


class Refused(Exception):
    """An address that we do not ask; the text says why."""


@dataclass(frozen=True, slots=True)
class _Target:
    url: httpx.URL
    addresses: list[str]


async def resolve(host: str, port: int) -> list[str]:
    """All addresses that the system knows of a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an address belongs to a single host of the open internet."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and (ip.scope_id or ip.is_site_local):
        return False
    if ip.is_multicast or ip.is_reserved or not ip.is_global:
        return False
    return not any(ip in network for network in _NEVER if network.version == ip.version)


class PublicHttp:
    """A client for foreign addresses. `private_hosts` (`host` or `host:port`) are asked wherever they are."""

    def __init__(
        self,
        private_hosts: Collection[str] = (),
        *,
        resolver: Resolver = resolve,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._private = frozenset(private_hosts)
        self._resolve = resolver
        limits = httpx.Limits(max_keepalive_connections=0)
        self._transport = transport or httpx.AsyncHTTPTransport(trust_env=False, limits=limits)

    def get(self, url: str, headers: dict[str, str]) -> AbstractAsyncContextManager[tuple[httpx.URL, httpx.Response]]:
        """The answer behind all redirects, its body not read yet, and where it came from."""
        return self._followed(url, headers)

    @asynccontextmanager
    async def post(self, url: str, headers: dict[str, str], body: bytes) -> AsyncIterator[httpx.Response]:
        """The answer to `body`, not read yet. Only redirects that keep what was sent (307, 308) are followed."""
        async with self._followed(url, headers, body) as (_, response):
            yield response

    async def check(self, url: str) -> None:
        """Raises `Refused` for an address that we would not ask."""
        await self._target(_parsed(url))

    async def aclose(self) -> None:
        """Closes what is still open."""
        await self._transport.aclose()

    @asynccontextmanager
    async def _followed(
        self, url: str, headers: dict[str, str], body: bytes | None = None
    ) -> AsyncIterator[tuple[httpx.URL, httpx.Response]]:
        target = await self._target(_parsed(url))
        for _ in range(MOST_REDIRECTS + 1):
            response = await self._ask(target, headers, body)
            try:
                kept = body is None or response.status_code in {307, 308}
                if not (kept and response.has_redirect_location):
                    yield target.url, response
                    return
                where = response.headers["location"]
            finally:
                await response.aclose()
            target = await self._target(_parsed(where, target.url))
        raise Refused("Too many redirects.")

    async def _target(self, url: httpx.URL) -> _Target:
        port = url.port or (443 if url.scheme == "https" else 80)
        host = url.host.rstrip(".").lower()
        trusted = not self._private.isdisjoint({host, f"{host}:{port}"})
        if url.scheme not in {"http", "https"} or url.userinfo or not host:
            raise Refused("Only plain http and https addresses.")
        if port not in _PORTS and f"{host}:{port}" not in self._private:
            raise Refused("Only the usual ports.")
        addresses = [host] if _is_address(host) else await self._addresses(host, port, trusted)
        if not trusted and not all(is_public(address) for address in addresses):
            raise Refused("Only public addresses.")
        return _Target(url, addresses[:_MOST_ADDRESSES])

    async def _addresses(self, host: str, port: int, trusted: bool) -> list[str]:
        last = host.rpartition(".")[2]
        # 2130706433 and 0x7f.1 are addresses for the system, though they do not look like any.
        if not trusted and ("." not in host or _NUMBER.fullmatch(last)):
            raise Refused("Only full names of hosts.")
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise Refused("There is no such host.") from error
        if not addresses:
            raise Refused("There is no such host.")
        return addresses

    async def _ask(self, target: _Target, headers: dict[str, str], body: bytes | None = None) -> httpx.Response:
        for address in target.addresses[:-1]:
            try:
                return await self._transport.handle_async_request(_pinned(target.url, address, headers, body))
            except httpx.ConnectError:
                continue
        return await self._transport.handle_async_request(_pinned(target.url, target.addresses[-1], headers, body))


def _parsed(url: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        return base.join(url) if base else httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused("Not an address.") from error


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _pinned(url: httpx.URL, address: str, headers: dict[str, str], body: bytes | None) -> httpx.Request:
    """A request that connects to this very address and still speaks of the host by its name."""
    extensions = {} if _is_address(url.host) else {"sni_hostname": url.host}
    named = {**headers, "Host": url.netloc.decode("ascii")}
    where = url.copy_with(host=address, fragment=None)
    method = "GET" if body is None else "POST"
    return httpx.Request(method, where, headers=named, content=body, extensions=extensions)
