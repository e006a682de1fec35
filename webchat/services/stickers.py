"""Stickers: which there are, and whether one is there. They are the same for everyone."""

from webchat.domain.errors import InvalidInput, NotFound
from webchat.domain.media_views import StickerPackView, StickerView
from webchat.domain.payloads import Payload
from webchat.media import stickers
from webchat.media.stickers import StickerFile


def list_packs() -> list[StickerPackView]:
    """All packs with their stickers, ours first. Reads files."""
    return [
        StickerPackView(
            pack.name,
            pack.title,
            tuple(
                StickerView(one.name, one.label, one.emoji, f"/stickers/{pack.name}/{one.name}")
                for one in pack.stickers
            ),
        )
        for pack in stickers.packs()
    ]


def check_sticker(payload: Payload) -> Payload:
    """A sticker's payload with its label and emoji; raises `InvalidInput` where there is no such sticker."""
    found = stickers.find(payload["pack"], payload["name"])
    if found is None:
        raise InvalidInput("There is no such sticker here.", field="payload.name")
    return payload | {"label": found.label, "emoji": found.emoji}


def get_file(pack: str, name: str) -> StickerFile:
    """The picture itself."""
    found = stickers.find(pack, name)
    if found is None:
        raise NotFound
    return found
