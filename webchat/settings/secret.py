"""The secret of an installation whose operator has set none."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from .errors import SettingsError


def kept_secret(data_dir: Path) -> str:
    """Read the secret of this installation, made once; the link makes two first starts agree on one."""
    path = data_dir / "secret_key"
    try:
        if not path.exists():
            _make_secret(path)
        return path.read_text().strip()
    except OSError as error:
        raise SettingsError(
            f"WEBCHAT_DATA_DIR is {str(data_dir)!r}, but it cannot be used ({error.strerror}): "
            "it must be a folder that this user may write."
        ) from None


def _make_secret(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"secret_key.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
