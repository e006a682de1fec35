"""Mail, handed to the operator's server."""

import smtplib
import ssl
from email.message import EmailMessage

from anyio import to_thread

from webchat.settings import get_settings

_PATIENCE = 20.0


class NotNow(Exception):
    """The server did not take it; it may later."""


class Refused(Exception):
    """The server says that this address takes no mail."""


def is_offered() -> bool:
    """Whether there is a server to hand mail to."""
    return bool(get_settings().smtp_host)


async def deliver(message: EmailMessage) -> None:
    """Hands one mail over; raises `NotNow` and `Refused`."""
    await to_thread.run_sync(_deliver, message)


def _deliver(message: EmailMessage) -> None:
    settings = get_settings()
    try:
        with _connect() as server:
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise (Refused if all(code >= 500 for code in codes) else NotNow)(str(error)) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotNow(f"{type(error).__name__}: {error}") from error


def _connect() -> smtplib.SMTP:
    settings = get_settings()
    if settings.smtp_security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=_PATIENCE, context=context)
    server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=_PATIENCE)
    if settings.smtp_security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())  # one that cannot is never written to in the clear
        except BaseException:
            server.close()
            raise
    return server
