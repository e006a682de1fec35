"""The relay of `compose.yaml`: coturn, started with the very options that stand there."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hmac import digest
from ipaddress import ip_address
from pathlib import Path

import pytest
import yaml
from aioice.stun import TransactionFailed
from aioice.turn import create_turn_endpoint

from tests.support.server import free_port, wait_until
from webchat.gateways.turn import parse
from webchat.settings import PROJECT

_SERVICES = yaml.safe_load((PROJECT / "compose.yaml").read_text())["services"]
_SECRET = "a-secret-of-the-relay"
_PUBLIC = "203.0.113.5"
_INSIDE = "10.1.2.3"


def _filled(text: str, values: Mapping[str, str]) -> str:
    """What Compose makes of `${A:?}`, `${A:-words}` and `${A:+words}`."""
    text = re.sub(r"\$\{(\w+):\?\}", lambda found: values[found[1]], text)
    text = re.sub(r"\$\{(\w+):-([^{}]*)\}", lambda found: values.get(found[1]) or found[2], text)
    return re.sub(r"\$\{(\w+):\+([^{}]*)\}", lambda found: found[2] if values.get(found[1]) else "", text)


def _own_address() -> str:
    """The machine's address on its network; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((_PUBLIC, 9))
        except OSError:
            pytest.skip("This machine has no network.")
        return str(probe.getsockname()[0])


@contextmanager
def _running(folder: Path, **values: str) -> Iterator[tuple[str, int]]:
    """coturn on this machine's address, which is told apart from public ones as a private one would be."""
    program, own, port = shutil.which("turnserver"), _own_address(), free_port()
    if program is None:
        pytest.fail("The tests of calls need coturn: install the package coturn (bin/test does).")
    given = {"TURN_SECRET": _SECRET, "DOMAIN": "chat.example.org", **values}
    options = [_filled(option, given) for option in _SERVICES["coturn"]["command"]]
    here = [
        f"--listening-ip={own}", f"--relay-ip={own}", f"--listening-port={port}", "--no-tls", "--no-dtls",
        f"--denied-peer-ip={own}", f"--userdb={folder}/db", f"--pidfile={folder}/pid", "--log-file=stdout",
    ]  # fmt: skip
    with (folder / "out").open("wb") as log:
        process = subprocess.Popen(["stdbuf", "-oL", program, *options, *here], stdout=log, stderr=log, cwd=folder)
    try:
        wait_until(lambda: _takes(own, port), what="coturn")
        yield own, port
    finally:
        process.terminate()
        process.wait()
    said = (folder / "out").read_text(errors="replace")
    assert all(f"listing: {one}" in said for one in _ranges(options))
    assert not [line for line in said.splitlines() if "ERROR" in line and "A peer IP" not in line]


def _takes(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


class _Peer(asyncio.DatagramProtocol):
    """What a relay hears and what it is refused."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[bytes | Exception] = asyncio.Queue()
        self.ended = asyncio.Event()

    def datagram_received(self, data: bytes, _from: tuple[str, int]) -> None:
        self.heard.put_nowait(data)

    def error_received(self, error: Exception) -> None:
        self.heard.put_nowait(error)

    def connection_lost(self, _error: Exception | None) -> None:
        self.ended.set()


async def _relay(server: tuple[str, int], way: str):
    name = f"{int(time.time()) + 600}:1"
    credential = b64encode(digest(_SECRET.encode(), name.encode(), "sha1")).decode()
    return await create_turn_endpoint(_Peer, server, name, credential, transport=way)


async def _talk(server: tuple[str, int], known_at: str) -> None:
    """Two who come by the relay, by UDP and by TCP, reach each other, and nothing in the network inside."""
    (one, hers), (other, his) = await _relay(server, "udp"), await _relay(server, "tcp")
    try:
        assert {one.get_extra_info("sockname")[0], other.get_extra_info("sockname")[0]} == {known_at}
        heard: bytes | Exception = b""
        while not heard:  # what comes before the permission is dropped
            one.sendto(b"Hello", other.get_extra_info("sockname"))
            other.sendto(b"Hello", one.get_extra_info("sockname"))
            with suppress(TimeoutError):
                heard = await asyncio.wait_for(hers.heard.get(), 0.5)
        assert heard == b"Hello"
        one.sendto(b"Knock", (_INSIDE, 53))
        refused = await hers.heard.get()
        while not isinstance(refused, Exception):
            refused = await hers.heard.get()
        assert isinstance(refused, TransactionFailed)
        assert refused.response.attributes["ERROR-CODE"][0] == 403
    finally:
        for relay, peer in ((one, hers), (other, his)):
            relay.close()
            await peer.ended.wait()


async def test_behind_nat_two_people_reach_each_other_and_nobody_the_network_inside(tmp_path: Path) -> None:
    with _running(tmp_path, TURN_EXTERNAL_IP=f"{_PUBLIC}/{_own_address()}") as server:
        async with asyncio.timeout(60):
            await _talk(server, _PUBLIC)


async def test_without_nat_the_address_is_the_machines_own(tmp_path: Path) -> None:
    with _running(tmp_path) as server:
        async with asyncio.timeout(60):
            relay, peer = await _relay(server, "udp")
            assert relay.get_extra_info("sockname")[0] == server[0]
            relay.close()
            await peer.ended.wait()


def _ranges(lines: list[str]) -> list[str]:
    return [one.strip("- ").partition("=")[2] for one in lines if one.strip("- ").startswith("denied-peer-ip=")]


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.31.255.255", "192.0.0.8",
        "192.168.1.1", "198.19.0.1", "255.255.255.255", "::", "::1", "::ffff:10.1.2.3", "64:ff9b::a01:203",
        "64:ff9b:1::1", "2001:0:a01:203::1", "2002:a01:203::1", "fd00::1", "fc00::1", "fe80::1", "febf::1",
    ],
)  # fmt: skip
def test_no_relay_reaches_a_network_inside(address: str) -> None:
    looked_for = ip_address(address)
    spans = [tuple(map(ip_address, one.split("-"))) for one in _ranges(_SERVICES["coturn"]["command"])]
    assert any(first.version == looked_for.version and first <= looked_for <= last for first, last in spans)
    for public in map(ip_address, ("203.0.113.5", "8.8.8.8", "2606:4700::1", "2a01:4f8::1", "2001:4860::1")):
        assert not any(first.version == public.version and first <= public <= last for first, last in spans)


def test_the_documentation_names_the_same_networks() -> None:
    lines = (PROJECT / "docs" / "self-hosting.md").read_text().splitlines()
    assert _ranges(lines) == _ranges(_SERVICES["coturn"]["command"])


def test_calls_find_it_by_udp_and_tcp() -> None:
    urls = _filled(_SERVICES["app"]["environment"]["WEBCHAT_TURN_URL"], {"DOMAIN": "chat.example.org"}).split(",")
    assert [parse(url).way for url in urls] == ["UDP", "TCP"]
