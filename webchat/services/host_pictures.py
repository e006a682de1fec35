"""The pictures that a host names for its users: fetched beside, and kept as if they had chosen them here.

Nobody waits for them. One picture is fetched once, by one process, until the host names another; who has chosen one
here meanwhile keeps it until then.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from webchat.db.unit_of_work import UnitOfWork, transact
from webchat.domain.actor import Actor
from webchat.domain.errors import WebchatError
from webchat.gateways.downloads import NotHad, download
from webchat.gateways.public_http import PublicHttp
from webchat.repositories import identities
from webchat.services import avatars
from webchat.services.beside import beside
from webchat.services.lately import Lately
from webchat.services.uploads import limit_of, upload_bytes
from webchat.services.users import update_profile
from webchat.settings import get_settings

_MOST_WAITING = 500
_REMEMBERED = 1_000
_ASK_AGAIN = 600.0  # seconds after which a picture that could not be had is asked for again
_PATIENCE = 20.0
_HEADERS = {"User-Agent": "Mozilla/5.0 (compatible; WebChat pictures)", "Accept": "image/*"}
_FAILURES = (NotHad, WebchatError, OSError, TimeoutError, ValueError)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose picture is at `url`, as the host says."""

    issuer: str
    subject: str
    url: str
    actor: Actor


class HostPictures:
    """Fetches what is wanted, one after another."""

    def __init__(self, http: PublicHttp) -> None:
        self._http = http
        self._waiting: asyncio.Queue[Wanted] = asyncio.Queue(_MOST_WAITING)
        self._asked = Lately[tuple[str, str, str], None](_ASK_AGAIN, _REMEMBERED)

    def want(self, one: Wanted) -> None:
        """It will be fetched, unless it was asked for a short while ago."""
        key = one.issuer, one.subject, one.url
        if self._waiting.full() or key in self._asked:
            return
        self._asked.keep(key, None)
        self._waiting.put_nowait(one)

    async def run(self) -> None:
        """Works off what waits, until cancelled."""
        while True:
            one = await self._waiting.get()
            try:
                await self._take(one)
            except Exception:  # noqa: BLE001  one picture's failure is not the others'
                _log.exception("A host's picture failed.")
            finally:
                self._waiting.task_done()

    async def settled(self) -> None:
        """Waits until nothing waits."""
        await self._waiting.join()

    async def _take(self, one: Wanted) -> None:
        before = await transact(_claim, one)
        if before is None:  # another process was quicker
            return
        try:
            content = await download(self._http, one.url, limit_of("image"), seconds=_PATIENCE, headers=_HEADERS)
            picture = await upload_bytes(one.actor, content, "picture")
            await avatars.make_ready(one.actor, picture.id)
            await transact(update_profile, one.actor, {"avatar_media_id": picture.id})
        except _FAILURES as error:
            _log.info("The picture that a host names for user %d could not be had: %s", one.actor.user_id, error)
            await transact(_give_back, one, before)


_current: HostPictures | None = None


def want(one: Wanted) -> None:
    """What a token says of the picture of its user; nothing where no server runs."""
    if _current is not None:
        _current.want(one)


@asynccontextmanager
async def running() -> AsyncIterator[HostPictures]:
    """Fetches as long as this is open."""
    global _current
    http = PublicHttp(get_settings().private_hosts)
    _current = HostPictures(http)
    try:
        async with beside(_current.run()):
            yield _current
    finally:
        _current = None
        await http.aclose()


def _claim(uow: UnitOfWork, one: Wanted) -> str | None:
    return identities.name_picture(uow.session, one.issuer, one.subject, one.url)


def _give_back(uow: UnitOfWork, one: Wanted, before: str) -> None:
    identities.name_picture(uow.session, one.issuer, one.subject, before)
