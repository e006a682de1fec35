"""A real SMTP server of the test's own, which keeps what it is given."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.server import free_port, wait_until

_CODE = re.compile(r"\b\d{6}\b")


class MailBox:
    """What came, and what the server says to the next ones."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.logins: list[str] = []
        self.answer = "250 taken"
        self.refusal = ""
        self._came = Event()
        options = {"tls_context": tls, "require_starttls": True, "authenticator": self._login} if tls else {}
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port(), ready_timeout=60, **options)
        self._controller.start()
        self.port = self._controller.port

    def settings(self, **more: str) -> dict[str, str]:
        """How a server of ours reaches this one."""
        return {
            "WEBCHAT_SMTP_HOST": "localhost",
            "WEBCHAT_SMTP_PORT": str(self.port),
            "WEBCHAT_SMTP_SECURITY": "none",
            "WEBCHAT_MAIL_FROM": "WebChat <chat@example.org>",
            "WEBCHAT_PUBLIC_URL": "http://chat.test",
            **more,
        }

    def code(self) -> str:
        """The code of the last mail."""
        wait_until(lambda: bool(self.messages), 20, "a mail")
        found = _CODE.search(str(self.messages[-1]["Subject"]))
        assert found
        return found[0]

    def close(self) -> None:
        if self._controller.loop.is_running():
            self._controller.stop()

    async def handle_RCPT(  # noqa: N802  the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.messages.append(message)
            self.recipients.append(list(envelope.rcpt_tos))
        return self.answer

    def _login(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: object) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.logins.append(f"{given.login.decode()}:{given.password.decode()}")
        return AuthResult(success=given.password == b"a password", handled=False)


@pytest.fixture
def mailbox() -> Iterator[MailBox]:
    box = MailBox()
    yield box
    box.close()


@pytest.fixture
def secure_mailbox(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailBox]:
    """One that takes nothing in the clear and wants a login; its certificate is trusted here."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    box = MailBox(context)
    yield box
    box.close()
