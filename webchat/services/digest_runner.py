"""Writes mails to those who were away for as long as they said, about what was said to them meanwhile.

A person is claimed first, so that one process looks; that a mail is sent is kept before it is, so that a process that
dies sends none rather than two. Whoever has a page open anywhere is here.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import NamedTuple

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.clock import Clock, now
from webchat.domain.digest import digest_mail
from webchat.gateways import mail
from webchat.realtime import presence
from webchat.repositories import mails
from webchat.services.beside import beside
from webchat.services.digests import digest_of
from webchat.services.mails import envelope, stop_address

_LOOK_AGAIN = timedelta(minutes=15)
_PAUSE = 60.0
_AT_ONCE = 20
_log = logging.getLogger(__name__)


class _Letter(NamedTuple):
    user_id: int
    message: EmailMessage
    sent_before: datetime | None


class DigestRunner:
    """Looks once a minute whom it is time to write to."""

    def __init__(self, clock: Clock = now) -> None:
        self._clock = clock

    async def run(self) -> None:
        """Writes what is due, again and again, until cancelled."""
        while True:
            await asyncio.sleep(_PAUSE)
            try:
                await self.send_due()
            except Exception:  # noqa: BLE001  the database may be away for a while
                _log.exception("Mails could not be sent just now.")

    async def send_due(self) -> int:
        """Writes to whom it is due now; gives how many mails went out."""
        sent = 0
        while claimed := await transact(_claim, self._clock()):
            for user_id in claimed:
                letter = await transact(_prepare, user_id, self._clock())
                sent += await _send(letter) if letter else 0
        return sent


@asynccontextmanager
async def running() -> AsyncIterator[None]:
    """Writes mails as long as this is open, where the operator has a server for them."""
    if not mail.is_offered():
        yield
        return
    async with beside(DigestRunner().run()):
        yield


async def _send(letter: _Letter) -> bool:
    try:
        await mail.deliver(letter.message)
    except mail.Refused:
        await transact(lambda uow: mails.change(uow.session, letter.user_id, after_hours=0))
    except mail.NotNow as error:
        _log.warning("The mail server takes nothing just now: %s.", error)
        await transact(lambda uow: mails.sent(uow.session, letter.user_id, letter.sent_before))
    else:
        return True
    return False


def _claim(uow: UnitOfWork, at: datetime) -> list[int]:
    return mails.claim(uow.session, at, at + _LOOK_AGAIN, _AT_ONCE)


def _prepare(uow: UnitOfWork, user_id: int, at: datetime) -> _Letter | None:
    """The mail to somebody who was away long enough and missed something since; from now on it counts as sent."""
    row = mails.due(uow.session, user_id)
    if row is None or _is_here(user_id, row["here_at"], at - timedelta(hours=row["after_hours"])):
        return None
    digest = digest_of(uow, row, row["here_at"])
    if digest is None:
        return None
    mails.sent(uow.session, user_id, at)
    stop = stop_address(user_id, row["address"])
    return _Letter(user_id, digest_mail(digest, envelope(row["address"], stop)), row["sent_at"])


def _is_here(user_id: int, here_at: datetime | None, since: datetime) -> bool:
    state, left_at = presence.of(user_id)
    return state != "offline" or any(moment is not None and moment > since for moment in (here_at, left_at))
