"""A real coturn, as operators run it: Debian's package, short-term credentials, on loopback."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from tests.support.server import free_port, wait_until

SECRET = "a-secret-of-the-relay-and-of-webchat"


@dataclass(frozen=True)
class Coturn:
    """Where it listens, and the authority that its certificate is from."""

    port: int
    tls_port: int
    context: ssl.SSLContext

    @property
    def urls(self) -> tuple[str, ...]:
        """Over UDP, TCP and TLS."""
        return (
            f"turn:127.0.0.1:{self.port}?transport=udp",
            f"turn:127.0.0.1:{self.port}?transport=tcp",
            f"turns:localhost:{self.tls_port}",
        )


@pytest.fixture(scope="session")
def coturn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coturn]:
    """One for the whole session."""
    program, folder = shutil.which("turnserver"), tmp_path_factory.mktemp("coturn")
    if program is None:
        pytest.fail("The tests of calls need coturn: install the package coturn (bin/test does).")
    authority, port, tls_port = trustme.CA(), free_port(), free_port()
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(folder / "cert.pem"))
    (folder / "turnserver.conf").write_text(_settings(folder, port, tls_port))
    log = (folder / "out").open("wb")
    process = subprocess.Popen([program, "-c", str(folder / "turnserver.conf")], stdout=log, stderr=log, cwd=folder)
    context = ssl.create_default_context()
    authority.configure_trust(context)
    try:
        wait_until(lambda: _listens(process, folder / "out", port, tls_port), what="coturn")
        yield Coturn(port, tls_port, context)
    finally:
        process.terminate()
        process.wait()
        log.close()


def _settings(folder: Path, port: int, tls_port: int) -> str:
    lines = [
        "listening-ip=127.0.0.1", "relay-ip=127.0.0.1", f"listening-port={port}", f"tls-listening-port={tls_port}",
        "use-auth-secret", f"static-auth-secret={SECRET}", "realm=webchat.test", "fingerprint", "no-cli", "no-dtls",
        "allow-loopback-peers", f"cert={folder}/cert.pem", f"pkey={folder}/cert.pem", f"userdb={folder}/turndb",
        f"pidfile={folder}/pid", "log-file=stdout", "simple-log", "verbose",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _listens(process: subprocess.Popen[bytes], out: Path, *ports: int) -> bool:
    if process.poll() is not None:
        pytest.fail(f"coturn ended:\n{out.read_text(errors='replace')[-2000:]}")
    return all(_takes(port) for port in ports)


def _takes(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
