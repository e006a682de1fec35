"""What is shown of ways onto another device."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeviceLinkView:
    """`state`: open (nobody came), asking (`device` waits for an answer), allowed, denied."""

    id: int
    state: str
    device: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class QrView:
    """A QR code: a path of squares of 1 in a field of `size`, with its quiet edge."""

    size: int
    path: str


@dataclass(frozen=True, slots=True)
class NewDeviceLink:
    """A new way: `address` belongs into a QR code, `code` is for typing. Both are shown this once."""

    link: DeviceLinkView
    code: str
    address: str
    qr: QrView


@dataclass(frozen=True, slots=True)
class Claim:
    """What a new device holds while it waits."""

    claim: str
    expires_at: datetime
