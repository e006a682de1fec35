"""Which signs are emoji: Unicode's own list, each in one spelling."""

from functools import cache

from emoji import EMOJI_DATA, STATUS

from webchat.domain.errors import InvalidInput

_VARIATIONS = dict.fromkeys((0xFE0E, 0xFE0F))
_LONGEST = 64


def check_emoji(text: str) -> str:
    """The one emoji of a text, with the variation selectors that Unicode recommends; raises `InvalidInput`."""
    found = _fully_qualified().get(text.translate(_VARIATIONS)) if len(text) <= _LONGEST else None
    if found is None:
        raise InvalidInput("A reaction is one emoji, such as 👍.", field="emoji")
    return found


@cache
def _fully_qualified() -> dict[str, str]:
    """Spellings by their characters without variation selectors; lone skin tones are no emoji."""
    return {
        sign.translate(_VARIATIONS): sign
        for sign, about in EMOJI_DATA.items()
        if about["status"] == STATUS["fully_qualified"]
    }
