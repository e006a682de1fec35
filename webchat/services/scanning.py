"""The operator's scanners: what they do not pass is not kept, and what they cannot look at is not kept yet."""

import logging
import shlex
from pathlib import Path

from anyio import fail_after, run_process

from webchat.domain.errors import InvalidInput, Unavailable
from webchat.gateways.clamd import ClamdError, find_harm
from webchat.settings import get_settings

_SECONDS = 120.0
_log = logging.getLogger(__name__)


class ScannerUnavailable(Unavailable):
    """Nobody can say whether a file is harmful."""

    code = "scanner_unavailable"

    def __init__(self) -> None:
        super().__init__("Files cannot be checked just now, so none is taken. Try again later.")


async def scan(path: Path) -> None:
    """Asks every scanner there is. Raises `InvalidInput` for what is harmful, `ScannerUnavailable` for no answer."""
    settings = get_settings()
    if command := shlex.split(settings.scan_command):
        await _ask_program([*command, str(path)])
    if settings.clamd:
        await _ask_clamd(settings.clamd, path)


async def _ask_program(command: list[str]) -> None:
    try:
        with fail_after(_SECONDS):
            found = await run_process(command, check=False)
    except (TimeoutError, OSError) as error:
        _log.error("The scanner %s did not run: %s", command[0], error or "too slow")
        raise ScannerUnavailable from error
    if found.returncode != 0:
        _refuse()


async def _ask_clamd(address: str, path: Path) -> None:
    try:
        name = await find_harm(address, path, _SECONDS)
    except ClamdError as error:
        _log.error("%s", error)
        raise ScannerUnavailable from error
    if name:
        _log.warning("clamd found %s in a file that was sent.", name)
        _refuse()


def _refuse() -> None:
    raise InvalidInput("This file was refused: the scanner of this server found something in it.", field="file")
