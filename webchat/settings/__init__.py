"""What the operator can set: one frozen object, and the only place that reads the environment.

Every field is documented in `.env.example`. A wrong value stops the start with one sentence.
"""

from functools import cache
from typing import Any

from pydantic import ValidationError

from .environment import child_environment, default_environment, prepend_path, set_environment
from .errors import SettingsError
from .fields import PROJECT, Settings
from .sentences import sentence_of

__all__ = [
    "PROJECT",
    "Settings",
    "SettingsError",
    "child_environment",
    "default_environment",
    "get_settings",
    "load_settings",
    "prepend_path",
    "set_environment",
]


def load_settings(**values: Any) -> Settings:
    """Read the settings now; `values` stand over the environment. Raises SettingsError with one sentence."""
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(sentence_of(error)) from None


@cache
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return load_settings()
