"""What goes to one device, and until when it is worth handing over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webchat.domain.notifications import Notice
from webchat.gateways.push import Address

# These end a subscription that is woken without showing anything.
_NEVER_SILENT = ("https://web.push.apple.com/",)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A notice for one device. `place` is the message that it tells of, as conversation and `seq`; `call_id` and
    `until` say which call it speaks of, and when that has rung out."""

    subscription_id: int
    user_id: int
    address: Address
    notice: Notice
    place: tuple[int, int] | None = None
    call_id: int = 0
    until: datetime | None = None


def parcel(row: Any, notice: Notice, **about: Any) -> Parcel:
    """For the device of this subscription."""
    address = Address(row["endpoint"], row["p256dh"], row["auth"])
    return Parcel(row["id"], row["user_id"], address, notice, **about)


def takes_silence(row: Any) -> bool:
    """Whether this device may be woken without being shown anything."""
    return not row["endpoint"].startswith(_NEVER_SILENT)
